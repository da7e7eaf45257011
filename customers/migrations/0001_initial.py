import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("incidents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        help_text="The name as it is compared (`customers/readers/names.py`).",
                        max_length=400,
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True, help_text="Such as Enterprise; customers are grouped by it.", max_length=40
                    ),
                ),
                (
                    "value",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="In whole units of the company's currency.",
                        null=True,
                        verbose_name="value a year",
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        blank=True,
                        help_text="Times in letters to them stand in it.",
                        max_length=64,
                        verbose_name="time zone",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="In the system that customers are imported from.",
                        max_length=100,
                        verbose_name="id elsewhere",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="a customer today")),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        help_text="Never in a chain.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="customers.customer",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="In sales.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="customers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True, help_text="Those that it uses.", related_name="customers", to="catalogue.service"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [models.Index(models.F("key"), name="customer_key")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("key"), condition=models.Q(("merged_into__isnull", True)), name="customer_name_once"
                    ),
                    models.UniqueConstraint(
                        models.F("external_id"),
                        condition=models.Q(("external_id", ""), _negated=True),
                        name="customer_external_id_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("key", ""), _negated=True), name="customer_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="customer_not_merged_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="customers.customer"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="AffectedCustomer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name as typed")),
                (
                    "source",
                    models.CharField(
                        choices=[("report", "Report"), ("service", "Service"), ("hand", "By hand")], max_length=8
                    ),
                ),
                ("since_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "is_kept",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Somebody edited it: it stays when its reports are unlinked.",
                    ),
                ),
                ("added_at", models.DateTimeField(default=core.clock.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="affected_customers",
                        to="incidents.incident",
                    ),
                ),
                (
                    "merges",
                    models.ManyToManyField(
                        editable=False,
                        help_text="Those that moved it with its incident.",
                        related_name="moved_affected",
                        to="incidents.merge",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affected_by",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "affected customer",
                "ordering": ["id"],
                "indexes": [models.Index(models.F("incident"), name="affected_by_incident")],
                "constraints": [
                    models.UniqueConstraint(models.F("incident"), models.F("customer"), name="affected_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["report", "service", "hand"])), name="affected_source_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since_at__isnull", True),
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("since_at")),
                            _connector="OR",
                        ),
                        name="affected_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField(help_text="Markdown.")),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="customer_measures",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("incident", "position"), name="customer_measure_once")],
            },
        ),
        migrations.CreateModel(
            name="CustomerSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(help_text="Markdown.")),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
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
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_followers",
                        to="customers.customer",
                    ),
                ),
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
                    models.UniqueConstraint(fields=("person", "customer"), name="follow_customer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("customer__isnull", True), ("incident__isnull", False), ("service__isnull", True)
                            ),
                            models.Q(
                                ("customer__isnull", True), ("incident__isnull", True), ("service__isnull", False)
                            ),
                            models.Q(
                                ("customer__isnull", False), ("incident__isnull", True), ("service__isnull", True)
                            ),
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
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("begun_at", models.DateTimeField(default=core.clock.now)),
                ("discarded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "affected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="customers.affectedcustomer",
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "discarded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discarded_at__isnull", True), ("discarded_by__isnull", False), _connector="XOR"
                        ),
                        name="letter_discarded_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField(help_text="Markdown.")),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("facts", models.JSONField(default=dict, editable=False)),
                ("written_at", models.DateTimeField(default=core.clock.now)),
                (
                    "asked_at",
                    models.DateTimeField(editable=False, help_text="When its sign-off was asked for.", null=True),
                ),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "confirmed",
                    models.TextField(
                        blank=True,
                        help_text="One on each line.",
                        verbose_name="other customers whose names were confirmed",
                    ),
                ),
                (
                    "redactions",
                    models.PositiveIntegerField(default=0, editable=False, help_text="How often words were removed."),
                ),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "letter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="customers.letter",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("letter", "number"), name="letter_version_once"),
                    models.UniqueConstraint(fields=("written_by", "client_uuid"), name="letter_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("signed_at__isnull", True), ("signed_by__isnull", False), _connector="XOR"),
                        name="letter_signed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Maintenance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="what customers will notice")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("planned_at", models.DateTimeField(default=core.clock.now)),
                ("changes", models.PositiveIntegerField(default=0, editable=False)),
                ("cancelled_at", models.DateTimeField(editable=False, null=True)),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "planned_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("services", models.ManyToManyField(related_name="maintenance", to="catalogue.service")),
            ],
            options={
                "verbose_name_plural": "maintenance",
                "ordering": ["-starts_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("planned_by", "client_uuid"), name="maintenance_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="maintenance_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Empty where a reporter only said that a customer has a known problem too.",
                        max_length=200000,
                        verbose_name="what can the customer not do?",
                    ),
                ),
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
                (
                    "waits_since",
                    models.DateTimeField(
                        default=core.clock.now,
                        editable=False,
                        help_text="Since when somebody should look: when it was filed, or unlinked.",
                    ),
                ),
                (
                    "contacts_told_at",
                    models.DateTimeField(editable=False, help_text="When triage contacts heard of it.", null=True),
                ),
                (
                    "managers_told_at",
                    models.DateTimeField(editable=False, help_text="When managers heard of it.", null=True),
                ),
                ("seen_at", models.DateTimeField(null=True)),
                ("joined_at", models.DateTimeField(null=True)),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.functions.text.Left("text", 50000), config="debrief", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("customer", config="debrief", weight="D"),
                            django.contrib.postgres.search.SearchConfig("debrief"),
                        ),
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
                    "known_customer",
                    models.ForeignKey(
                        blank=True,
                        help_text="The customer that has the name, or that somebody linked.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to="customers.customer",
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
                    models.Index(
                        condition=models.Q(("state__in", ("new", "seen", "joined"))), fields=["-id"], name="report_open"
                    ),
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
            name="StatusPage",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Without a login, also search engines. Otherwise it is there for those who can log in.",
                        verbose_name="everybody may read it",
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="status_page_one")],
            },
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("wants_all", models.BooleanField(default=True, verbose_name="of all services")),
                ("since", models.DateTimeField(default=core.clock.now)),
                ("services", models.ManyToManyField(related_name="status_subscribers", to="catalogue.service")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="subscriber_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "how",
                    models.CharField(
                        choices=[("call", "By phone"), ("mail", "By mail"), ("other", "Otherwise")], max_length=8
                    ),
                ),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "affected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tellings",
                        to="customers.affectedcustomer",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        help_text="The letter that was given, as it read then.",
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="tellings",
                        to="customers.letterversion",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "told",
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("by", "client_uuid"), name="told_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["call", "mail", "other"])), name="told_how_known"
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
                        choices=[("draft", "Draft"), ("published", "Published"), ("taken_back", "Taken back")],
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
                ("taken_back_at", models.DateTimeField(editable=False, null=True)),
                (
                    "taken_back_because",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="why it was taken back"),
                ),
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
                    "taken_back_by",
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
                        condition=models.Q(("state__in", ["draft", "published", "taken_back"])),
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
            name="StatusMailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reached", models.BigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("taken_back_reached", models.BigIntegerField(default=0)),
                ("taken_back_finished_at", models.DateTimeField(null=True)),
                (
                    "update",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="status_mailing",
                        to="customers.update",
                    ),
                ),
            ],
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
        migrations.CreateModel(
            name="ReportReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("words", "Added words"), ("declined", "Declined it"), ("reopened", "Reopened it")],
                        default="words",
                        max_length=8,
                    ),
                ),
                ("text", models.TextField(max_length=10000)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="customers.report"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "report replies",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "client_uuid"), name="report_reply_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["words", "declined", "reopened"])),
                        name="report_reply_kind_known",
                    ),
                ],
            },
        ),
    ]
