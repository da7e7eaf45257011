"""Reads of the outbox, shaped for its pages and for the health check."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Min

from core import clock
from notifications.models import ChannelPause, Delivery, Heartbeat


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How the machinery behind the mails is. A span is None when there is nothing to measure."""

    since_beat: timedelta | None  # None: beat was never seen
    oldest_overdue: timedelta | None  # how long the delivery that is most overdue has been due; None: none is due
    waiting: int
    pauses: tuple[ChannelPause, ...]


def outbox_health() -> OutboxHealth:
    """Three small queries."""
    now = clock.now()
    beat = Heartbeat.objects.filter(name="beat").values_list("at", flat=True).first()
    first = Delivery.objects.claimable(now).aggregate(first=Min("next_attempt_at"))["first"]
    return OutboxHealth(
        since_beat=now - beat if beat else None,
        oldest_overdue=now - first if first else None,
        waiting=Delivery.objects.waiting().count(),
        pauses=tuple(ChannelPause.objects.order_by("channel")),
    )
