"""What became of action items in the last 90 days: rates with their formula, n, and what was left out."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q

from core.clock import now
from postmortems.enums import ActionStatus
from postmortems.querysets import ActionItemQuerySet
from postmortems.selectors.board_scope import Scope

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


def rates(items: ActionItemQuerySet, scope: Scope) -> Rates:
    """Counts the items of a scope that were finished in the last 90 days, in one query."""
    done = Q(status=ActionStatus.DONE)
    dated = done & Q(due_on__isnull=False)
    sums = (
        items.finished_since(now() - timedelta(days=DAYS))
        .order_by()
        .aggregate(
            closed=Count("incident"),
            done=Count("incident", filter=done),
            dated=Count("incident", filter=dated),
            on_time=Count("incident", filter=dated & Q(finished_on__lte=F("due_on"))),
        )
    )
    recent = {"finished": DAYS}
    return Rates(
        on_time=Rate(
            hits=sums["on_time"],
            n=sums["dated"],
            n_address=scope.rows(status=ActionStatus.DONE, due="dated", **recent),
            left_out=sums["done"] - sums["dated"],
            left_out_address=scope.rows(status=ActionStatus.DONE, due="none", **recent),
            left_out_why="without a date",
        ),
        refused=Rate(hits=sums["closed"] - sums["done"], n=sums["closed"], n_address=scope.rows(**recent)),
    )
