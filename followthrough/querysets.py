"""Chainable reads of follow-through, in English."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.enums import Role
from accounts.models import User
from actions.models import ActionItem
from incidents.models import Incident, IncidentMember

if TYPE_CHECKING:
    from followthrough.models import OwnerQuestion, Recurrence, ReminderPause


class PauseQuerySet(models.QuerySet["ReminderPause"]):
    """Pauses of reminders."""

    def holding(self, day: date) -> Self:
        """Those that hold on that day."""
        return self.filter(ended_at__isnull=True, until__gt=day)


class OwnerQuestionQuerySet(models.QuerySet["OwnerQuestion"]):
    """Questions to the owners of action items."""

    def visible_to(self, user: User) -> Self:
        """Those about action items that the person may see."""
        return self.filter(item__in=ActionItem.objects.visible_to(user))

    def open(self) -> Self:
        """Nobody has answered them, and who was asked still owns the item, which is unfinished."""
        items = ActionItem.objects.unfinished()
        return self.filter(answered_at__isnull=True, asked_of=F("item__owner"), item__in=items)

    def seen_by_owner(self) -> Self:
        """Those about action items that who was asked may see: `visible_to` of many people."""
        is_member = Exists(
            IncidentMember.objects.filter(incident=OuterRef("item__incident"), user=OuterRef("asked_of"))
        )
        return self.filter(Q(item__incident__is_private=False) | Q(asked_of__role=Role.ADMIN) | is_member)


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    """Decisions about action items and later incidents."""

    def visible_to(self, user: User) -> Self:
        """Those of which the person may see both the action item and the incident."""
        items, incidents = ActionItem.objects.visible_to(user), Incident.objects.visible_to(user)
        return self.filter(item__in=items, incident__in=incidents)

    def counting(self) -> Self:
        """Confirmed, of incidents that are neither drills nor cancelled nor duplicates."""
        return self.filter(is_confirmed=True, incident__in=Incident.objects.real())
