"""Whether messages get on: beat, the workers, how late the oldest message is, and what is paused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from core import clock
from notifications.enums import Beating, Channel
from notifications.models import Attempt, ChannelPause, Delivery
from notifications.querysets import FAILS_OFTEN

BEAT_MAY_BE_SILENT = timedelta(seconds=50)  # so that whatever is ill is named within a minute
WORKER_MAY_BE_SILENT = timedelta(seconds=50)
DELIVERY_MAY_WAIT = timedelta(minutes=10)
NONE_MAY_PASS_FOR = timedelta(seconds=50)
CLOCK_MAY_STEP_BACK = timedelta(seconds=5)

# Plain SQL, because it is asked for every page of a manager: one query, whatever there is.
_HEALTH = """
    SELECT now - beat.at, now - worker.at, now - late.due_at,
        EXISTS (SELECT FROM notifications_endpoint WHERE (is_enabled AND failures >= %(often)s) OR gone_at IS NOT NULL),
        pause.channel, pause.since, pause.until, pause.answer
    FROM (SELECT COALESCE(%(stopped_at)s::timestamptz, clock_timestamp()) AS now) AS clock
    LEFT JOIN notifications_heartbeat AS beat ON beat.name = %(beat)s
    LEFT JOIN notifications_heartbeat AS worker ON worker.name = %(worker)s
    LEFT JOIN LATERAL (
        SELECT due_at FROM notifications_delivery
        WHERE state IN ('waiting', 'sending') AND due_at <= now AND channel IN ('email', 'inbox')
        ORDER BY due_at LIMIT 1
    ) AS late ON true
    LEFT JOIN notifications_channelpause AS pause ON true
    ORDER BY pause.channel
"""


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How the machinery behind the messages is. A span is None when there is nothing to measure.

    A heartbeat in the future (its span is negative) is no sign of life: it would be one for as long as it lies ahead.
    """

    since_beat: timedelta | None  # since beat published a tick; None: it never did
    since_worker: timedelta | None  # since a worker completed one
    oldest_due: timedelta | None  # how long ago the oldest undecided message was due first, whatever was tried since
    pauses: tuple[ChannelPause, ...]
    has_failing_endpoints: bool = False  # chats or webhooks that fail again and again, or are gone

    @property
    def is_beating(self) -> bool:
        """Beat publishes ticks."""
        return _is_recent(self.since_beat, BEAT_MAY_BE_SILENT)

    @property
    def is_working(self) -> bool:
        """Some worker completes them."""
        return _is_recent(self.since_worker, WORKER_MAY_BE_SILENT)

    @property
    def is_late(self) -> bool:
        """A message waits for longer than it may."""
        return self.oldest_due is not None and self.oldest_due > DELIVERY_MAY_WAIT


def outbox_health() -> OutboxHealth:
    """One small query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HEALTH,
            {
                "stopped_at": clock.stopped_at(),
                "beat": Beating.BEAT.value,
                "worker": Beating.WORKER.value,
                "often": FAILS_OFTEN,
            },
        )
        rows = cursor.fetchall()
    since_beat, since_worker, oldest_due, is_failing, *_ = rows[0]
    pauses = tuple(_pause(*row[4:]) for row in rows if row[4])
    return OutboxHealth(since_beat, since_worker, oldest_due, pauses, is_failing)


def are_messages_stuck(health: OutboxHealth) -> bool:
    """Whether messages are late because none at all gets on, rather than some of which the mail server wants no more.

    So it is while a channel is paused, when one that is late was never tried, and when messages to several addresses
    are late and nothing has passed since they were due.
    """
    if not health.is_late or health.oldest_due is None:
        return False
    late = Delivery.objects.waiting().to_people().filter(due_at__lt=clock.database_now() - DELIVERY_MAY_WAIT)
    if health.pauses or late.filter(attempts=0, next_attempt_at__lt=clock.database_now() - DELIVERY_MAY_WAIT).exists():
        return True
    return _are_of_several(late)


def do_none_pass(health: OutboxHealth) -> bool:
    """Whether messages to several addresses were tried for most of a minute, and nothing has passed meanwhile.

    Asks nothing while no message has been due for that long.
    """
    if health.oldest_due is None or health.oldest_due <= NONE_MAY_PASS_FOR:
        return False
    due_before = clock.database_now() - NONE_MAY_PASS_FOR
    return _are_of_several(Delivery.objects.waiting().to_people().filter(attempts__gt=0, due_at__lt=due_before))


def _are_of_several(waiting: "QuerySet[Delivery]") -> bool:
    """Whether those that became due since a message passed last are to more than one address."""
    passed = (
        Attempt.objects.filter(succeeded=True, delivery__channel=Channel.EMAIL)
        .order_by("-id")
        .values_list("at", flat=True)
        .first()
    )
    if passed:
        waiting = waiting.filter(due_at__gt=passed)
    return waiting.values("address").distinct().count() > 1


def _pause(channel: str, since: datetime, until: datetime, answer: str) -> ChannelPause:
    return ChannelPause(channel=channel, since=since, until=until, answer=answer)


def _is_recent(since: timedelta | None, limit: timedelta) -> bool:
    return since is not None and -CLOCK_MAY_STEP_BACK <= since <= limit
