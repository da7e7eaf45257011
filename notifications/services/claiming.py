"""Claiming deliveries: a lease says whose they are, and until when."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from core import clock
from notifications.enums import State
from notifications.models import Attempt, ChannelPause, Delivery
from notifications.smtp import longest_send

BATCH = 50
SENDERS = 2
LEASE_RAN_OUT = (
    "The lease ran out while sending: the worker stopped before it recorded an answer. The server may already have "
    "the message, so it may arrive twice, with the same Message-ID."
)


@dataclass(slots=True)
class Lease:
    """A batch in our hands. `until` is in UTC; past it, others may take what is left."""

    key: uuid.UUID
    until: datetime


def lease_length() -> timedelta:
    """Longer than the longest send, so that a running worker keeps it; short, so that a dead worker's rows are sent."""
    return timedelta(seconds=1.5 * longest_send())


@transaction.atomic
def claim_batch() -> tuple[Lease, list[Delivery]]:
    """Takes up to 50 deliveries that are due, or whose worker died, passing over those that others are taking."""
    now = clock.now()
    lease = Lease(uuid.uuid4(), now + lease_length())
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
        state=State.SENDING, lease=lease.key, leased_until=lease.until
    )
    for delivery in abandoned:
        delivery.attempts += 1
    return lease, batch


def keep_lease(*, lease: Lease, ids: Collection[int]) -> set[int]:
    """The ids that are still ours. Prolongs the lease when less is left than the longest send takes."""
    now = clock.now()
    if lease.until - now > timedelta(seconds=longest_send()):
        return set(ids)
    lease.until = now + lease_length()
    held = Delivery.objects.filter(pk__in=ids, lease=lease.key)
    held.update(leased_until=lease.until)
    return set(held.values_list("pk", flat=True))


def release(*, lease: Lease, ids: Collection[int]) -> None:
    """Gives back what was claimed and not tried."""
    Delivery.objects.filter(pk__in=ids, lease=lease.key).update(state=State.WAITING, lease=None, leased_until=None)


def others_are_enough() -> bool:
    """Whether as many senders as are useful hold a lease now, so that a backlog never fills every worker process."""
    leases = (
        Delivery.objects.filter(state=State.SENDING, leased_until__gt=clock.now()).order_by().values("lease").distinct()
    )
    return len(leases[:SENDERS]) >= SENDERS
