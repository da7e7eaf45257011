"""Claiming deliveries: a lease says whose they are, and until when by the database's clock."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import Error, connection, transaction
from django.db.backends.utils import CursorWrapper

from core import clock
from notifications.enums import State
from notifications.models import ChannelPause, Delivery
from notifications.services.abandoned import record_abandoned
from notifications.smtp import longest_send

BATCH = 50
SENDERS = 2
SLOTS = 0x5E4D  # of PostgreSQL's advisory locks of two numbers; ours alone
# Half a minute; ignored where the database is reached by a socket of this machine.
_KEEP_ALIVES = """
    SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
           set_config('tcp_keepalives_count', '3', false)
"""
# A sender that works asks the database several times within a lease. The role's own sessions may be ended by it.
_END_FROZEN = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE datname = current_database() AND locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
        AND state LIKE 'idle%%' AND state_change < clock_timestamp() - make_interval(secs => %s)
        AND pid <> pg_backend_pid()
"""


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
    """Takes up to 50 deliveries that are due, passing over those that others are taking.

    Of those whose worker stopped, the one that it was sending is recorded as tried; each other is taken alone.
    """
    now = clock.database_now()
    lease = Lease(uuid.uuid4(), clock.now())
    found = list(
        Delivery.objects.claimable(now)
        .exclude(channel__in=ChannelPause.objects.filter(until__gt=now).values("channel"))
        .order_by("next_attempt_at", "id")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("recipient")[:BATCH]
    )
    abandoned = [delivery for delivery in found if _is_left(delivery) and delivery.begun_at]
    record_abandoned(abandoned)
    batch = _together([delivery for delivery in found if delivery not in abandoned])
    begun = {"begun_at": now} if any(map(_is_suspect, batch)) else {}
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in batch]).update(
        state=State.SENDING, lease=lease.key, leased_until=now + lease_length(), **begun
    )
    return lease, batch


def _together(found: Sequence[Delivery]) -> list[Delivery]:
    """Those that are taken in one batch: a suspect has it to itself, so that it can hold up no others."""
    return list(takewhile(lambda delivery: not _is_suspect(delivery), found)) or list(found[:1])


def _is_suspect(delivery: Delivery) -> bool:
    """Its worker stopped before it was decided, and may stop again because of it."""
    return _is_left(delivery) or delivery.begun_at is not None


def _is_left(delivery: Delivery) -> bool:
    """Claimed, and its lease ran out: those whose lease runs are not claimable."""
    return delivery.state == State.SENDING


def begin(*, lease: Lease, delivery: Delivery, left: Collection[int]) -> bool:
    """Notes that this one is being sent now: if we stop, it alone counts as tried. False when it is no longer ours.

    Prolongs the lease of those that are `left`, when less of it is left than the longest send takes.
    """
    now = clock.now()
    if not timedelta(0) <= now - lease.since < lease_length() - timedelta(seconds=longest_send()):
        lease.since = now
        held = Delivery.objects.filter(pk__in=left, lease=lease.key)
        held.update(leased_until=clock.database_now() + lease_length())
    ours = Delivery.objects.filter(pk=delivery.pk, lease=lease.key)
    return bool(ours.update(begun_at=clock.database_now()))


def release(*, lease: Lease, ids: Collection[int]) -> None:
    """Gives back what was claimed and not tried."""
    Delivery.objects.filter(pk__in=ids, lease=lease.key).update(state=State.WAITING, lease=None, leased_until=None)


@contextmanager
def sender_slot() -> Iterator[bool]:
    """Whether this process may send now; False when as many as are useful do, so that workers are left for other tasks.

    A slot is an advisory lock of the database's session: it ends with its process, however that ends, and a dead
    worker's leases keep nobody from sending what else is due. A machine that vanishes is noticed by keep-alives. A
    process that is frozen keeps its session: when no slot is free, those that asked nothing for as long as a lease
    lasts are ended, so that the next tick finds their slot free. One that goes on later fails at its next query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ALIVES)
        slot = next((number for number in range(SENDERS) if _is_given(cursor, number)), None)
        if slot is None:
            cursor.execute(_END_FROZEN, [SLOTS, lease_length().total_seconds()])
    try:
        yield slot is not None
    finally:
        if slot is not None:
            with suppress(Error), connection.cursor() as cursor:  # a lost session has lost its locks
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SLOTS, slot])


def _is_given(cursor: CursorWrapper, slot: int) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SLOTS, slot])
    return bool(cursor.fetchone()[0])
