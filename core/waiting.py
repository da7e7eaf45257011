"""Work that waits for the worker: how much, and whether it is late."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, Min, QuerySet, Value

from core.clock import database_now, stopped_at

MAY_WAIT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many there are, and for how long the oldest has been waiting; None without any."""

    count: int
    oldest_due: timedelta | None

    @property
    def is_late(self) -> bool:
        """One waits for longer than it may."""
        return self.oldest_due is not None and self.oldest_due > MAY_WAIT


def waiting(rows: "QuerySet[Any]", *, since: str) -> Waiting:
    """Of these rows, whose column `since` says from when on they wait. One query."""
    stopped = stopped_at()
    present = Value(stopped, DateTimeField()) if stopped else database_now()
    oldest_due = ExpressionWrapper(present - Min(since), DurationField())
    return Waiting(**rows.aggregate(count=Count("pk"), oldest_due=oldest_due))
