"""Writing deliveries. Nothing here sends: a row is written in the transaction of its cause, a task sends it later."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from core import clock
from notifications.addresses import our_domain
from notifications.enums import Channel
from notifications.models import Delivery


def queue_delivery(
    *,
    kind: str,
    recipient: User,
    dedup_key: str,
    payload: dict[str, Any],
    reason: str,
    at: datetime | None = None,
    channel: Channel = Channel.EMAIL,
) -> Delivery | None:
    """Writes one delivery in the caller's transaction; None when one with that `dedup_key` is there already.

    `kind` is the name of a registered `Kind`; `payload` holds ids, never words, because rights are checked again when
    it is sent; `reason` is the sentence that tells why ("You lead INC-142."), at most 300 characters; `at` is the
    earliest instant to send it (None: now).
    """
    draft = draft_delivery(
        kind=kind, recipient=recipient, dedup_key=dedup_key, payload=payload, reason=reason, at=at, channel=channel
    )
    written = queue_deliveries(drafts=[draft])
    return written[0] if written else None


def draft_delivery(
    *,
    kind: str,
    recipient: User,
    dedup_key: str,
    payload: dict[str, Any],
    reason: str,
    at: datetime | None = None,
    channel: Channel = Channel.EMAIL,
) -> Delivery:
    """A delivery that is not stored yet, for `queue_deliveries`. The arguments are those of `queue_delivery`."""
    return Delivery(
        kind=kind,
        channel=channel,
        recipient=recipient,
        address=recipient.email,
        dedup_key=dedup_key,
        payload=payload,
        reason=reason[:300],
        next_attempt_at=at or clock.now(),
        message_id=new_message_id(),
    )


def queue_deliveries(*, drafts: Iterable[Delivery]) -> list[Delivery]:
    """Writes many deliveries in two statements; returns those that were not there already, in the given order.

    Bots are told nothing. The Message-ID, made anew for each draft, tells a row of ours from an earlier one with the
    same `dedup_key`.
    """
    wanted = {draft.message_id: draft for draft in drafts if not (draft.recipient and draft.recipient.is_bot)}
    if not wanted:
        return []
    Delivery.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    keys = [draft.dedup_key for draft in wanted.values()]
    ours = dict(
        Delivery.objects.filter(dedup_key__in=keys, message_id__in=wanted.keys()).values_list("message_id", "pk")
    )
    written = []
    for message_id, draft in wanted.items():
        if message_id in ours:
            draft.pk = ours[message_id]
            written.append(draft)
    return written


def new_message_id() -> str:
    """A Message-ID that stays with a delivery through all its attempts."""
    return f"<{uuid.uuid4().hex}@{our_domain()}>"
