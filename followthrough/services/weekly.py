"""Planning the weekly mail: the board's figures, once a week, for managers."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.enums import Role
from accounts.models import TeamMembership, User
from accounts.querysets import UserQuerySet
from core import clock
from core.zones import zone_or_utc
from followthrough.schedule import DigestTimes
from followthrough.services.reminders import CHOSEN
from notifications.models import Delivery
from notifications.services import NewDelivery, queue_deliveries

WEEKLY = "weekly_figures"
REASON = "You are a manager, or manage a team: the figures of follow-through, once a week."


class Week(NamedTuple):
    """A week of the calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"


@transaction.atomic
def plan_weekly(at: datetime | None = None) -> int:
    """Writes the weekly mails that are due now, or were at another instant; returns how many.

    Due with the first digest of the week, at the hour and on the weekdays that the person chose; after an outage later
    in the week. Safe to call at any time, any number of times at once.
    """
    now = at or clock.now()
    chosen = User.objects.responders().order_by().values_list(*CHOSEN).distinct()
    by_week: dict[Week, set[DigestTimes]] = {}
    for times in map(DigestTimes._make, chosen):
        if week := week_due(now, times):
            by_week.setdefault(week, set()).add(times)
    return sum(_write(week, times) for week, times in by_week.items())


def gets_weekly(person: User) -> bool:
    """The mail is for this person: a manager, or somebody who manages a team."""
    return _readers().filter(pk=person.pk).exists()


def week_due(instant: datetime, times: DigestTimes) -> Week | None:
    """The week whose mail may go out at this instant; None before its first digest."""
    local = instant.astimezone(zone_or_utc(times.zone))
    first = int(min(times.weekdays))
    return None if (local.isoweekday(), local.hour) < (first, times.hour) else week_of(instant, times.zone)


def week_of(instant: datetime, zone: str) -> Week:
    """The week of the calendar there."""
    year, number, _ = instant.astimezone(zone_or_utc(zone)).isocalendar()
    return Week(year, number)


def _readers() -> UserQuerySet:
    manages = TeamMembership.objects.filter(user=OuterRef("pk"), is_manager=True)
    readers: UserQuerySet = User.objects.responders().filter(Q(role=Role.MANAGER) | Exists(manages))
    return readers


def _write(week: Week, chosen: Collection[DigestTimes]) -> int:
    key = Concat(Value(f"{WEEKLY}:"), Cast(OuterRef("pk"), CharField()), Value(f":{week}"))
    zones = {times.zone for times in chosen}
    waiting = _readers().filter(zone__in=zones).filter(~Exists(Delivery.objects.filter(dedup_key=key))).order_by("pk")
    due = [person for person in waiting if DigestTimes.of(person) in chosen]
    return len(queue_deliveries(_delivery(person, week) for person in due))


def _delivery(person: User, week: Week) -> NewDelivery:
    return NewDelivery(
        kind=WEEKLY,
        recipient=person,
        dedup_key=f"{WEEKLY}:{person.pk}:{week}",
        payload={"week": str(week)},
        reason=REASON,
    )
