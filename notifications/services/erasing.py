"""Removing for good what a message said, because its source was redacted."""

from django.db import transaction

from notifications.models import Delivery

REMOVED = "Removed for good."


@transaction.atomic
def erase_deliveries(**payload: int) -> int:
    """Empties what is kept of messages about these ids, such as `report=12`; returns how many.

    What a mail server took is out of reach. One still waiting is rendered from its source when it is sent.
    """
    return Delivery.objects.filter(payload__contains=payload).update(subject=REMOVED, text="", html="")
