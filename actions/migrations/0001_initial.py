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
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("incidents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("description", models.TextField(blank=True, max_length=20000)),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unstated", "Not stated"),
                            ("prevent", "Prevent"),
                            ("detect", "Detect"),
                            ("mitigate", "Mitigate"),
                            ("respond", "Respond"),
                            ("process", "Process"),
                        ],
                        default="unstated",
                        max_length=16,
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(choices=[(1, "High"), (2, "Medium"), (3, "Low")], default=2),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("blocked", "Blocked"),
                            ("done", "Done"),
                            ("verified", "Verified"),
                            ("wont_do", "Won't do"),
                        ],
                        default="open",
                        max_length=16,
                    ),
                ),
                (
                    "status_reason",
                    models.CharField(
                        blank=True,
                        help_text="What blocks it, or why it will not be done.",
                        max_length=2000,
                        verbose_name="reason",
                    ),
                ),
                (
                    "look_again_on",
                    models.DateField(blank=True, help_text="When to ask again whether it should be done.", null=True),
                ),
                ("evidence", models.TextField(blank=True, help_text="What shows that it is done.", max_length=2000)),
                (
                    "verify_on",
                    models.DateField(blank=True, help_text="When somebody looks whether it works.", null=True),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("effective", "Effective"), ("not_effective", "Not effective")],
                        max_length=16,
                    ),
                ),
                (
                    "verdict_evidence",
                    models.TextField(blank=True, help_text="What the verdict rests on.", max_length=2000),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("tracker_url", models.URLField(blank=True, max_length=500, verbose_name="tracker link")),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "finished_on",
                    models.DateField(editable=False, help_text="The owner's date when it was finished.", null=True),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector("title", config="debrief", weight="A"),
                            "||",
                            django.contrib.postgres.search.SearchVector("description", config="debrief", weight="B"),
                            django.contrib.postgres.search.SearchConfig("debrief"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        help_text="The item that says the same and goes on.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="duplicates",
                        to="actions.actionitem",
                    ),
                ),
                (
                    "finished_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        help_text="Who marked it as done or won't do.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follow_up_to",
                    models.ForeignKey(
                        help_text="The item that was found not effective, and that this one goes on with.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_ups",
                        to="actions.actionitem",
                    ),
                ),
                (
                    "from_task",
                    models.OneToOneField(
                        editable=False,
                        help_text="The task that it was created from.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="incidents.task",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_items",
                        to="incidents.incident",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner_then",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        help_text="Who owned it when it was finished.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "risk_accepted_by",
                    models.ForeignKey(
                        help_text="Who accepts the risk that it will not be done.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        help_text="The item that was split into this one and others.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="actions.actionitem",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_items",
                        to="accounts.team",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        help_text="Who gave the verdict.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("open", "in_progress", "blocked"))),
                        fields=["due_on", "id"],
                        name="action_unfinished_due",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("open", "in_progress", "blocked"))),
                        fields=["owner", "due_on"],
                        name="action_by_owner",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("open", "in_progress", "blocked"))),
                        fields=["team", "due_on"],
                        include=("incident", "owner", "status", "created_at"),
                        name="action_by_team",
                    ),
                    models.Index(fields=["status", "due_on"], name="action_by_status"),
                    models.Index(
                        condition=models.Q(("finished_at__isnull", False)),
                        fields=["finished_at"],
                        include=("incident", "team", "status", "due_on", "finished_on"),
                        name="action_finished",
                    ),
                    models.Index(
                        condition=models.Q(("status", "done"), ("verdict", ""), ("verify_on__isnull", False)),
                        fields=["verify_on"],
                        name="action_to_verify",
                    ),
                    models.Index(
                        condition=models.Q(("look_again_on__isnull", False), ("status", "wont_do")),
                        fields=["look_again_on"],
                        name="action_to_look_again",
                    ),
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="action_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("created_by", "client_uuid"), name="action_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["unstated", "prevent", "detect", "mitigate", "respond", "process"])
                        ),
                        name="action_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", [1, 2, 3])), name="action_priority_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["proposed", "open", "in_progress", "blocked", "done", "verified", "wont_do"],
                            )
                        ),
                        name="action_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "wont_do"), _negated=True),
                            models.Q(("status_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="action_refused_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "wont_do"),
                            models.Q(("look_again_on__isnull", True), ("risk_accepted_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="action_risk_of_refused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duplicate_of__isnull", True),
                            models.Q(("status", "wont_do"), models.Q(("duplicate_of", models.F("id")), _negated=True)),
                            _connector="OR",
                        ),
                        name="action_duplicate_will_not_be_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["", "effective", "not_effective"])),
                        name="action_verdict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("verdict", ""),
                                ("verdict_evidence", ""),
                                ("verified_at__isnull", True),
                                ("verified_by__isnull", True),
                            ),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                models.Q(("verdict_evidence", ""), _negated=True),
                                ("verified_at__isnull", False),
                                ("verified_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="action_verdict_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "verified"), ("verdict", "effective")),
                            models.Q(("status", "done"), ("verdict__in", ["", "not_effective"])),
                            models.Q(models.Q(("status__in", ["verified", "done"]), _negated=True), ("verdict", "")),
                            _connector="OR",
                        ),
                        name="action_verdict_fits_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("verified_by__isnull", True),
                                ("owner__isnull", True),
                                models.Q(("owner", models.F("verified_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("verified_by__isnull", True),
                                ("owner_then__isnull", True),
                                models.Q(("owner_then", models.F("verified_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("verified_by__isnull", True),
                                ("finished_by__isnull", True),
                                models.Q(("finished_by", models.F("verified_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="action_verified_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionFollower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=core.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followed_action_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="actions.actionitem",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "person"), name="action_follower_once")],
            },
        ),
        migrations.CreateModel(
            name="ActionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=core.clock.now)),
                ("field", models.CharField(max_length=24)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="actions.actionitem"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ActionComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("written_at", models.DateTimeField(default=core.clock.now)),
                ("text", models.TextField(max_length=4000)),
                ("html", models.TextField(blank=True, editable=False)),
                ("renderer", models.PositiveSmallIntegerField(default=0, editable=False)),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="actions.actionitem"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "client_uuid"), name="action_comment_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unstated", "Not stated"),
                            ("prevent", "Prevent"),
                            ("detect", "Detect"),
                            ("mitigate", "Mitigate"),
                            ("respond", "Respond"),
                            ("process", "Process"),
                        ],
                        default="unstated",
                        max_length=16,
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(choices=[(1, "High"), (2, "Medium"), (3, "Low")], default=2),
                ),
                ("description", models.TextField(blank=True, max_length=20000)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["unstated", "prevent", "detect", "mitigate", "respond", "process"])
                        ),
                        name="action_template_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", [1, 2, 3])), name="action_template_priority_known"
                    ),
                ],
            },
        ),
    ]
