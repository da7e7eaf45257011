"""Reading the inbox."""

from django.db import transaction

from accounts.models import User
from core.clock import now
from notifications.models import Delivery
from notifications.selectors.inbox import inbox


@transaction.atomic
def mark_read(*, person: User, delivery: Delivery | None = None) -> int:
    """This one, or all that are unread; returns how many were. Pressing twice does it once.

    What the person no longer sees stays as it is, and is not counted.
    """
    unread = inbox(person).unread()
    if delivery is not None:
        unread = unread.filter(pk=delivery.pk)
    return unread.update(read_at=now())
