"""Reminders that were sent, and the addresses of calendars."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from actions.models import ActionItem
from core.clock import now
from followthrough.enums import ReminderReason, ReminderStep
from postmortems.models.postmortem import Postmortem


class Reminder(models.Model):
    """An action item or a postmortem reached a step for a person: stored once, however often it is checked.

    The reminders of one person and `local_date` are the lines of that day's digest.
    """

    # The constraints and the index below begin with these columns, so they need no index of their own.
    item = models.ForeignKey(ActionItem, null=True, on_delete=models.CASCADE, db_index=False, related_name="reminders")
    postmortem = models.ForeignKey(
        Postmortem, null=True, on_delete=models.CASCADE, db_index=False, related_name="reminders"
    )
    person = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    step = models.CharField(max_length=16, choices=ReminderStep)
    because = models.CharField(max_length=16, choices=ReminderReason, default=ReminderReason.OWNER)
    due_on = models.DateField(help_text="The due date it is about (without one: the day it was created).")
    round = models.PositiveSmallIntegerField(default=0, help_text="Whole weeks since it was first overdue.")
    local_date = models.DateField(help_text="The day of the digest, in the person's zone.")
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "local_date"], name="reminder_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "person", "step", "due_on", "round"], name="reminder_once"),
            models.UniqueConstraint(
                fields=["postmortem", "person", "step", "due_on", "round"], name="reminder_of_postmortem_once"
            ),
            models.CheckConstraint(condition=Q(step__in=ReminderStep.values), name="reminder_step_known"),
            models.CheckConstraint(condition=Q(because__in=ReminderReason.values), name="reminder_reason_known"),
            models.CheckConstraint(
                condition=Q(item__isnull=False, postmortem__isnull=True)
                | Q(item__isnull=True, postmortem__isnull=False),
                name="reminder_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        thing = self.item.reference if self.item else str(self.postmortem)
        return f"{self.get_step_display()}: {thing}"


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
