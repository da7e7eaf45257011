"""The tables of the board: how many action items are overdue, soon, without owner, blocked, open, by team and owner."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import User
from postmortems.days import OwnerDays
from postmortems.enums import ActionStatus
from postmortems.querysets import SOON, ActionItemQuerySet, due_before, ownerless
from postmortems.selectors.board_scope import Scope

COLUMNS = ("overdue", "soon", "unowned", "blocked", "open")
NARROWING = ("due=overdue", "due=soon", "owner=nobody", f"status={ActionStatus.BLOCKED}", "")  # of each column
SHOWN = 15

Numbers = tuple[int, ...]  # in the order of COLUMNS


class Group(NamedTuple):
    """What the database counts for one team and owner; `near` are those overdue or due soon."""

    team: int | None
    owner: int | None
    open: int
    overdue: int
    near: int
    blocked: int
    unowned: int
    owner_name: str | None


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
    numbers: Numbers
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
    owned = [row for row in rows if not row.unowned]
    names = {row.owner: row.owner_name or "" for row in owned}
    owners = _summed(owned, lambda row: row.owner)
    unowned = [row for row in rows if row.unowned]
    nobody = [_line("nobody", _numbers(unowned), scope, "owner=nobody")] if unowned else []
    return Groups(
        total=_line("All", _numbers(rows), scope, ""),
        teams=[_team(team, numbers, scope) for team, numbers in _summed(rows, lambda row: row.team)],
        owners=nobody + [_line(names[owner], numbers, scope, f"owner={owner}") for owner, numbers in owners[:shown]],
        owners_left=len(owners[shown:]) if shown else 0,
    )


def _counted(items: ActionItemQuerySet, days: OwnerDays) -> list[Group]:
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
        .annotate(owner_name=Subquery(User.objects.filter(pk=OuterRef("owner")).values("name")))
    )
    return [Group._make(row) for row in counted.values_list(*Group._fields)]


def _summed(rows: list[Group], key: Callable[[Group], int | None]) -> list[tuple[int | None, Numbers]]:
    """The numbers of each team or owner, the most pressed first."""
    found: dict[int | None, list[Group]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    sums = [(of, _numbers(group)) for of, group in found.items()]
    return sorted(sums, key=lambda pair: pair[1], reverse=True)


def _numbers(rows: list[Group]) -> Numbers:
    _, _, open_, overdue, near, blocked, unowned, _ = zip(*rows, strict=True) if rows else ((),) * len(Group._fields)
    late = sum(overdue)
    return late, sum(near) - late, sum(unowned), sum(blocked), sum(open_)


def _team(team: int | None, numbers: Numbers, scope: Scope) -> Line:
    if team is None:
        return _line("No team", numbers, scope, "team=none")
    return _line(scope.all_teams[team], numbers, scope, f"team={team}", board=f"?team={team}")


def _line(name: str, numbers: Numbers, scope: Scope, narrowing: str, *, board: str = "") -> Line:
    """A line; `narrowing` is its part of the addresses of its rows. Lines of owners need no column of the unowned."""
    base = scope.rows_of(narrowing)
    joint = "" if base.endswith("?") else "&"
    cells = tuple(
        Cell(column, number, f"{base}{joint}{query}" if query else base)
        for column, number, query in zip(COLUMNS, numbers, NARROWING, strict=True)
        if column != "unowned" or not narrowing.startswith("owner")
    )
    return Line(name, numbers, cells, board, is_nobody=narrowing == "owner=nobody")
