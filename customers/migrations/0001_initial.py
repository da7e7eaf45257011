import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("incidents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(help_text="Markdown.")),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("measures", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(help_text="NULL while the postmortem is taken back.", null=True)),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="customer_summary",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "customer summaries",
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pace",
                    models.CharField(
                        choices=[("each", "each update"), ("hourly", "once an hour"), ("daily", "once a day")],
                        default="each",
                        max_length=8,
                        verbose_name="at most",
                    ),
                ),
                ("since", models.DateTimeField(default=core.clock.now)),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_followers",
                        to="incidents.incident",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followed_words",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_followers",
                        to="catalogue.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "follower of customer updates",
                "verbose_name_plural": "followers of customer updates",
                "ordering": ["-since", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "incident"), name="follow_incident_once"),
                    models.UniqueConstraint(fields=("person", "service"), name="follow_service_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("incident__isnull", False), ("service__isnull", True)),
                            models.Q(("incident__isnull", True), ("service__isnull", False)),
                            _connector="OR",
                        ),
                        name="follow_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pace__in", ["each", "hourly", "daily"])), name="follow_pace_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=10000, verbose_name="what can the customer not do?")),
                ("customer", models.CharField(blank=True, max_length=200)),
                ("since", models.CharField(blank=True, max_length=80, verbose_name="since when, as typed")),
                ("since_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("seen", "Seen"),
                            ("joined", "Linked to an incident"),
                            ("resolved", "Resolved"),
                            ("declined", "Declined"),
                        ],
                        default="new",
                        max_length=16,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="words to pass on")),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("seen_at", models.DateTimeField(null=True)),
                ("joined_at", models.DateTimeField(null=True)),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", "customer", config="debrief"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="incidents.incident",
                    ),
                ),
                (
                    "joined_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merges",
                    models.ManyToManyField(
                        editable=False,
                        help_text="Those that moved it with its incident.",
                        related_name="moved_reports",
                        to="incidents.merge",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "new")), fields=["-id"], name="report_new"),
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="report_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("reporter", "client_uuid"), name="report_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "seen", "joined", "resolved", "declined"])),
                        name="report_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=4000)),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "workaround",
                    models.TextField(
                        blank=True, help_text="Plain text: what customers can do meanwhile.", max_length=1000
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                        default="draft",
                        max_length=16,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, help_text="Counts the changes of a draft."),
                ),
                (
                    "is_closing",
                    models.BooleanField(default=False, help_text="It was published when the incident was over."),
                ),
                (
                    "valid_for",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes that it is valid"),
                ),
                (
                    "next_in",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes until the next update"),
                ),
                ("valid_until", models.DateTimeField(editable=False, null=True)),
                ("next_update_by", models.DateTimeField(editable=False, null=True)),
                ("drafted_at", models.DateTimeField(default=core.clock.now)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        help_text="The published update whose words it replaces.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="customers.update",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafted_updates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="customer_update",
                        to="incidents.timelineentry",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="incidents.incident",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "customer update",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        models.F("incident"),
                        models.OrderBy(models.F("published_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="update_newest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("drafted_by", "client_uuid"), name="update_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "withdrawn"])),
                        name="update_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("approved_by__isnull", False), ("published_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="update_published_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UpdateTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("text", models.TextField(max_length=4000)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("investigating", "Investigating"),
                            ("identified", "Identified"),
                            ("mitigated", "Mitigated"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("merged", "Merged"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "services",
                    models.ManyToManyField(blank=True, related_name="update_templates", to="catalogue.service"),
                ),
                (
                    "severities",
                    models.ManyToManyField(blank=True, related_name="update_templates", to="catalogue.severity"),
                ),
            ],
            options={
                "verbose_name": "template of customer updates",
                "verbose_name_plural": "templates of customer updates",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "",
                                    "investigating",
                                    "identified",
                                    "mitigated",
                                    "resolved",
                                    "closed",
                                    "cancelled",
                                    "merged",
                                ],
                            )
                        ),
                        name="update_template_status_known",
                    )
                ],
            },
        ),
    ]
