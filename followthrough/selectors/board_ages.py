"""How old the open action items are: a bar chart, its median and p90."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from actions.querysets import due_before
from actions.selectors.ages import AGES, Age
from core.figures import FEWEST, nearest_rank
from followthrough.selectors.board_days import whole_days
from followthrough.selectors.board_dots import Dots, dots, one_by_one
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight

# Of the drawing, in its own units.
BASE, HEIGHT, STEP, WIDTH, FIRST = 140, 112, 66.7, 44, 11.3


class AgeCount(NamedTuple):
    """How many open items are so many whole days old; how many of them are overdue, or parts of one that was split."""

    days: int
    total: int
    late: int
    parts: int


Counted = list[AgeCount]


@dataclass(frozen=True, slots=True)
class Bar:
    """One range of ages, drawn: overdue ones at the foot. Places are in units of the drawing, from its top left."""

    label: str
    total: int
    late: int
    address: str
    late_address: str
    x: float
    top: float
    height: float
    late_top: float
    late_height: float

    @property
    def middle(self) -> float:
        """The position of its label."""
        return round(self.x + WIDTH / 2, 1)

    @property
    def above(self) -> float:
        """The position of its number."""
        return round(self.top - 6, 1)


@dataclass(frozen=True, slots=True)
class Ages:
    """The chart; `median` and `p90` are in whole days. Of fewer than ten there is `few` instead of them."""

    bars: list[Bar]
    n: int
    median: int | None
    p90: int | None
    few: Dots | None


def open_by_age(seen: Sight) -> Counted:
    """The unfinished items of a scope by whole days since they were created, in one query."""
    rows = (
        seen.items.unfinished()
        .order_by()
        .annotate(days=whole_days(since="created_at"))
        .values("days")
        .annotate(
            n=Count("incident"),
            late=Count("incident", filter=due_before(seen.days)),
            split=Count("incident", filter=Q(split_from__isnull=False)),
        )
        .order_by("days")
        .values_list("days", "n", "late", "split")
    )
    return [AgeCount(int(days), total, late, parts) for days, total, late, parts in rows]


def ages(scope: Scope, counted: Counted) -> Ages:
    """The chart of what `open_by_age` read."""
    n = sum(row.total for row in counted)
    by_days = [(row.days, row.total) for row in counted]
    is_few = n < FEWEST
    return Ages(
        bars=_bars(counted, scope),
        n=n,
        median=None if is_few else nearest_rank(by_days, 50),
        p90=None if is_few else nearest_rank(by_days, 90),
        few=dots((), one_by_one(by_days)) if is_few else None,
    )


def _bars(counted: Counted, scope: Scope) -> list[Bar]:
    sums = [_sum(counted, age) for age in AGES]
    longest = max((total for total, _ in sums), default=0) or 1
    return [_bar(age, sums[index], HEIGHT / longest, FIRST + STEP * index, scope) for index, age in enumerate(AGES)]


def _sum(counted: Counted, age: Age) -> tuple[int, int]:
    inside = [
        (row.total, row.late)
        for row in counted
        if (row.days >= age.first or not age.first) and (age.last is None or row.days <= age.last)
    ]
    return sum(total for total, _ in inside), sum(late for _, late in inside)


def _bar(age: Age, sums: tuple[int, int], scale: float, x: float, scope: Scope) -> Bar:
    total, late = sums
    height, late_height = (total - late) * scale, late * scale
    return Bar(
        label=age.label,
        total=total,
        late=late,
        address=scope.rows(age=age.key),
        late_address=scope.rows(age=age.key, due="overdue"),
        x=round(x, 1),
        top=round(BASE - height - late_height, 1),
        height=round(height, 1),
        late_top=round(BASE - late_height, 1),
        late_height=round(late_height, 1),
    )
