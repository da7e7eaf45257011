"""A mail by which an admin sees that mail works."""

import uuid

from accounts.models import User
from notifications.models import Delivery
from notifications.services.queueing import NewDelivery, queue_delivery

TEST_MAIL = "test_mail"


def queue_test_mail(*, actor: User, client_uuid: uuid.UUID) -> Delivery:
    """To the actor; a press that arrives twice writes it once."""
    key = f"test:{actor.pk}:{client_uuid}"
    new = NewDelivery(TEST_MAIL, actor, key, payload={}, reason="You asked for a test mail.")
    return queue_delivery(new) or Delivery.objects.get(dedup_key=key)
