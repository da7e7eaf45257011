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
            ],
            options={
                "verbose_name_plural": "told",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(models.F("key"), name="customer_key"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                models.F("key"), condition=models.Q(("merged_into__isnull", True)), name="customer_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                models.F("external_id"),
                condition=models.Q(("external_id", ""), _negated=True),
                name="customer_external_id_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="customer_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="customer_not_merged_into_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="affectedcustomer",
            index=models.Index(models.F("incident"), name="affected_by_incident"),
        ),
        migrations.AddConstraint(
            model_name="affectedcustomer",
            constraint=models.UniqueConstraint(models.F("incident"), models.F("customer"), name="affected_once"),
        ),
        migrations.AddConstraint(
            model_name="affectedcustomer",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["report", "service", "hand"])), name="affected_source_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="affectedcustomer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_at__isnull", True),
                    ("until_at__isnull", True),
                    ("until_at__gte", models.F("since_at")),
                    _connector="OR",
                ),
                name="affected_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(condition=models.Q(("state", "new")), fields=["-id"], name="report_new"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=django.contrib.postgres.indexes.GinIndex(models.F("search"), name="report_search"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("reporter", "client_uuid"), name="report_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["new", "seen", "joined", "resolved", "declined"])),
                name="report_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(fields=("by", "client_uuid"), name="told_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["call", "mail", "other"])), name="told_how_known"
            ),
        ),
    ]
