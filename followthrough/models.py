"""Reminders and pauses of them, questions to owners, boards under a name, calendars, and what happened again."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Team, User
from actions.models import ActionItem
from core.clock import now
from followthrough.enums import ReminderReason, ReminderStep
from followthrough.querysets import OwnerQuestionQuerySet, PauseQuerySet, RecurrenceQuerySet
from incidents.models import Incident
from postmortems.models import Postmortem, Reviewer


class Reminder(models.Model):
    """An action item, a postmortem or a review reached a step for a person: stored once, however often it is checked.

    The reminders of one person and `local_date` are the lines of that day's digest.
    """

    # The constraints and the index below begin with these columns, so they need no index of their own.
    item = models.ForeignKey(ActionItem, null=True, on_delete=models.CASCADE, db_index=False, related_name="reminders")
    postmortem = models.ForeignKey(
        Postmortem, null=True, on_delete=models.CASCADE, db_index=False, related_name="reminders"
    )
    review = models.ForeignKey(Reviewer, null=True, on_delete=models.CASCADE, db_index=False, related_name="reminders")
    person = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    step = models.CharField(max_length=16, choices=ReminderStep)
    because = models.CharField(max_length=16, choices=ReminderReason, default=ReminderReason.OWNER)
    due_on = models.DateField(help_text="The day it is about: the due date, or what the policy counts.")
    at_day = models.SmallIntegerField(default=0, help_text="Days after it at which this was due; negative: before.")
    is_urgent = models.BooleanField(default=False, db_default=False, help_text="At once, if the person allows it.")
    local_date = models.DateField(help_text="The day of the digest, in the person's zone.")
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "local_date"], name="reminder_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "person", "step", "due_on", "at_day"], name="reminder_once"),
            models.UniqueConstraint(
                fields=["postmortem", "person", "step", "due_on", "at_day"], name="reminder_of_postmortem_once"
            ),
            models.UniqueConstraint(
                fields=["review", "person", "step", "due_on", "at_day"], name="reminder_of_review_once"
            ),
            models.CheckConstraint(condition=Q(step__in=ReminderStep.values), name="reminder_step_known"),
            models.CheckConstraint(condition=Q(because__in=ReminderReason.values), name="reminder_reason_known"),
            models.CheckConstraint(
                condition=Q(item__isnull=False, postmortem=None, review=None)
                | Q(item=None, postmortem__isnull=False, review=None)
                | Q(item=None, postmortem=None, review__isnull=False),
                name="reminder_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        thing = self.item.reference if self.item else str(self.postmortem or self.review)
        return f"{self.get_step_display()}: {thing}"


class ReminderPause(models.Model):
    """Nobody is reminded of an action item until a day; the pause ends then, or when somebody ends it."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="pauses")
    until = models.DateField(help_text="The first day on which people are reminded again.")
    reason = models.CharField(max_length=500)
    paused_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(default=now)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item"], name="pause_once", condition=Q(ended_at=None)),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_reason"),
        ]

    def __str__(self) -> str:
        return f"Reminders of {self.item.reference} are paused until {self.until:%-d %B %Y}"


class OwnerQuestion(models.Model):
    """What somebody wants to know from the owner of an action item: it stands in their digest until it is answered."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="owner_questions")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    text = models.CharField("question", max_length=500)
    told_on = models.DateField(null=True, editable=False, help_text="The day of the last digest that it made due.")
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = OwnerQuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked_by", "client_uuid"], name="owner_question_sent_once"),
        ]

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """A board that somebody keeps under a name, by its address. Others who open it see what they may see."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saved_view", args=[self.pk])


class CalendarFeed(models.Model):
    """An address at which calendar programs read a person's due dates, or those of a team of theirs, without a login.

    Whoever knows the address can read it, so that only a hash of its secret is stored, and it can be ended at any time.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="calendar_feeds")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "team"], nulls_distinct=False, name="calendar_feed_once")
        ]

    def __str__(self) -> str:
        return f"The calendar of {self.team or self.person}"


class Recurrence(models.Model):
    """Somebody said whether an action item answers what happened again in a later incident.

    What nobody has decided is computed and stored nowhere, nor is how the item stood: its history says that.
    """

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, db_index=False, related_name="recurrences")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="recurrences")
    is_confirmed = models.BooleanField(help_text="The same happened again; else somebody said that it is not the same.")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    decided_at = models.DateTimeField(default=now)

    recurred: str | None  # of rows read through `with_standing`

    objects = RecurrenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "incident"], name="recurrence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item.reference} in {self.incident.reference}"
