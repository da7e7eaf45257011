"""Writing deliveries. Nothing here sends: a row is written in the transaction of its cause, a task sends it later."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from core import clock
from notifications.addresses import our_domain
from notifications.enums import Channel, State, Wanted
from notifications.kinds import find
from notifications.models import ChannelChoice, Delivery

NOT_WANTED = "They chose not to get messages of this kind."


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery that is not stored yet.

    `kind` is the name of a registered `Kind`; `payload` holds ids, never words, because rights are checked again when
    it is sent; `reason` is the sentence that tells why ("You lead INC-142."), of which 300 characters are kept; `at` is
    the earliest instant to send it (None: now).
    """

    kind: str
    recipient: User
    dedup_key: str
    payload: dict[str, Any]
    reason: str
    at: datetime | None = None
    channel: Channel = Channel.EMAIL

    def delivery(self) -> Delivery:
        """The row, with a new Message-ID."""
        at = self.at or clock.database_now()
        return Delivery(
            kind=self.kind,
            channel=self.channel,
            recipient=self.recipient,
            address=self.recipient.email,
            dedup_key=self.dedup_key,
            payload=self.payload,
            reason=self.reason[:300],
            due_at=at,
            next_attempt_at=at,
            message_id=new_message_id(),
        )


def queue_delivery(delivery: NewDelivery) -> Delivery | None:
    """Writes one delivery in the caller's transaction; None when one with that `dedup_key` is there already."""
    written = queue_deliveries([delivery])
    return written[0] if written else None


def queue_deliveries(deliveries: Iterable[NewDelivery]) -> list[Delivery]:
    """Writes many deliveries in three statements; returns those that were not there already, in the given order.

    Each goes by the channel that its person chose for the kind; one that they do not want is stored as not sent.
    """
    rows = [delivery.delivery() for delivery in deliveries]
    _choose_channels(rows)
    return store_deliveries(rows)


def _choose_channels(rows: Sequence[Delivery]) -> None:
    people, names = {row.recipient_id for row in rows}, {row.kind for row in rows}
    choices = ChannelChoice.objects.filter(person__in=people, kind__in=names) if rows else ()
    wanted: dict[tuple[int | None, str], str]
    wanted = {(choice.person_id, choice.kind): choice.wanted for choice in choices}
    for row in rows:
        kind, choice = find(row.kind), wanted.get((row.recipient_id, row.kind))
        if kind is None or not kind.is_choosable:
            continue
        if choice == Wanted.INBOX:
            row.channel = Channel.INBOX
        elif choice == Wanted.OFF and kind.may_be_off:
            row.state, row.void_reason, row.finished_at = State.VOID, NOT_WANTED, clock.now()


def store_deliveries(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Stores rows that were made elsewhere; returns those that were not there already. Bots are told nothing.

    The Message-ID, new for each row, tells a row of ours from an earlier one with the same `dedup_key`.
    """
    rows = [row for row in deliveries if not (row.recipient and row.recipient.is_bot)]
    if not rows:
        return []
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    keys, message_ids = [row.dedup_key for row in rows], [row.message_id for row in rows]
    stored = Delivery.objects.filter(dedup_key__in=keys, message_id__in=message_ids)
    ours = dict(stored.values_list("message_id", "pk"))
    written = [row for row in rows if row.message_id in ours]
    for row in written:
        row.pk = ours[row.message_id]
    return written


def new_message_id() -> str:
    """A Message-ID that stays with a delivery through all its attempts."""
    return f"<{uuid.uuid4().hex}@{our_domain()}>"
