"""Chainable reads of action items, in English. Every read starts at `visible_to`."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from actions.days import OwnerDays
from actions.enums import ActionStatus
from incidents.models import Incident

if TYPE_CHECKING:
    from actions.models import ActionItem


UNFINISHED = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED)


SOON = 7  # days


def due_before(days: OwnerDays, *, plus: int = 0) -> Q:
    """Due before the owner's own today plus some days (the reader's today without an owner).

    Rows are compared with one date, as an index can; only the days that have ended in some zones and not in others ask
    for the owner's zone.
    """
    shift = timedelta(days=plus)
    found = Q(due_on__lt=days.earliest + shift)
    for day in days.boundary:
        ended = Q(owner__in=User.objects.filter(zone__in=days.zones_past(day)))
        if days.reader > day:
            ended |= Q(owner__isnull=True)
        found |= Q(due_on=day + shift) & ended
    return found


def ownerless() -> Q:
    """Nobody owns it, or its owner may no longer log in or no longer own any: a reporter."""
    gone = User.objects.filter(Q(is_active=False) | Q(role=Role.REPORTER))
    return Q(owner__isnull=True) | Q(owner__in=gone)


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Action items."""

    def visible_to(self, user: User) -> Self:
        """Those of incidents that the person may see."""
        if not user.is_active or user.role == Role.REPORTER:
            return self.none()
        return self.exclude(incident__in=Incident.objects.hidden_from(user))

    def unfinished(self) -> Self:
        """Open, in progress or blocked."""
        return self.filter(status__in=UNFINISHED)

    def overdue(self, today: date) -> Self:
        """Unfinished, and due before that day: for the items of one person, whose date it is."""
        return self.unfinished().filter(due_on__lt=today)

    def due_by(self, day: date) -> Self:
        """Unfinished and due on or before that day."""
        return self.unfinished().filter(due_on__lte=day)

    def overdue_for(self, days: OwnerDays) -> Self:
        """Unfinished, and the due day has ended where the owner is."""
        return self.unfinished().filter(due_before(days))

    def due_soon_for(self, days: OwnerDays, *, within: int = SOON) -> Self:
        """Unfinished, not overdue, and due within that many days where the owner is."""
        return self.unfinished().filter(due_before(days, plus=within + 1) & ~due_before(days))

    def without_owner(self) -> Self:
        """Nobody owns it who could do it (`ownerless`)."""
        return self.filter(ownerless())

    def finished_since(self, instant: datetime) -> Self:
        """Done, or refused, at or after that instant."""
        return self.filter(finished_at__gte=instant)
