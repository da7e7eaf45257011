"""Chainable reads of postmortems and action items, in English. Every read starts at `visible_to`."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.models import User
from incidents.models import Incident
from postmortems.enums import ActionStatus, PostmortemStatus

if TYPE_CHECKING:
    from postmortems.models import ActionItem, Postmortem

UNFINISHED = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED)


class PostmortemQuerySet(models.QuerySet["Postmortem"]):
    """Postmortems."""

    def visible_to(self, user: User) -> Self:
        """Those of incidents that the person may see."""
        return self.filter(incident__in=Incident.objects.visible_to(user))

    def unpublished(self) -> Self:
        """Still being written or reviewed."""
        return self.exclude(status=PostmortemStatus.PUBLISHED)


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Action items."""

    def visible_to(self, user: User) -> Self:
        """Those of incidents that the person may see."""
        return self.filter(incident__in=Incident.objects.visible_to(user))

    def unfinished(self) -> Self:
        """Open, in progress or blocked."""
        return self.filter(status__in=UNFINISHED)

    def overdue(self, today: date) -> Self:
        """Unfinished, and the due day has ended (`today` is the reader's or owner's date)."""
        return self.unfinished().filter(due_on__lt=today)

    def due_by(self, day: date) -> Self:
        """Unfinished and due on or before that day."""
        return self.unfinished().filter(due_on__lte=day)

    def without_owner(self) -> Self:
        """Nobody owns it, or its owner may no longer log in."""
        return self.filter(models.Q(owner__isnull=True) | models.Q(owner__is_active=False))
