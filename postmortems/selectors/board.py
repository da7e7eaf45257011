"""The board: what is overdue, by whom, why; what is due; how old the open ones are; which postmortems wait."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core.clock import now
from postmortems.days import OwnerDays
from postmortems.models import ActionEvent, ActionItem, Postmortem
from postmortems.querysets import ActionItemQuerySet
from postmortems.selectors.action_list import ActionRow, action_row, for_list
from postmortems.selectors.board_ages import Ages, ages
from postmortems.selectors.board_groups import Groups, groups
from postmortems.selectors.board_rates import Rates, rates
from postmortems.selectors.board_scope import Scope
from postmortems.selectors.days import owner_days

SHOWN = 10
BAR = 72  # width of the small bar, in its own units


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue action item, and why in their own words; `bar` compares it with the longest shown."""

    row: ActionRow
    bar: float
    words: str
    moved: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A postmortem that is due or late. `days_over` is 0 when it is not late, `age` counts days since it was opened."""

    postmortem: Postmortem
    days_over: int
    age: int


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board shows for a scope."""

    scope: Scope
    today: date
    overdue: list[Late]
    groups: Groups
    ages: Ages
    rates: Rates
    waiting: list[Waiting]
    more_wait: bool


def board(reader: User, scope: Scope) -> Board:
    """The whole board, in a number of queries that depends on nothing."""
    days = owner_days(reader)
    items = ActionItem.objects.visible_to(reader).filter(scope.items())
    unfinished = items.unfinished()
    waiting = _waiting(reader, scope, days)
    return Board(
        scope=scope,
        today=days.reader,
        overdue=_overdue(unfinished, days),
        groups=groups(unfinished, scope, days),
        ages=ages(unfinished, scope, days),
        rates=rates(items, scope),
        waiting=waiting[:SHOWN],
        more_wait=len(waiting) > SHOWN,
    )


def _overdue(items: ActionItemQuerySet, days: OwnerDays) -> list[Late]:
    """The longest overdue first."""
    said = ActionEvent.objects.filter(item=OuterRef("pk")).exclude(note="").order_by("-at", "-id")
    moves = ActionEvent.objects.filter(item=OuterRef("pk"), field="due_on").exclude(before="").order_by()
    found: Any = (
        for_list(items.overdue_for(days))
        .annotate(
            said=Subquery(said.values("note")[:1]),
            moved=Coalesce(Subquery(moves.values("item").annotate(n=Count("pk")).values("n")), 0),
        )
        .order_by("due_on", "id")[:SHOWN]
    )
    rows = [(item, action_row(item, days)) for item in found]
    longest = max((row.days_over for _, row in rows), default=0) or 1
    return [
        Late(row, max(2.0, round(BAR * row.days_over / longest, 1)), item.status_reason or item.said or "", item.moved)
        for item, row in rows
    ]


def _waiting(reader: User, scope: Scope, days: OwnerDays) -> list[Waiting]:
    """Postmortems with a due date that are not published, the longest late first; one more than is shown."""
    found = (
        Postmortem.objects.visible_to(reader)
        .unpublished()
        .filter(scope.postmortems(), due_on__isnull=False)
        .select_related("incident", "owner")
        .only("status", "due_on", "opened_at", "review_asked_at", "incident__title", "owner__name", "owner__zone")
        .order_by("due_on", "id")[: SHOWN + 1]
    )
    return [_wait(postmortem, days) for postmortem in found]


def _wait(postmortem: Postmortem, days: OwnerDays) -> Waiting:
    today = days.of(postmortem.owner.zone if postmortem.owner else None)
    over = (today - postmortem.due_on).days if postmortem.due_on else 0
    return Waiting(postmortem, max(0, over), (now() - postmortem.opened_at).days)
