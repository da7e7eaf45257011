import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actions", "0001_initial"),
        ("incidents", "0001_initial"),
        ("postmortems", "0002_seed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "team"), name="calendar_feed_once", nulls_distinct=False)
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnerQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=core.clock.now)),
                ("text", models.CharField(max_length=500, verbose_name="question")),
                (
                    "told_on",
                    models.DateField(
                        editable=False, help_text="The day of the last digest that it made due.", null=True
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="owner_questions",
                        to="actions.actionitem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("asked_by", "client_uuid"), name="owner_question_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_confirmed",
                    models.BooleanField(
                        help_text="The same happened again; else somebody said that it is not the same."
                    ),
                ),
                ("decided_at", models.DateTimeField(default=core.clock.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recurrences", to="incidents.incident"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recurrences",
                        to="actions.actionitem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("item", "incident"), name="recurrence_once")],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("due_soon", "Due soon"),
                            ("due_today", "Due today"),
                            ("overdue", "Overdue"),
                            ("no_owner", "Without an active owner"),
                            ("review", "Waiting for an answer of a reviewer"),
                            ("verify", "Waiting to be verified"),
                            ("look_again", "Won't be done, to be looked at again"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("owner", "Owns it"),
                            ("team", "Manages the team"),
                            ("manager", "Manager: no team's manager could be told"),
                            ("person", "Named in the policy"),
                            ("asked", "Added or follows it, or accepted the risk"),
                            ("stand_in", "Manager: who is named in the policy could not be told"),
                            ("lead", "Leads the private incident"),
                        ],
                        default="owner",
                        max_length=16,
                    ),
                ),
                ("due_on", models.DateField(help_text="The day it is about: the due date, or what the policy counts.")),
                (
                    "at_day",
                    models.SmallIntegerField(
                        default=0, help_text="Days after it at which this was due; negative: before."
                    ),
                ),
                (
                    "is_urgent",
                    models.BooleanField(db_default=False, default=False, help_text="At once, if the person allows it."),
                ),
                ("local_date", models.DateField(help_text="The day of the digest, in the person's zone.")),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="actions.actionitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "postmortem",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="postmortems.postmortem",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="postmortems.reviewer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "local_date"], name="reminder_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "person", "step", "due_on", "at_day"), name="reminder_once"
                    ),
                    models.UniqueConstraint(
                        fields=("postmortem", "person", "step", "due_on", "at_day"), name="reminder_of_postmortem_once"
                    ),
                    models.UniqueConstraint(
                        fields=("review", "person", "step", "due_on", "at_day"), name="reminder_of_review_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                ["due_soon", "due_today", "overdue", "no_owner", "review", "verify", "look_again"],
                            )
                        ),
                        name="reminder_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("because__in", ["owner", "team", "manager", "person", "asked", "stand_in", "lead"])
                        ),
                        name="reminder_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item__isnull", False), ("postmortem", None), ("review", None)),
                            models.Q(("item", None), ("postmortem__isnull", False), ("review", None)),
                            models.Q(("item", None), ("postmortem", None), ("review__isnull", False)),
                            _connector="OR",
                        ),
                        name="reminder_of_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField(help_text="The first day on which people are reminded again.")),
                ("reason", models.CharField(max_length=500)),
                ("paused_at", models.DateTimeField(default=core.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="actions.actionitem"
                    ),
                ),
                (
                    "paused_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("item",), name="pause_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="pause_has_reason"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="saved_view_once")],
            },
        ),
    ]
