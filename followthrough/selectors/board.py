"""The board: what is overdue, by whom, why; what is due; how old the open ones are; which postmortems wait."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.text import Truncator

from accounts.models import User
from actions.days import OwnerDays
from actions.models import ActionEvent, ActionItem
from actions.selectors.listing import COLUMNS, ActionRow, action_rows
from core.clock import now
from core.templatetags.ui import day
from followthrough.selectors.board_ages import Ages, ages
from followthrough.selectors.board_groups import Groups, groups
from followthrough.selectors.board_rates import Rates, rates
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight, sight
from postmortems.models import Postmortem
from postmortems.selectors.postmortem_list import days_late

SHOWN = 10
LONGEST_WHY = 120  # characters of an owner's words
BAR = 72  # width of the small bar, in its own units


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue action item, and why in their own words; `bar` compares it with the longest shown."""

    row: ActionRow
    bar: float
    words: str
    moved: int

    @property
    def why(self) -> str:
        """The words, cut to what fits, and how often the date moved."""
        words = Truncator(self.words).chars(LONGEST_WHY) if self.words else ""
        moved = f"due date moved {self.moved} time{'' if self.moved == 1 else 's'}" if self.moved else ""
        return "; ".join(filter(None, (words, moved))) or "no word yet"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A postmortem that is due or late, by the number of its incident. `age` counts days since it was opened.

    `stands` says its state and age, `over` how late it is (empty when it is not), `due` its date.
    """

    number: int
    title: str
    address: str
    author: str
    days_over: int
    age: int
    stands: str
    over: str
    due: str


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
    seen = sight(reader, scope)
    waiting = _waiting(seen)
    return Board(
        scope=scope,
        today=seen.days.reader,
        overdue=_overdue(seen),
        groups=groups(scope, seen),
        ages=ages(scope, seen),
        rates=rates(scope, seen),
        waiting=waiting[:SHOWN],
        more_wait=len(waiting) > SHOWN,
    )


def _overdue(seen: Sight) -> list[Late]:
    """The longest overdue first."""
    found = list(_longest_overdue(seen))
    rows = action_rows(found, seen.days)
    longest = max((row.days_over for row in rows), default=0) or 1
    return [
        Late(row, max(2.0, round(BAR * row.days_over / longest, 1)), row.why or values[-2] or "", values[-1] or 0)
        for row, values in zip(rows, found, strict=True)
    ]


def _longest_overdue(seen: Sight) -> QuerySet[ActionItem, Any]:
    said = ActionEvent.objects.filter(item=OuterRef("pk")).exclude(note="").order_by("-at", "-id")
    moves = ActionEvent.objects.filter(item=OuterRef("pk"), field="due_on").exclude(before="").order_by()
    return (
        seen.items()
        .overdue_for(seen.days)
        .order_by("due_on", "id")
        .with_ownerless()
        .values_list(
            *COLUMNS,
            Subquery(said.values("note")[:1]),
            Subquery(moves.values("item").annotate(n=Count("pk")).values("n")),
        )[:SHOWN]
    )


def _waiting(seen: Sight) -> list[Waiting]:
    """Postmortems with a due date that are not published, the longest late first; one more than is shown."""
    found = seen.postmortems().unpublished().filter(due_on__isnull=False).order_by("due_on", "id")
    return [_wait(each, seen.days) for each in found.select_related("incident", "owner")[: SHOWN + 1]]


def _wait(postmortem: Postmortem, days: OwnerDays) -> Waiting:
    over, age = days_late(postmortem, days), (now() - postmortem.opened_at).days
    return Waiting(
        number=postmortem.incident_id,
        title=postmortem.incident.title,
        address=postmortem.get_absolute_url(),
        author=postmortem.owner.name if postmortem.owner else "",
        days_over=over,
        age=age,
        stands=f"{postmortem.get_status_display().lower()}, open for {_in_days(age)}",
        over=f"{_in_days(over)} over" if over else "",
        due=day(postmortem.due_on),
    )


def _in_days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
