"""How action items were finished in the last 90 days: rates with their formula, n, and what was left out."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet

from actions.models import ActionItem
from actions.querysets import ACHIEVED
from core.clock import now
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight

DAYS = 90


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`; `percent` is None when n is 0. `left_out` were not counted, `left_out_why` says why."""

    hits: int
    n: int
    n_address: str
    left_out: int = 0
    left_out_address: str = ""
    left_out_why: str = ""

    @property
    def percent(self) -> int | None:
        """Rounded to whole per cent."""
        return round(100 * self.hits / self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Rates:
    """Both rates of the board."""

    on_time: Rate
    refused: Rate


def rates(scope: Scope, seen: Sight) -> Rates:
    """Counts the items of a scope that were finished in the last 90 days, in one query."""
    counted = {status: sums for status, *sums in _finished(seen)}
    closed = sum(n for n, _, _ in counted.values())
    of_achieved = [counted.get(status, (0, 0, 0)) for status in ACHIEVED]
    done, dated, on_time = (sum(sums) for sums in zip(*of_achieved, strict=True))
    recent = {"finished": DAYS}
    achieved = [status.value for status in ACHIEVED]
    return Rates(
        on_time=Rate(
            hits=on_time,
            n=dated,
            n_address=scope.rows(status=achieved, due="dated", **recent),
            left_out=done - dated,
            left_out_address=scope.rows(status=achieved, due="none", **recent),
            left_out_why="without a date",
        ),
        refused=Rate(hits=closed - done, n=closed, n_address=scope.rows(**recent)),
    )


def _finished(seen: Sight) -> QuerySet[ActionItem, tuple[str, int, int, int]]:
    return (
        seen.items.finished_since(now() - timedelta(days=DAYS))
        .order_by()
        .values("status")
        .annotate(
            n=Count("incident"),
            dated=Count("due_on"),
            on_time=Count("incident", filter=Q(finished_on__lte=F("due_on"))),
        )
        .values_list("status", "n", "dated", "on_time")
    )
