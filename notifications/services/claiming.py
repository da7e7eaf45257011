"""Claiming deliveries: a lease says whose they are, and until when by the database's clock."""

import uuid
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import Q

from core import clock
from core.slots import slot
from notifications.enums import State
from notifications.models import ChannelPause, Delivery
from notifications.querysets import TO_ENDPOINTS, TO_PEOPLE
from notifications.services.abandoned import record_abandoned
from notifications.smtp import longest_send

BATCH = 50
SENDERS = 2
SLOTS = 0x5E4D  # of PostgreSQL's advisory locks of two numbers; ours alone
ENDPOINT_SLOTS = 0x5E4E


@dataclass(slots=True)
class Lease:
    """A batch in our hands. `since` is by our own clock, and only ever compared with it: when we last prolonged it."""

    key: uuid.UUID
    since: datetime


def lease_length() -> timedelta:
    """Longer than the longest send, so that a running worker keeps it; short, so that a dead worker's rows are sent."""
    return timedelta(seconds=1.5 * longest_send())


@transaction.atomic
def claim_batch(channels: Collection[str] = TO_PEOPLE) -> tuple[Lease, list[Delivery]]:
    """Takes up to 50 deliveries of these channels that are due, passing over those that others are taking.

    Of those whose worker stopped, the one that it was sending is recorded as tried; each other is taken alone.
    """
    now = clock.database_now()
    lease = Lease(uuid.uuid4(), clock.now())
    due = Delivery.objects.claimable(now).filter(channel__in=channels).select_related("recipient")
    if channels == TO_ENDPOINTS:
        is_paused = Q(endpoint__paused_until__isnull=False, endpoint__paused_until__gt=now)
        due = due.exclude(is_paused).select_related("endpoint__team")
    found = list(
        due.exclude(channel__in=ChannelPause.objects.filter(until__gt=now).values("channel"))
        .order_by("next_attempt_at", "id")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)[:BATCH]
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


def prolong(*, lease: Lease, left: Collection[int]) -> None:
    """Prolongs the lease of those that are `left`, when less of it is left than the longest send takes."""
    now = clock.now()
    if not timedelta(0) <= now - lease.since < lease_length() - timedelta(seconds=longest_send()):
        lease.since = now
        held = Delivery.objects.filter(pk__in=left, lease=lease.key)
        held.update(leased_until=clock.database_now() + lease_length())


def begin(*, lease: Lease, delivery: Delivery) -> bool:
    """Notes that this one is being sent now: if we stop, it alone counts as tried. False when it is no longer ours."""
    ours = Delivery.objects.filter(pk=delivery.pk, lease=lease.key)
    return bool(ours.update(begun_at=clock.database_now()))


def release(*, lease: Lease, ids: Collection[int]) -> None:
    """Gives back what was claimed and not tried."""
    Delivery.objects.filter(pk__in=ids, lease=lease.key).update(state=State.WAITING, lease=None, leased_until=None)


def sender_slot(space: int = SLOTS) -> AbstractContextManager[bool]:
    """Whether this process may send now (`space`: to people, or to endpoints).

    False when as many as are useful do, so that workers are left for other tasks.

    A dead worker's leases keep nobody from sending what else is due. A sender that works asks the database several
    times within a lease.
    """
    return slot(space, SENDERS, frozen_after=lease_length())
