"""The board: what is overdue, who owns it and why; the figures; which postmortems are due, overdue or in review."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import User
from actions.models import ActionEvent
from actions.selectors.listing import ActionRow, action_row, for_list
from followthrough.enums import QuestionEvent
from followthrough.models import OwnerQuestion, ReminderPause
from followthrough.selectors.board_figures import Figures, figures
from followthrough.selectors.board_groups import Groups
from followthrough.selectors.board_postmortems import Postmortems, postmortems
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight, sight
from followthrough.selectors.waiting import ForMe, for_me
from incidents.selectors.columns import View

SHOWN = 10
LONGEST_WHY = 120  # characters of a reason
BAR = 72  # width of the small bar, in its own units


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue action item, and the reason given; `bar` compares it with the longest shown."""

    row: ActionRow
    bar: float
    words: str
    moved: int
    is_asked: bool
    paused_until: date | None

    @property
    def change(self) -> str:
        """The address of the form of owner and date."""
        return reverse("board_item", args=[self.row.number])

    @property
    def ask(self) -> str:
        """The address of the form of a question to the owner."""
        return reverse("board_ask", args=[self.row.number])

    @property
    def into(self) -> str:
        """The id of the place in the row where the forms go."""
        return f"act-{self.row.number}"

    @property
    def why(self) -> str:
        """The reason, cut to what fits, how often the date moved, and until when nobody is reminded."""
        words = Truncator(self.words).chars(LONGEST_WHY) if self.words else ""
        moved = f"due date moved {self.moved} time{'' if self.moved == 1 else 's'}" if self.moved else ""
        asked = "asked, no answer yet" if self.is_asked else ""
        paused = f"reminders paused until {self.paused_until:%-d %b}" if self.paused_until else ""
        return "; ".join(filter(None, (words, moved, asked, paused))) or "no reason given"


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board shows for a scope."""

    scope: Scope
    today: date
    overdue: list[Late]
    figures: Figures
    postmortems: Postmortems
    for_me: ForMe

    @property
    def groups(self) -> Groups:
        """The tables by team and owner."""
        return self.figures.groups

    @property
    def several(self) -> str:
        """The address where the overdue ones that are shown are changed together."""
        shown = [late.row.number for late in self.overdue]
        return f"{reverse('action_bulk')}?{urlencode({'item': shown}, doseq=True)}"

    def tabs(self) -> list[View]:
        """The teams, the company, and the views that the reader saved; the one in force is current."""
        teams = self.scope.tabs()
        saved = [View(name, f"?{query}", query == self.scope.query) for name, query in self.for_me.views]
        is_saved = any(view.is_current for view in saved)
        return [View(tab.name, tab.address, tab.is_current and not is_saved) for tab in teams] + saved

    @property
    def private(self) -> list[int]:
        """The private incidents whose words it shows."""
        rows = [late.row.incident_number for late in self.overdue if late.row.is_private]
        return rows + [wait.number for wait in self.postmortems.waiting if wait.is_private]


def board(reader: User, scope: Scope) -> Board:
    """The whole board, in a number of queries that depends on nothing."""
    seen = sight(reader, scope)
    return Board(
        scope=scope,
        today=seen.days.reader,
        overdue=_overdue(seen),
        figures=figures(scope, seen),
        postmortems=postmortems(scope, seen),
        for_me=for_me(reader),
    )


def _overdue(seen: Sight) -> list[Late]:
    """The longest overdue first, with what their histories say of them: one query."""
    late = seen.items.overdue_for(seen.days).annotate(**_said(seen.days.reader))
    items: list[Any] = list(for_list(late.order_by("due_on", "id"))[:SHOWN])
    rows = [action_row(item, seen.days) for item in items]
    longest = max((row.days_over for row in rows), default=0) or 1
    return [
        Late(
            row=row,
            bar=max(2.0, round(BAR * row.days_over / longest, 1)),
            words=item.last_note or row.why,
            moved=item.moved,
            is_asked=item.is_asked,
            paused_until=item.paused_until,
        )
        for item, row in zip(items, rows, strict=True)
    ]


def _said(today: date) -> dict[str, Any]:
    """Columns of an item: its last note, how often its date moved, whether a question is open, and a pause.

    A question is no note, its answer is.
    """
    events = ActionEvent.objects.filter(item=OuterRef("pk"))
    notes = events.exclude(field=QuestionEvent.ASKED).exclude(note="").order_by("-at", "-id")
    moves = events.filter(field="due_on").exclude(before="").order_by().values("item").annotate(n=Count("pk"))
    pauses = ReminderPause.objects.holding(today).filter(item=OuterRef("pk"))
    return {
        "last_note": Subquery(notes.values("note")[:1]),
        "moved": Coalesce(Subquery(moves.values("n")), 0),
        "is_asked": Exists(OwnerQuestion.objects.open().filter(item=OuterRef("pk"))),
        "paused_until": Subquery(pauses.values("until")),
    }
