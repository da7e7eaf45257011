"""Pictures that wait to be decoded: how many, and whether they are late."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, Min, Value

from core.clock import database_now, stopped_at
from incidents.models import UncheckedPicture

PICTURE_MAY_WAIT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class WaitingPictures:
    """How many there are, and how long ago the oldest was sent; None without any."""

    count: int
    oldest_due: timedelta | None

    @property
    def is_late(self) -> bool:
        """One waits for longer than it may."""
        return self.oldest_due is not None and self.oldest_due > PICTURE_MAY_WAIT


def waiting_pictures() -> WaitingPictures:
    """One small query, of a table that is nearly always empty."""
    stopped = stopped_at()
    present = Value(stopped, DateTimeField()) if stopped else database_now()
    since = ExpressionWrapper(present - Min("due_at"), DurationField())
    found = UncheckedPicture.objects.aggregate(count=Count("pk"), oldest_due=since)
    return WaitingPictures(**found)
