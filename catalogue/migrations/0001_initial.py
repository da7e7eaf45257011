import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import catalogue.models.policies
import core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("for_private", models.BooleanField(default=True)),
                ("is_active", models.BooleanField(default=True)),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=300)),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="catalogue.checklist"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="FactorCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Categories are listed in this order, lowest first."
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
            ],
            options={
                "verbose_name_plural": "factor categories",
                "ordering": ["position", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="factor_category_name_once",
                        violation_error_message="A category with this name already exists.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentRole",
            fields=[
                (
                    "slug",
                    models.SlugField(
                        help_text="What is typed after /role: lower-case letters, digits and hyphens. It cannot be changed later.",
                        max_length=24,
                        primary_key=True,
                        serialize=False,
                        verbose_name="short name",
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="what they do")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Roles are listed in this order, lowest first."
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
            ],
            options={
                "ordering": ["position", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_active", True),
                            models.Q(("slug__in", ["lead", "communications"]), _negated=True),
                            _connector="OR",
                        ),
                        name="built_in_role_in_use",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rules",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "correction_reason_required",
                    models.BooleanField(
                        default=False,
                        help_text="Except what its author mends within two minutes. What an entry said before always stays readable.",
                        verbose_name="corrections need a reason",
                    ),
                ),
                (
                    "sign_offs_required",
                    models.BooleanField(
                        default=False,
                        help_text="A postmortem with reviewers is published only when each of them approved it as it is.",
                        verbose_name="publishing needs every sign-off",
                    ),
                ),
                (
                    "report_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=15,
                        help_text="That nobody looked at. A team can have minutes of its own. Empty: they hear of none.",
                        null=True,
                        verbose_name="minutes until triage contacts hear of a report",
                    ),
                ),
                (
                    "report_manager_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=30,
                        help_text="Counted from when it was filed. Empty: they hear of none.",
                        null=True,
                        verbose_name="minutes until managers hear of it too",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "rules",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="rules_in_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "customer_name",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="What customers call it; empty where they do not know of it.",
                        max_length=80,
                    ),
                ),
                ("on_status_page", models.BooleanField(db_default=False, default=False)),
                (
                    "status_group",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=60, verbose_name="group on the status page"
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="services",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="checklist",
            name="services",
            field=models.ManyToManyField(blank=True, related_name="checklists", to="catalogue.service"),
        ),
        migrations.CreateModel(
            name="Severity",
            fields=[
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "SEV1"), (2, "SEV2"), (3, "SEV3"), (4, "SEV4"), (5, "SEV5")],
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("description", models.CharField(help_text="When to choose it, in one sentence.", max_length=300)),
                ("announces", models.BooleanField(default=False, verbose_name="announced at once")),
                ("postmortem_required", models.BooleanField(default=False)),
                (
                    "customer_facing_by_default",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="The default when an incident is declared; the incident then asks for a customer update.",
                        verbose_name="customers are affected",
                    ),
                ),
                (
                    "update_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="While the incident is open and customers are affected. Leave empty if no updates are required.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="minutes between updates for customers",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "severities",
                "ordering": ["level"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", [1, 2, 3, 4, 5])), name="severity_level_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unstated", "Not stated"),
                            ("prevent", "Prevent"),
                            ("detect", "Detect"),
                            ("mitigate", "Mitigate"),
                            ("respond", "Respond"),
                            ("process", "Process"),
                        ],
                        max_length=16,
                        verbose_name="kind of action item",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        blank=True, choices=[(1, "High"), (2, "Medium"), (3, "Low")], null=True
                    ),
                ),
                (
                    "counts_working_days",
                    models.BooleanField(
                        default=False,
                        help_text="By the team's calendar: its weekend, its country's public holidays, its days off.",
                        verbose_name="count working days",
                    ),
                ),
                (
                    "owner_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from the day the action item was added.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days until it has an owner",
                    ),
                ),
                (
                    "done_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from that day too; the date is proposed when one is added.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days until it is done",
                    ),
                ),
                (
                    "verified_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from the day it was done.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days until it is verified",
                    ),
                ),
                (
                    "postmortem_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from the day the incident was resolved.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days until it is published",
                    ),
                ),
                (
                    "review_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from the day the reviewer was asked.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days until a reviewer answers",
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policies",
                        to="accounts.team",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="catalogue.service",
                    ),
                ),
                (
                    "severity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policies",
                        to="catalogue.severity",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "policies",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="policy_name_once",
                        violation_error_message="A policy with this name already exists.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["", "unstated", "prevent", "detect", "mitigate", "respond", "process"])
                        ),
                        name="policy_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", [1, 2, 3])), name="policy_priority_known"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="checklist",
            name="severities",
            field=models.ManyToManyField(blank=True, related_name="checklists", to="catalogue.severity"),
        ),
        migrations.CreateModel(
            name="WorkingCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "country",
                    models.CharField(blank=True, help_text="Its public holidays are not working days.", max_length=2),
                ),
                (
                    "weekend",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=catalogue.models.policies.saturday_and_sunday,
                        size=None,
                    ),
                ),
                (
                    "days_off",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calendar", to="accounts.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekend__len__lt", 7)), name="calendar_has_working_days"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deadline",
                    models.CharField(
                        choices=[
                            ("owner", "Action item has an owner"),
                            ("done", "Action item is done"),
                            ("verified", "Action item is verified"),
                            ("look_again", "Action item that won't be done is looked at again"),
                            ("postmortem", "Postmortem is published"),
                            ("review", "Reviewer has answered"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "days",
                    models.SmallIntegerField(
                        default=0,
                        help_text="After the day it is due; negative: before it.",
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                ("is_weekly", models.BooleanField(default=False)),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("owner", "Who has to do it"),
                            ("managers", "The team's managers"),
                            ("person", "A person named here"),
                        ],
                        default="owner",
                        max_length=16,
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False, help_text="At once, not only in the digest.")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="catalogue.policy"
                    ),
                ),
            ],
            options={
                "ordering": ["deadline", "days", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline__in", ["owner", "done", "verified", "look_again", "postmortem", "review"])
                        ),
                        name="policy_notice_deadline_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to__in", ["owner", "managers", "person"])), name="policy_notice_to_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("to", "person")),
                            models.Q(models.Q(("to", "person"), _negated=True), ("person", None)),
                            _connector="OR",
                        ),
                        name="policy_notice_names_person",
                    ),
                ],
            },
        ),
    ]
