"""The tables of the board: how many action items are overdue, due, ownerless, blocked, open, by team and owner."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from operator import add, itemgetter
from typing import Any

from django.db.models import Count, Q, QuerySet

from actions.due import DUE_WITHIN
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.querysets import due_before, is_ownerless
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight

COLUMNS = ("overdue", "within", "unowned", "blocked", "open")
NARROWING = ("due=overdue", "due=within", "owner=nobody", f"status={ActionStatus.BLOCKED}", "")  # of each column
SHOWN = 15
Numbers = tuple[int, ...]  # in the order of COLUMNS
NOUGHT: Numbers = (0,) * len(COLUMNS)
TEAM, OWNER, OWNER_NAME = range(3)  # places in what the database counts for a team and owner; then come the numbers
NUMBERS = slice(OWNER_NAME + 1, None)
UNOWNED = NUMBERS.start + COLUMNS.index("unowned")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the address of its rows."""

    column: str
    value: int
    address: str


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One team or owner: its numbers in the order of COLUMNS, and the cells its table shows.

    `board` is the board of a team; empty for anything else.
    """

    name: str
    numbers: Numbers
    cells: tuple[Cell, ...]
    board: str = ""
    is_nobody: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """Both tables and their total. `owners_left` counts the owners that are not shown."""

    total: BoardLine
    teams: list[BoardLine]
    owners: list[BoardLine]
    owners_left: int

    @property
    def overdue_unowned(self) -> int:
        """How many of the overdue ones have no active owner."""
        return sum(line.numbers[0] for line in self.owners if line.is_nobody)


def groups(scope: Scope, seen: Sight, *, shown: int | None = SHOWN) -> Groups:
    """Counts the unfinished items of a scope in one query; `shown` cuts the list of owners."""
    rows = list(_counted(seen))
    teams = _summed(rows, TEAM)
    unowned = [row[NUMBERS] for row in rows if row[UNOWNED]]
    owned = [row for row in rows if not row[UNOWNED]]
    names = {row[OWNER]: row[OWNER_NAME] for row in owned}
    owners = _most_pressed(_summed(owned, OWNER))
    nobody = [_line("No owner", _total(unowned), scope, "owner=nobody")] if unowned else []
    return Groups(
        total=_line("All", _total(teams.values()), scope, ""),
        teams=[_team(team, numbers, scope) for team, numbers in _most_pressed(teams)],
        owners=nobody + [_line(names[owner], numbers, scope, f"owner={owner}") for owner, numbers in owners[:shown]],
        owners_left=len(owners[shown:]) if shown else 0,
    )


def _counted(seen: Sight) -> QuerySet[ActionItem, Any]:
    overdue = Count("incident", filter=due_before(seen.days))
    near = Count("incident", filter=due_before(seen.days, plus=DUE_WITHIN + timedelta(days=1)))
    return (
        seen.items.unfinished()
        .annotate(nobodys=is_ownerless())
        .order_by("team_id", "owner_id")  # so that lines of equal numbers keep their places
        .values("team", "owner", "owner__name", "nobodys")
        .annotate(
            overdue=overdue,
            within=near - overdue,
            unowned=Count("incident", filter=Q(nobodys=True)),
            blocked=Count("incident", filter=Q(status=ActionStatus.BLOCKED)),
            open=Count("incident"),
        )
        .values_list("team", "owner", "owner__name", *COLUMNS)
    )


def _summed(rows: list[tuple[Any, ...]], key: int) -> dict[int | None, Numbers]:
    """The numbers of each team or owner, whose key stands in that place of each row."""
    sums: dict[int | None, Numbers] = {}
    for row in rows:
        sums[row[key]] = tuple(map(add, sums.get(row[key], NOUGHT), row[NUMBERS]))
    return sums


def _total(numbers: Collection[Numbers]) -> Numbers:
    return tuple(map(sum, zip(*numbers, strict=True))) if numbers else NOUGHT


def _most_pressed(sums: dict[int | None, Numbers]) -> list[tuple[int | None, Numbers]]:
    return sorted(sums.items(), key=itemgetter(1), reverse=True)


def _team(team: int | None, numbers: Numbers, scope: Scope) -> BoardLine:
    if team is None:
        return _line("No team", numbers, scope, "team=none")
    return _line(scope.all_teams[team], numbers, scope, f"team={team}", board=f"?team={team}")


def _line(name: str, numbers: Numbers, scope: Scope, narrowing: str, *, board: str = "") -> BoardLine:
    """A line; `narrowing` is its part of the addresses of its rows. Lines of owners need no column of the unowned."""
    base = scope.rows_of(narrowing)
    joint = "" if base.endswith("?") else "&"
    cells = tuple(
        Cell(column, number, f"{base}{joint}{query}" if query else base)
        for column, number, query in zip(COLUMNS, numbers, NARROWING, strict=True)
        if column != "unowned" or not narrowing.startswith("owner")
    )
    return BoardLine(name, numbers, cells, board, is_nobody=narrowing == "owner=nobody")
