"""How fast action items are closed, and how many were opened and closed in each of the last twelve weeks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Q, When
from django.db.models.functions import Floor, Least

from actions.querysets import ACHIEVED
from actions.selectors.ages import BEFORE, EARLIER, RECENT, WEEKS, YEAR, Age
from core.clock import now
from core.figures import FEWEST, Comparison, Spells, compared, survival
from followthrough.selectors.board_ages import Counted
from followthrough.selectors.board_days import whole_days
from followthrough.selectors.board_dots import Dots, dots, one_by_one
from followthrough.selectors.board_rates import Finished, LeftOut, finished_between
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight

# Of the drawing, in its own units.
BASE, HEIGHT, STEP, WIDTH = 140, 112, 33.3, 13
SPANS = (len(WEEKS) // 3, len(WEEKS) - len(WEEKS) // 3)  # weeks


@dataclass(frozen=True, slots=True)
class Closed:
    """How many items, created so many weeks ago (12: earlier), were closed after so many days.

    `parts` of them are parts of an item that was split.
    """

    week: int
    took: int
    n: int
    parts: int


@dataclass(frozen=True, slots=True)
class ClosedItems:
    """All that are closed: those created in the last 365 days, and how many earlier; `done`: in the last 365 days."""

    this_year: list[Closed]
    earlier: int
    done: int


@dataclass(frozen=True, slots=True)
class Closing:
    """How long it takes until an item is closed, of those created in the last year.

    `median` and `p90` in days are None where the curve does not fall that far. `few` is there instead of them.
    """

    n: int
    n_address: str
    still_open: int
    median: int | None
    p90: int | None
    few: Dots | None
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How many were opened, or closed, in a week: its bar, and the address of its rows."""

    n: int
    address: str
    x: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, `days` of them ago. `label` counts the weeks back."""

    days: str
    label: str
    middle: float
    opened: WeekCount
    closed: WeekCount


@dataclass(frozen=True, slots=True)
class Change:
    """What was counted in the last four weeks and in the eight before, whether it differs, and where the rows are."""

    word: str
    found: Comparison
    recent_address: str
    before_address: str

    @property
    def verdict(self) -> str:
        """`within noise`, or which way it went."""
        if self.found.is_noise:
            return "within noise"
        return (
            "more than before" if self.found.recent * SPANS[1] > self.found.before * SPANS[0] else "fewer than before"
        )


@dataclass(frozen=True, slots=True)
class Trend:
    """Twelve weeks, the earliest first, and what changed in the last four."""

    weeks: list[Week]
    changes: tuple[Change, Change]
    new: int
    new_address: str


def closed_items(seen: Sight) -> ClosedItems:
    """What is closed, by the week of creation and how long it took; one query."""
    age = whole_days(since="created_at")
    took = whole_days(since="created_at", until="finished_at")
    rows = (
        seen.items.filter(finished_at__isnull=False)
        .order_by()
        .annotate(
            week=Least(Floor(age / 7.0), float(len(WEEKS))),
            took=Case(When(YEAR.q(now()), then=took)),  # of the earlier ones it is not asked
        )
        .values("week", "took")
        .annotate(
            n=Count("incident"),
            split=Count("incident", filter=Q(split_from__isnull=False)),
            done=Count("incident", filter=YEAR.q(now(), "finished_at") & Q(status__in=ACHIEVED)),
        )
        .values_list("week", "took", "n", "split", "done")
    )
    return ClosedItems(
        this_year=[
            Closed(int(week), max(int(days), 0), n, parts) for week, days, n, parts, _ in rows if days is not None
        ],
        earlier=sum(n for _, days, n, _, _ in rows if days is None),
        done=sum(done for *_, done in rows),
    )


def closing(scope: Scope, by_age: Counted, closed: Collection[Closed], earlier: int) -> Closing:
    """The time to close by Kaplan and Meier: what is open has lasted until now and is counted as such.

    `earlier`: how many closed ones are not among `closed`, because they were created earlier.
    """
    going_on = [(row.days, row.total) for row in by_age if row.days <= (YEAR.last or 0)]
    curve = survival(
        [*(Spells(row.took, ended=row.n) for row in closed), *(Spells(days, going_on=n) for days, n in going_on)]
    )
    earlier += sum(row.total for row in by_age if row.days >= EARLIER.first)
    left_out = LeftOut(earlier, scope.rows(age=EARLIER.key, status="all"), "created more than a year ago")
    is_few = curve.n < FEWEST
    ended = one_by_one((row.took, row.n) for row in closed) if is_few else ()
    return Closing(
        n=curve.n,
        n_address=scope.rows(age=YEAR.key, status="all"),
        still_open=curve.censored,
        median=None if is_few else curve.days_until(50),
        p90=None if is_few else curve.days_until(90),
        few=dots(ended, one_by_one(going_on)) if is_few else None,
        left_out=(left_out,) if earlier else (),
    )


def trend(scope: Scope, by_age: Counted, closed: Collection[Closed], finished: Collection[Finished]) -> Trend:
    """Counted from what the other figures read: no query of its own.

    What an item was split into is the same work, and was opened with it.
    """
    opened = {week.key: _opened(week, number, by_age, closed) for number, week in enumerate(WEEKS)}
    ended = {week.key: finished_between(finished, week.first, week.last or 0) for week in WEEKS}
    scale = HEIGHT / (max(*opened.values(), *ended.values()) or 1)
    weeks = [
        _week(number, week, (opened[week.key], ended[week.key]), scale, scope) for number, week in enumerate(WEEKS)
    ]
    return Trend(
        weeks=weeks[::-1],
        changes=(
            Change("Opened", _compared(opened), *(_opened_rows(scope, span) for span in (RECENT, BEFORE))),
            Change("Closed", _compared(ended), *(scope.rows(finished=span.key) for span in (RECENT, BEFORE))),
        ),
        new=opened[WEEKS[0].key],
        new_address=_opened_rows(scope, WEEKS[0]),
    )


def _opened(week: Age, number: int, by_age: Counted, closed: Iterable[Closed]) -> int:
    still_open = sum(row.total - row.parts for row in by_age if week.first <= row.days <= (week.last or 0))
    return still_open + sum(row.n - row.parts for row in closed if row.week == number)


def _opened_rows(scope: Scope, age: Age) -> str:
    return scope.rows(age=age.key, status="all", part="no")


def _compared(counts: dict[str, int]) -> Comparison:
    latest_first = [counts[week.key] for week in WEEKS]
    return compared(sum(latest_first[: SPANS[0]]), sum(latest_first[SPANS[0] :]), spans=SPANS)


def _week(number: int, week: Age, counts: tuple[int, int], scale: float, scope: Scope) -> Week:
    x = round(STEP * (len(WEEKS) - 1 - number) + 2, 1)
    opened, ended = counts
    return Week(
        days=week.label,
        label=f"−{number}" if number else "now",
        middle=round(x + WIDTH + 0.5, 1),
        opened=_bar(opened, _opened_rows(scope, week), x, scale),
        closed=_bar(ended, scope.rows(finished=week.key), round(x + WIDTH + 1, 1), scale),
    )


def _bar(n: int, address: str, x: float, scale: float) -> WeekCount:
    return WeekCount(n, address, x, round(BASE - n * scale, 1), round(n * scale, 1))
