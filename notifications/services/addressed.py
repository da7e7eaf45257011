"""Messages to addresses outside: those of people who are not users here, such as subscribers of the status page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from notifications.models import Delivery
from notifications.services.queueing import new_message_id, store_deliveries


@dataclass(frozen=True, slots=True)
class AddressedDelivery:
    """A message by e-mail to an address; its kind has `may_lack_recipient`. `is_secret`: nobody is shown its text."""

    kind: str
    address: str
    dedup_key: str
    payload: dict[str, Any]
    reason: str
    is_secret: bool = False


def queue_to_addresses(deliveries: Iterable[AddressedDelivery]) -> list[Delivery]:
    """Writes them in the caller's transaction; returns those that were not there already."""
    return store_deliveries(
        Delivery(
            kind=each.kind,
            address=each.address,
            dedup_key=each.dedup_key,
            payload=each.payload,
            reason=each.reason,
            is_secret=each.is_secret,
            message_id=new_message_id(),
        )
        for each in deliveries
    )
