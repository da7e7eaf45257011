"""The tables of the board: how many items are overdue, due, ownerless, blocked, to verify, open, by team and owner."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from operator import add, itemgetter

from django.db.models import Count, Q

from accounts.models import TeamMembership
from actions.due import DUE_WITHIN
from actions.enums import ActionStatus
from actions.querysets import UNFINISHED, due_before, is_ownerless
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight

COLUMNS = ("overdue", "within", "unowned", "blocked", "verify", "open")
BLOCKED = f"status={ActionStatus.BLOCKED}"
NARROWING = ("due=overdue", "due=within", "owner=nobody", BLOCKED, "verify=waiting", "")  # of each column
SHOWN = 15
Numbers = tuple[int, ...]  # in the order of COLUMNS
NOUGHT: Numbers = (0,) * len(COLUMNS)


@dataclass(frozen=True, slots=True)
class CountRow:
    """The numbers of a team and owner; `is_unowned` when that owner, if there is one, could not do them."""

    team: int | None
    owner: int | None
    owner_name: str | None
    is_unowned: bool
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class NumberCell:
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
    cells: tuple[NumberCell, ...]
    board: str = ""
    is_nobody: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """Both tables and their total. `owners_left` counts the owners that are not shown.

    `is_shared`: an item counts for several teams, those of its owner, so that the teams make more than the total.
    """

    total: BoardLine
    teams: list[BoardLine]
    owners: list[BoardLine]
    owners_left: int
    is_shared: bool

    @property
    def overdue_unowned(self) -> int:
        """How many of the overdue ones have no active owner."""
        return sum(line.numbers[0] for line in self.owners if line.is_nobody)


def groups(scope: Scope, seen: Sight, *, shown: int | None = SHOWN) -> Groups:
    """Counts what is unfinished or waits to be verified in a scope, in two queries; `shown` cuts the list of owners."""
    counts = _counts(seen)
    by_team = list(_by_team(counts, scope))
    unowned = [count.numbers for count in counts if count.is_unowned]
    owned = [count for count in counts if not count.is_unowned]
    names = {count.owner: count.owner_name or "" for count in owned}
    owners = _most_pressed(_summed((count.owner, count.numbers) for count in owned))
    nobody = [_line("No owner", _total(unowned), scope.rows(owner="nobody"), is_nobody=True)] if unowned else []
    return Groups(
        total=_line("All", _total([count.numbers for count in counts]), scope.rows()),
        teams=[_team(team, numbers, scope) for team, numbers in _most_pressed(_summed(by_team))],
        owners=nobody
        + [
            _line(names[owner], numbers, scope.rows(owner=owner or 0), is_owner=True)
            for owner, numbers in owners[:shown]
        ],
        owners_left=len(owners[shown:]) if shown else 0,
        is_shared=len(by_team) > len(counts),
    )


def _counts(seen: Sight) -> list[CountRow]:
    """One query. It counts by `nobodys`, too, so all items of a row are ownerless, or none is."""
    is_open = Q(status__in=UNFINISHED)
    waits = Q(status=ActionStatus.DONE, verify_on__isnull=False, verdict="")
    rows = (
        seen.items.filter(is_open | waits)
        .annotate(nobodys=is_ownerless())
        .order_by("team_id", "owner_id")  # so that lines of equal numbers keep their places
        .values("team", "owner", "owner__name", "nobodys")
        .annotate(
            overdue=Count("incident", filter=is_open & due_before(seen.days)),
            near=Count("incident", filter=is_open & due_before(seen.days, plus=DUE_WITHIN + timedelta(days=1))),
            blocked=Count("incident", filter=Q(status=ActionStatus.BLOCKED)),
            verify=Count("incident", filter=waits),
            open=Count("incident", filter=is_open),
        )
        .values_list("team", "owner", "owner__name", "nobodys", "overdue", "near", "blocked", "verify", "open")
    )
    return [
        CountRow(team, owner, name, nobodys, (overdue, near - overdue, count if nobodys else 0, blocked, verify, count))
        for team, owner, name, nobodys, overdue, near, blocked, verify, count in rows
    ]


def _by_team(counts: Collection[CountRow], scope: Scope) -> Iterator[tuple[int | None, Numbers]]:
    """Each row for its team; without one for each team of its owner, as far as the scope goes."""
    memberships = TeamMembership.objects.filter(user__in={count.owner for count in counts if not count.team})
    teams_of: defaultdict[int | None, list[int | None]] = defaultdict(list)
    for owner, member_of in memberships.values_list("user", "team"):
        if scope.teams is None or member_of in scope.teams:
            teams_of[owner].append(member_of)
    for count in counts:
        for team in [count.team] if count.team else teams_of[count.owner] or [None]:
            yield team, count.numbers


def _summed(rows: Iterable[tuple[int | None, Numbers]]) -> dict[int | None, Numbers]:
    """The numbers of each team or owner."""
    sums: dict[int | None, Numbers] = {}
    for key, numbers in rows:
        sums[key] = tuple(map(add, sums.get(key, NOUGHT), numbers))
    return sums


def _total(numbers: Collection[Numbers]) -> Numbers:
    return tuple(map(sum, zip(*numbers, strict=True))) if numbers else NOUGHT


def _most_pressed(sums: dict[int | None, Numbers]) -> list[tuple[int | None, Numbers]]:
    return sorted(sums.items(), key=itemgetter(1), reverse=True)


def _team(team: int | None, numbers: Numbers, scope: Scope) -> BoardLine:
    if team is None:
        return _line("No team", numbers, scope.rows(team="none"))
    return _line(scope.all_teams[team], numbers, scope.rows(team=team), board=f"?{scope.of_team(team)}")


def _line(
    name: str, numbers: Numbers, base: str, *, board: str = "", is_owner: bool = False, is_nobody: bool = False
) -> BoardLine:
    """A line; `base` is the address of all its rows. Lines of owners need no column of the unowned."""
    joint = "" if base.endswith("?") else "&"
    cells = tuple(
        NumberCell(column, number, f"{base}{joint}{query}" if query else base)
        for column, number, query in zip(COLUMNS, numbers, NARROWING, strict=True)
        if column != "unowned" or not (is_owner or is_nobody)
    )
    return BoardLine(name, numbers, cells, board, is_nobody=is_nobody)
