"""How old the open action items are: a bar chart, its median and p90."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    QuerySet,
    Value,
)

from actions.models import ActionItem
from actions.querysets import due_before
from actions.selectors.ages import AGES, Age
from core.clock import now
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight

# Of the drawing, in its own units.
BASE, HEIGHT, STEP, WIDTH, FIRST = 140, 112, 66.7, 44, 11.3

Counted = list[tuple[int, int, int]]  # age in whole days, how many, how many of them overdue


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
    """The chart; `median` and `p90` are in whole days, None when nothing is open."""

    bars: list[Bar]
    n: int
    median: int | None
    p90: int | None


def ages(scope: Scope, seen: Sight) -> Ages:
    """Counts the unfinished items of a scope by whole days since they were created, in one query."""
    counted = [(int(day), total, late) for day, total, late in _by_day(seen)]
    n = sum(total for _, total, _ in counted)
    return Ages(_bars(counted, scope), n, _percentile(counted, n, 50), _percentile(counted, n, 90))


def _by_day(seen: Sight) -> QuerySet[ActionItem, Any]:
    span = ExpressionWrapper(Value(now(), DateTimeField()) - F("created_at"), DurationField())
    age = Func(Value("day"), span, function="date_part", output_field=FloatField())
    return (
        seen.items.unfinished()
        .order_by()
        .annotate(days=age)
        .values("days")
        .annotate(n=Count("incident"), late=Count("incident", filter=due_before(seen.days)))
        .order_by("days")
        .values_list("days", "n", "late")
    )


def _percentile(counted: Counted, n: int, percent: int) -> int | None:
    """The smallest age that at least so many per cent do not exceed (the nearest-rank method)."""
    wanted, seen = -(-n * percent // 100), 0
    for age, total, _ in counted:
        seen += total
        if seen >= wanted:
            return age
    return None


def _bars(counted: Counted, scope: Scope) -> list[Bar]:
    sums = [_sum(counted, age) for age in AGES]
    longest = max((total for total, _ in sums), default=0) or 1
    return [_bar(age, sums[index], HEIGHT / longest, FIRST + STEP * index, scope) for index, age in enumerate(AGES)]


def _sum(counted: Counted, age: Age) -> tuple[int, int]:
    inside = [
        (total, late)
        for day, total, late in counted
        if (day >= age.first or not age.first) and (age.last is None or day <= age.last)
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
