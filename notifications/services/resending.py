"""Sending a delivery again."""

import uuid

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from notifications.kinds import withheld_of
from notifications.models import Delivery
from notifications.services.queueing import new_message_id, store_deliveries

LOGIN_AGAIN = "Request a new one at login."


@transaction.atomic
def send_again(*, delivery: Delivery, actor: User, client_uuid: uuid.UUID) -> Delivery:
    """A new delivery of the same kind and content to the same person; the same one when the form came twice.

    It is checked and rendered again when it is sent. Raises DomainError while the first one is undecided, and for
    messages that contained a secret, such as a login link, which are not kept.
    """
    original = Delivery.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=delivery.pk)
    if original.is_secret:
        withheld, asked_again = withheld_of(original.kind)
        raise DomainError(f"This message contained {withheld}, so it is not kept. {asked_again or LOGIN_AGAIN}")
    if original.is_undecided:
        raise DomainError("This message is still waiting to be sent, so it was not sent again.")
    key = f"again:{original.pk}:{client_uuid}"
    again = Delivery(
        kind=original.kind,
        channel=original.channel,
        recipient=original.recipient,
        endpoint=original.endpoint,
        address=original.recipient.email if original.recipient else original.address,
        dedup_key=key,
        payload=original.payload,
        reason=f"{original.reason} Sent again by {actor.name}."[:300],
        message_id=new_message_id(),
        resend_of=original,
    )
    written = store_deliveries([again])
    return written[0] if written else Delivery.objects.get(dedup_key=key)
