"""The tables of the board: how many action items are overdue, soon, without owner, blocked, open, by team and owner."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import User
from postmortems.days import OwnerDays
from postmortems.enums import ActionStatus
from postmortems.querysets import SOON, ActionItemQuerySet, due_before, ownerless
from postmortems.selectors.board_scope import Scope

COLUMNS = ("overdue", "soon", "unowned", "blocked", "open")
NARROWING: dict[str, dict[str, str]] = {
    "overdue": {"due": "overdue"},
    "soon": {"due": "soon"},
    "unowned": {"owner": "nobody"},
    "blocked": {"status": ActionStatus.BLOCKED},
    "open": {},
}
SHOWN = 15
Group = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the address of its rows."""

    column: str
    value: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One team or owner: its numbers in the order of COLUMNS, and the cells its table shows.

    `board` is the board of a team; empty for anything else.
    """

    name: str
    numbers: tuple[int, ...]
    cells: tuple[Cell, ...]
    board: str = ""
    is_nobody: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """Both tables and their total. `owners_left` counts the owners that are not shown."""

    total: Line
    teams: list[Line]
    owners: list[Line]
    owners_left: int

    @property
    def overdue_unowned(self) -> int:
        """How many of the overdue ones have no owner who could do them."""
        return sum(line.numbers[0] for line in self.owners if line.is_nobody)


def groups(items: ActionItemQuerySet, scope: Scope, days: OwnerDays, *, shown: int | None = SHOWN) -> Groups:
    """Counts the unfinished items of a scope in one query; `shown` cuts the list of owners."""
    rows = _counted(items, days)
    owners = sorted(_by([row for row in rows if not row["unowned"]], "owner").values(), key=_pressing)
    return Groups(
        total=_line("All", rows, scope, {}),
        teams=_team_lines(rows, scope),
        owners=_nobody(rows, scope)
        + [_line(of[0]["owner_name"], of, scope, {"owner": of[0]["owner"]}) for of in owners[:shown]],
        owners_left=len(owners[shown:]) if shown else 0,
    )


def _counted(items: ActionItemQuerySet, days: OwnerDays) -> list[Group]:
    name = User.objects.filter(pk=OuterRef("owner")).values("name")
    counted = (
        items.order_by()
        .values("team", "owner")
        .annotate(
            open=Count("incident"),
            overdue=Count("incident", filter=due_before(days)),
            near=Count("incident", filter=due_before(days, plus=SOON + 1)),
            blocked=Count("incident", filter=Q(status=ActionStatus.BLOCKED)),
            unowned=Count("incident", filter=ownerless()),
        )
        .annotate(owner_name=Subquery(name))
    )
    return [{**row, "soon": row["near"] - row["overdue"]} for row in counted]


def _team_lines(rows: list[Group], scope: Scope) -> list[Line]:
    by_team = sorted(_by(rows, "team").items(), key=lambda pair: _pressing(pair[1]))
    return [
        _line(
            scope.all_teams.get(team, "No team"),
            of,
            scope,
            {"team": team or "none"},
            board=f"?team={team}" if team else "",
        )
        for team, of in by_team
    ]


def _nobody(rows: list[Group], scope: Scope) -> list[Line]:
    """The line of what nobody owns who could do it: what belongs to somebody who left counts too."""
    unowned = [row for row in rows if row["unowned"]]
    return [_line("nobody", unowned, scope, {"owner": "nobody"}, is_nobody=True)] if unowned else []


def _by(rows: list[Group], key: str) -> dict[Any, list[Group]]:
    found: dict[Any, list[Group]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def _line(
    name: str, rows: list[Group], scope: Scope, narrowing: dict[str, Any], *, board: str = "", is_nobody: bool = False
) -> Line:
    numbers = tuple(sum(row[column] for row in rows) for column in COLUMNS)
    cells = tuple(
        Cell(column, number, scope.rows(**narrowing | NARROWING[column]))
        for column, number in zip(COLUMNS, numbers, strict=True)
        if column != "unowned" or "owner" not in narrowing
    )
    return Line(name, numbers, cells, board, is_nobody)


def _pressing(rows: list[Group]) -> tuple[int, ...]:
    """Most overdue first, then soonest due, and so on."""
    return tuple(-sum(row[column] for row in rows) for column in COLUMNS)
