"""What of a team is overdue, as its chat and webhooks are told. Nothing of private incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Team, User
from actions.due import OwnerDays
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from core import clock
from followthrough.models import ReminderPause

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Overdue:
    """The longest overdue items, with whole days, and how many there are in all."""

    items: Sequence[tuple[ActionItem, int]]
    count: int


def overdue_items(team: int | None, days: OwnerDays) -> ActionItemQuerySet:
    """Of the team, or of the company (None), without those whose reminders are paused.

    An item without a team counts for the teams of its owner.
    """
    paused = ReminderPause.objects.holding(days.reader).values("item")
    items = ActionItem.objects.overdue_for(days).filter(incident__is_private=False).exclude(pk__in=paused)
    if team is None:
        return items
    members = Team.objects.filter(pk=team).values("members")
    return items.filter(Q(team=team) | Q(team=None, owner__in=members))


def read_overdue(team: int | None, days: OwnerDays) -> Overdue:
    """Two queries."""
    items = overdue_items(team, days).select_related("incident", "owner", "team")
    shown = list(items.order_by("due_on", "pk")[:SHOWN])
    return Overdue([(item, _days_over(item, days)) for item in shown], items.count())


def company_days(zone: str) -> OwnerDays:
    """Which day it is for each owner; in the company's zone for items without one."""
    zones = User.objects.order_by().values_list("zone", flat=True).distinct()
    return OwnerDays.at(clock.now(), reader=zone, zones=zones)


def _days_over(item: ActionItem, days: OwnerDays) -> int:
    today: date = days.of(item.owner.zone if item.owner else None)
    return (today - item.due_on).days if item.due_on else 0
