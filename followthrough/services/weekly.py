"""Planning the weekly mail: the board's figures, once a week, for managers."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.enums import Role
from accounts.models import DIGEST_HOUR, TeamMembership, User
from core import clock
from core.zones import zone_or_utc
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
def plan_weekly() -> int:
    """Writes the weekly mails that are due now; returns how many.

    Due from Monday at the time of digests in the person's zone; after an outage later in the week. Safe to call at any
    time, any number of times at once.
    """
    now = clock.now()
    zones = User.objects.responders().order_by().values_list("zone", flat=True).distinct()
    by_week: dict[Week, list[str]] = {}
    for zone in zones:
        if week := week_of(now, zone):
            by_week.setdefault(week, []).append(zone)
    return sum(_write(week, names) for week, names in by_week.items())


def week_of(instant: datetime, zone: str) -> Week | None:
    """The week whose mail may go out at this instant; None on Monday before the time of digests."""
    local = instant.astimezone(zone_or_utc(zone))
    year, number, weekday = local.isocalendar()
    return None if weekday == 1 and local.hour < DIGEST_HOUR else Week(year, number)


def _write(week: Week, zones: list[str]) -> int:
    key = Concat(Value(f"{WEEKLY}:"), Cast(OuterRef("pk"), CharField()), Value(f":{week}"))
    manages = TeamMembership.objects.filter(user=OuterRef("pk"), is_manager=True)
    managers = User.objects.responders().filter(Q(role=Role.MANAGER) | Exists(manages), zone__in=zones)
    waiting = managers.filter(~Exists(Delivery.objects.filter(dedup_key=key)))
    return len(queue_deliveries(_delivery(person, week) for person in waiting.order_by("pk")))


def _delivery(person: User, week: Week) -> NewDelivery:
    return NewDelivery(
        kind=WEEKLY,
        recipient=person,
        dedup_key=f"{WEEKLY}:{person.pk}:{week}",
        payload={"week": str(week)},
        reason=REASON,
    )
