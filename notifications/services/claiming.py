"""Claiming deliveries: a lease says whose they are, and until when by the database's clock."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F

from core import clock
from notifications.enums import State
from notifications.models import Attempt, ChannelPause, Delivery
from notifications.smtp import longest_send

BATCH = 50
SENDERS = 2
SLOTS = 0x5E4D  # of PostgreSQL's advisory locks of two numbers; ours alone
# Half a minute; ignored where the database is reached by a socket of this machine.
_KEEP_ALIVES = """
    SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
           set_config('tcp_keepalives_count', '3', false)
"""
LEASE_RAN_OUT = (
    "The lease ran out while sending: the worker stopped before it recorded an answer. The server may already have "
    "the message, so it may arrive twice, with the same Message-ID."
)


@dataclass(slots=True)
class Lease:
    """A batch in our hands. `since` is by our own clock, and only ever compared with it: when we last prolonged it."""

    key: uuid.UUID
    since: datetime


def lease_length() -> timedelta:
    """Longer than the longest send, so that a running worker keeps it; short, so that a dead worker's rows are sent."""
    return timedelta(seconds=1.5 * longest_send())


@transaction.atomic
def claim_batch() -> tuple[Lease, list[Delivery]]:
    """Takes up to 50 deliveries that are due, or whose worker died, passing over those that others are taking."""
    now = clock.database_now()
    lease = Lease(uuid.uuid4(), clock.now())
    batch = list(
        Delivery.objects.claimable(now)
        .exclude(channel__in=ChannelPause.objects.filter(until__gt=now).values("channel"))
        .order_by("next_attempt_at", "id")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("recipient")[:BATCH]
    )
    abandoned = [delivery for delivery in batch if delivery.state == State.SENDING]
    Attempt.objects.bulk_create(
        Attempt(delivery=delivery, at=now, succeeded=False, answer=LEASE_RAN_OUT) for delivery in abandoned
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in abandoned]).update(attempts=F("attempts") + 1)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in batch]).update(
        state=State.SENDING, lease=lease.key, leased_until=now + lease_length()
    )
    for delivery in abandoned:
        delivery.attempts += 1
    return lease, batch


def keep_lease(*, lease: Lease, ids: Collection[int]) -> set[int]:
    """The ids that are still ours. Prolongs the lease when less is left than the longest send takes."""
    now = clock.now()
    if timedelta(0) <= now - lease.since < lease_length() - timedelta(seconds=longest_send()):
        return set(ids)
    lease.since = now
    held = Delivery.objects.filter(pk__in=ids, lease=lease.key)
    held.update(leased_until=clock.database_now() + lease_length())
    return set(held.values_list("pk", flat=True))


def release(*, lease: Lease, ids: Collection[int]) -> None:
    """Gives back what was claimed and not tried."""
    Delivery.objects.filter(pk__in=ids, lease=lease.key).update(state=State.WAITING, lease=None, leased_until=None)


@contextmanager
def sender_slot() -> Iterator[bool]:
    """Whether this process may send now; False when as many as are useful do, so that workers are left for other tasks.

    A slot is an advisory lock of the database's session: it ends with its process, however that ends, and a dead
    worker's leases keep nobody from sending what else is due. A machine that vanishes is noticed by keep-alives.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ALIVES)
        slot = next((number for number in range(SENDERS) if _is_given(cursor, number)), None)
    try:
        yield slot is not None
    finally:
        if slot is not None:
            with suppress(Error), connection.cursor() as cursor:  # a lost session has lost its locks
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SLOTS, slot])


def _is_given(cursor: CursorWrapper, slot: int) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SLOTS, slot])
    return bool(cursor.fetchone()[0])
