"""The board: what is overdue, who owns it and why; how old open items are; which postmortems are due or overdue."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.text import Truncator

from accounts.models import User
from actions.due import OwnerDays
from actions.models import ActionEvent
from actions.selectors.listing import ActionRow, action_row, for_list
from core.clock import now
from core.references import written
from core.templatetags.ui import day
from followthrough.selectors.board_ages import Ages, ages
from followthrough.selectors.board_groups import Groups, groups
from followthrough.selectors.board_rates import Rates, rates
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight, sight
from incidents.models import Incident
from postmortems.models import Postmortem
from postmortems.selectors.postmortem_list import days_late

SHOWN = 10
LONGEST_WHY = 120  # characters of a reason
FIELDS = (
    "status",
    "due_on",
    "opened_at",
    "incident__title",
    "incident__is_private",
    "owner__name",
    "owner__zone",
)  # of a postmortem
BAR = 72  # width of the small bar, in its own units


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue action item, and the reason given; `bar` compares it with the longest shown."""

    row: ActionRow
    bar: float
    words: str
    moved: int

    @property
    def why(self) -> str:
        """The reason, cut to what fits, and how often the date moved."""
        words = Truncator(self.words).chars(LONGEST_WHY) if self.words else ""
        moved = f"due date moved {self.moved} time{'' if self.moved == 1 else 's'}" if self.moved else ""
        return "; ".join(filter(None, (words, moved))) or "no reason given"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A postmortem that is due or overdue, by the number of its incident. `age` counts days since it was opened.

    `stands` says its status and age, `over` how long it is overdue (empty when it is not), `due` its date.
    """

    number: int
    title: str
    is_private: bool
    address: str
    author: str
    days_over: int
    age: int
    stands: str
    over: str
    due: str

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(Incident.PREFIX, self.number)


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

    @property
    def private(self) -> list[int]:
        """The private incidents whose words it shows."""
        rows = [late.row.incident_number for late in self.overdue if late.row.is_private]
        return rows + [wait.number for wait in self.waiting if wait.is_private]


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
    items = for_list(seen.items.overdue_for(seen.days).order_by("due_on", "id"))[:SHOWN]
    rows = [action_row(item, seen.days) for item in items]
    longest = max((row.days_over for row in rows), default=0) or 1
    notes, moves = _notes_and_moves([row.number for row in rows])
    return [
        Late(
            row=row,
            bar=max(2.0, round(BAR * row.days_over / longest, 1)),
            words=row.why or notes.get(row.number, ""),
            moved=moves[row.number],
        )
        for row in rows
    ]


def _notes_and_moves(items: Collection[int]) -> tuple[dict[int, str], Counter[int]]:
    """The last note of each item, and how often its due date was moved."""
    notes: dict[int, str] = {}
    moves: Counter[int] = Counter()
    for event in ActionEvent.objects.filter(item__in=items):
        if event.note:
            notes[event.item_id] = event.note
        moves[event.item_id] += event.field == "due_on" and event.before != ""
    return notes, moves


def _waiting(seen: Sight) -> list[Waiting]:
    """Postmortems with a due date that are not published, the longest overdue first; one more than is shown."""
    found = seen.postmortems.unpublished().filter(due_on__isnull=False).order_by("due_on", "id")
    return [_wait(each, seen.days) for each in found.select_related("incident", "owner").only(*FIELDS)[: SHOWN + 1]]


def _wait(postmortem: Postmortem, days: OwnerDays) -> Waiting:
    over, age = days_late(postmortem, days), (now() - postmortem.opened_at).days
    return Waiting(
        number=postmortem.incident_id,
        title=postmortem.incident.title,
        is_private=postmortem.incident.is_private,
        address=postmortem.get_absolute_url(),
        author=postmortem.owner.name if postmortem.owner else "",
        days_over=over,
        age=age,
        stands=f"{postmortem.get_status_display().lower()}, open for {_in_days(age)}",
        over=f"overdue by {_in_days(over)}" if over else "",
        due=day(postmortem.due_on),
    )


def _in_days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
