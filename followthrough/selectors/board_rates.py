"""How action items were done in the last 90 days: rates with their formula, n, and what was left out."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q

from actions.due import DUE_SINCE
from actions.enums import ActionStatus
from actions.querysets import ACHIEVED, UNFINISHED
from core.clock import now
from core.figures import FEWEST
from followthrough.selectors.board_days import whole_days
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight

DUE_RATED = (*UNFINISHED, *ACHIEVED)
DONE = tuple(map(str, ACHIEVED))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a rate did not count, why, and the address of the rows."""

    count: int
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`; `percent` is None when n is 0."""

    hits: int
    n: int
    n_address: str
    left_out: tuple[LeftOut, ...] = ()

    @property
    def percent(self) -> int | None:
        """Rounded to whole per cent; 0 and 100 stand for none and all alone."""
        if not self.n:
            return None
        lowest, highest = (1 if self.hits else 0), (100 if self.hits == self.n else 99)
        return min(max(round(100 * self.hits / self.n), lowest), highest)

    @property
    def words(self) -> str:
        """`67 %`; of fewer than ten `2 of 3`; of none a dash."""
        if not self.n:
            return "–"
        return f"{self.percent} %" if self.n >= FEWEST else f"{self.hits} of {self.n}"


@dataclass(frozen=True, slots=True)
class Finished:
    """How many ended in a status, so many whole days ago.

    `verified_later` wait for a day that is to come; `elsewhere` go on in other items.
    """

    status: str
    days: int
    n: int
    undated: int
    verified_later: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of the board."""

    on_time: Rate
    refused: Rate
    verified: Rate


def finished_lately(seen: Sight) -> list[Finished]:
    """What was finished in the last 90 days, in one query."""
    later = Q(status=ActionStatus.DONE, verdict="", verify_on__gt=seen.days.reader)
    rows = (
        seen.items.finished_since(now() - DUE_SINCE)
        .with_goes_on()
        .order_by()
        .annotate(days=whole_days(since="finished_at"))
        .values("status", "days")
        .annotate(
            n=Count("incident"),
            dated=Count("due_on"),
            later=Count("incident", filter=later),
            elsewhere=Count("incident", filter=Q(goes_on=True)),
        )
        .values_list("status", "days", "n", "dated", "later", "elsewhere")
    )
    return [
        Finished(status, int(days), n, n - dated, wait, elsewhere) for status, days, n, dated, wait, elsewhere in rows
    ]


def rates(scope: Scope, seen: Sight, finished: Collection[Finished], overdue: int) -> Rates:
    """The rates of a scope, in one query; `overdue` counts all that are overdue now."""
    closed: Counter[str] = Counter()
    undated = later = elsewhere = 0
    for row in finished:
        closed[row.status] += row.n
        undated += row.undated if row.status in ACHIEVED else 0
        later += row.verified_later
        elsewhere += row.elsewhere
    n = sum(closed.values())
    recent = {"finished": DUE_SINCE.days}
    return Rates(
        on_time=_on_time(scope, seen, overdue, undated),
        refused=Rate(
            hits=closed[ActionStatus.WONT_DO] - elsewhere,
            n=n - elsewhere,
            n_address=scope.rows(goes_on="no", **recent),
            left_out=_some(LeftOut(elsewhere, scope.rows(goes_on="yes", **recent), "split or duplicates")),
        ),
        verified=Rate(
            hits=closed[ActionStatus.VERIFIED],
            n=sum(closed[status] for status in ACHIEVED) - later,
            n_address=scope.rows(status=DONE, verify="not_later", **recent),
            left_out=_some(LeftOut(later, scope.rows(verify="later", **recent), "not due for it yet")),
        ),
    )


def _on_time(scope: Scope, seen: Sight, overdue: int, undated: int) -> Rate:
    """Of all whose due day ended in the last 90 days, done or not, those that were done by then."""
    rows = seen.items.due_lately(seen.days).aggregate(
        n=Count("incident", filter=Q(status__in=DUE_RATED)),
        hits=Count("incident", filter=Q(status__in=ACHIEVED, finished_on__lte=F("due_on"))),
        late=Count("incident", filter=Q(status__in=UNFINISHED)),
        refused=Count("incident", filter=Q(status=ActionStatus.WONT_DO)),
    )
    refused = scope.rows(due="lately", status=ActionStatus.WONT_DO)
    without_date = scope.rows(status=DONE, due="none", finished=DUE_SINCE.days)
    return Rate(
        hits=rows["hits"],
        n=rows["n"],
        n_address=scope.rows(due="lately", status=tuple(map(str, DUE_RATED))),
        left_out=_some(
            LeftOut(overdue - rows["late"], scope.rows(due="long"), "overdue for longer"),
            LeftOut(rows["refused"], refused, "won't do"),
            LeftOut(undated, without_date, "done without a due date"),
        ),
    )


def _some(*left_out: LeftOut) -> tuple[LeftOut, ...]:
    return tuple(each for each in left_out if each.count)


def finished_between(finished: Iterable[Finished], first: int, last: int) -> int:
    """How many were finished so many whole days ago."""
    return sum(row.n for row in finished if first <= row.days <= last)
