"""Deliveries whose worker stopped in the middle of sending them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from core import clock
from notifications.enums import State
from notifications.models import Attempt, Delivery
from notifications.services.retrying import GIVEN_UP, pause_after

LEASE_RAN_OUT = (
    "The lease ran out while sending: the worker stopped before it recorded an answer. The server may already have "
    "the message, so it may arrive twice, with the same Message-ID."
)


def record_abandoned(deliveries: Sequence[Delivery]) -> None:
    """Each was tried once more: it waits for its next try, or is given up, as after any other failed try.

    Their rows must be locked. `begun_at` stays until an outcome is recorded, so that each is claimed alone.
    """
    now = clock.database_now()
    Attempt.objects.bulk_create(
        Attempt(delivery=delivery, at=now, succeeded=False, answer=LEASE_RAN_OUT) for delivery in deliveries
    )
    for delivery in deliveries:
        pause = pause_after(delivery.attempts)
        if pause is None:
            fields: dict[str, Any] = {"state": State.FAILED, "void_reason": GIVEN_UP, "finished_at": now}
            fields |= {"text": "", "html": ""} if delivery.is_secret else {}
        else:
            fields = {"state": State.WAITING, "next_attempt_at": now + pause}
        row = Delivery.objects.filter(pk=delivery.pk)
        row.update(**fields, attempts=F("attempts") + 1, lease=None, leased_until=None)
