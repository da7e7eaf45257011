"""Chainable reads of action items, in English. Every read starts at `visible_to`."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q

from accounts.enums import Role
from accounts.models import TeamMembership, User
from actions.due import DUE_SINCE, DUE_WITHIN, OwnerDays
from actions.enums import ActionStatus
from incidents.models import Incident, IncidentMember

if TYPE_CHECKING:
    from accounts.models import Team
    from actions.models import ActionItem


UNFINISHED = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED)
ACHIEVED = (ActionStatus.DONE, ActionStatus.VERIFIED)  # what counts as done in all counts and rates


def due_before(days: OwnerDays, *, plus: timedelta = timedelta()) -> Q:
    """Due before the owner's own today plus some days (the reader's today without an owner).

    Rows are compared with one date, as an index can; only the days that have ended in some zones and not in others ask
    for the owner's zone.
    """
    found = Q(due_on__lt=days.earliest + plus)
    for day in days.boundary:
        ended = Q(owner__zone__in=days.zones_past(day))
        if days.reader > day:
            ended |= Q(owner__isnull=True)
        found |= Q(due_on=day + plus) & ended
    return found


def due_within(days: OwnerDays) -> Q:
    """Not overdue, and due within `DUE_WITHIN` where the owner is."""
    return due_before(days, plus=DUE_WITHIN + timedelta(days=1)) & ~due_before(days)


def due_lately(days: OwnerDays) -> Q:
    """The due day has ended where the owner is, and was one of the last `DUE_SINCE`."""
    return due_before(days) & Q(due_on__gte=days.earliest - DUE_SINCE)


def ownerless() -> Q:
    """Without an active owner: none is set, or theirs may not own work any more or does not see its incident.

    A condition on action items, and on whatever else has an `owner` and an `incident`. Of rows that were read already
    `why_not_owner` and `visible_pairs` tell the same of an owner and an incident.
    """
    private = Incident.objects.filter(is_private=True)
    member = IncidentMember.objects.filter(incident=OuterRef("incident"), user=OuterRef("owner"))
    admins = User.objects.filter(role=Role.ADMIN)
    unseen = Q(incident__in=private) & Q(~Q(owner__in=admins), ~Exists(member))
    return Q(owner__isnull=True) | ~Q(owner__in=User.objects.responders()) | unseen


def is_ownerless() -> "ExpressionWrapper[Q]":
    """The same as a column."""
    return ExpressionWrapper(ownerless(), output_field=models.BooleanField())


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Action items."""

    def visible_to(self, user: User) -> Self:
        """Those of incidents that the person may see."""
        if not user.is_active or user.role == Role.REPORTER:
            return self.none()
        return self.exclude(incident__in=Incident.objects.hidden_from(user))

    def proposed(self) -> Self:
        """Read in a document, and nobody has accepted them yet."""
        return self.filter(status=ActionStatus.PROPOSED)

    def accepted(self) -> Self:
        """All others: those that count."""
        return self.exclude(status=ActionStatus.PROPOSED)

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

    def due_within(self, days: OwnerDays) -> Self:
        """Unfinished, not overdue, and due within `DUE_WITHIN` where the owner is."""
        return self.unfinished().filter(due_within(days))

    def due_lately(self, days: OwnerDays) -> Self:
        """The due day has ended where the owner is, and was one of the last `DUE_SINCE`; done or not."""
        return self.filter(due_lately(days))

    def long_overdue(self, days: OwnerDays) -> Self:
        """Unfinished, and due before the last `DUE_SINCE`."""
        return self.unfinished().filter(due_on__lt=days.earliest - DUE_SINCE)

    def of_teams(self, teams: "Collection[int] | models.QuerySet[Team]") -> Self:
        """Those of the teams; what has no team belongs to the teams of its owner."""
        members = TeamMembership.objects.filter(team__in=teams).values("user")
        return self.filter(Q(team__in=teams) | Q(team__isnull=True, owner__in=members))

    def of_no_team(self) -> Self:
        """Without a team, and without an owner who is in one."""
        return self.filter(~Q(owner__in=TeamMembership.objects.values("user")), team__isnull=True)

    def with_ownerless(self) -> Self:
        """With `is_ownerless`: it has no active owner."""
        return self.annotate(is_ownerless=is_ownerless())

    def achieved(self) -> Self:
        """Done, whether or not somebody verified it."""
        return self.filter(status__in=ACHIEVED)

    def unverified(self) -> Self:
        """Done with a day to verify it, and nobody has said yet whether it works."""
        return self.filter(status=ActionStatus.DONE, verify_on__isnull=False, verdict="")

    def to_verify_later(self, day: date) -> Self:
        """Done, and the day to verify it is still to come."""
        return self.unverified().filter(verify_on__gt=day)

    def with_goes_on(self) -> Self:
        """With `goes_on`: won't do, because the work goes on in the items it was split into, or in its original."""
        return self.annotate(goes_on=ExpressionWrapper(self._goes_on(), output_field=models.BooleanField()))

    def going_on(self) -> Self:
        """Those of which that is so."""
        return self.filter(self._goes_on())

    def not_going_on(self) -> Self:
        """All others."""
        return self.filter(~self._goes_on())

    def _goes_on(self) -> Q:
        parts = self.model._default_manager.filter(split_from=OuterRef("pk"))
        return Q(status=ActionStatus.WONT_DO) & (Q(duplicate_of__isnull=False) | Q(Exists(parts)))

    def to_look_again(self, day: date) -> Self:
        """Won't do, and the day to ask again has come."""
        return self.filter(status=ActionStatus.WONT_DO, look_again_on__lte=day)

    def finished_since(self, instant: datetime) -> Self:
        """Done, verified or won't do, at or after that instant."""
        return self.filter(finished_at__gte=instant)
