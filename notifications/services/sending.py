"""Sending what waits: claim, check, render, hand over, record."""

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence

from django.db import transaction

from notifications import smtp
from notifications.addresses import ascii_address
from notifications.enums import Channel
from notifications.kinds import Message, withheld_of
from notifications.mime import mime
from notifications.models import ChannelPause, Delivery
from notifications.services import checking, claiming, recording, retrying
from notifications.services.claiming import Lease
from notifications.services.recording import Recorded
from notifications.smtp import MailServer, Outcome, Result

IN_INBOX = "It stands in their inbox."
NO_SERVER = "Not sent: no mail server is configured (EMAIL_URL is empty)."

log = logging.getLogger(__name__)


def send_waiting(*, seconds: float) -> int:
    """Sends batch after batch until nothing is due or the time is up; returns how many were decided.

    Ends early when enough others are sending. After `seconds` no new batch is begun. Writing a batch takes nothing of
    the time in which it is sent, so that slow ones get on, too; what is left when that is up is given back.
    """
    ends = time.monotonic() + seconds
    decided = 0
    with claiming.sender_slot() as is_ours, MailServer() as server:
        while is_ours and (left := ends - time.monotonic()) > 0:
            lease, batch = claiming.claim_batch()
            if not batch:
                break
            decided += _send_batch(lease, batch, server, left)
        if is_ours:
            retrying.end_idle_pauses()
    return decided


def _send_batch(lease: Lease, batch: Sequence[Delivery], server: MailServer, seconds: float) -> int:
    _address(batch)
    against = checking.reasons_against(batch)
    for delivery in batch:
        if delivery.pk in against:
            recording.record_void(delivery=delivery, lease=lease, reason=against[delivery.pk])
    wanted = [delivery for delivery in batch if delivery.pk not in against]
    messages, errors = checking.render_batch(wanted)
    for delivery in wanted:
        if delivery.pk in errors:
            recording.record_later(delivery=delivery, lease=lease, message=None, answer=errors[delivery.pk])
    written = [delivery for delivery in wanted if delivery.pk in messages and delivery.pk not in errors]
    ready = recording.void_empty(lease=lease, written=written, messages=messages)
    for delivery in ready:
        if delivery.channel == Channel.INBOX:
            recording.record_sent(delivery=delivery, lease=lease, message=messages[delivery.pk], answer=IN_INBOX)
    ready = [delivery for delivery in ready if delivery.channel == Channel.EMAIL]
    if smtp.is_configured():
        undone = _hand_over(lease, ready, messages, server, time.monotonic() + seconds)
    else:
        undone = 0
        for delivery in ready:
            reason = _no_server(delivery)
            recording.record_void(delivery=delivery, lease=lease, reason=reason, message=messages[delivery.pk])
    return len(batch) - undone


def _no_server(delivery: Delivery) -> str:
    if not delivery.is_secret:
        return NO_SERVER
    withheld, _ = withheld_of(delivery.kind)
    return f"{NO_SERVER} The message contained {withheld}, so its text was deleted."


def _hand_over(
    lease: Lease, ready: Sequence[Delivery], messages: Mapping[int, Message], server: MailServer, ends: float
) -> int:
    """Sends each over the one connection; returns how many were given back untried."""
    was_paused = ChannelPause.objects.exists()
    left = deque(ready)
    delivery = _begin_next(lease, left, ends)
    while delivery:
        result = _deliver(server, delivery, messages[delivery.pk])
        following = None if result.outcome is Outcome.UNREACHABLE else _take_next(lease, left, ends)
        recorded = _record(delivery, lease, messages[delivery.pk], result, following)
        if not recorded.is_ours:
            log.warning("Delivery %s: another worker holds it by now; our answer was: %s", delivery.pk, result.answer)
        if result.outcome is Outcome.UNREACHABLE:
            break
        if was_paused and result.ends_pause:
            retrying.end_pause(channel=delivery.channel)
            was_paused = False
        delivery = following if recorded.is_next_begun else _begin_next(lease, left, ends)
    if left:
        claiming.release(lease=lease, ids=[one.pk for one in left])
    return len(left)


def _begin_next(lease: Lease, left: "deque[Delivery]", ends: float) -> Delivery | None:
    """Begins the next that is still ours of those that are left; None at the end, and when the time is up."""
    while delivery := _take_next(lease, left, ends):
        if claiming.begin(lease=lease, delivery=delivery):
            return delivery
    return None


def _take_next(lease: Lease, left: "deque[Delivery]", ends: float) -> Delivery | None:
    if not left or time.monotonic() >= ends:
        return None
    claiming.prolong(lease=lease, left=[one.pk for one in left])
    return left.popleft()


def _deliver(server: MailServer, delivery: Delivery, message: Message) -> Result:
    try:
        recipient = ascii_address(delivery.address)
    except UnicodeError:
        return Result(Outcome.REFUSED, f"{delivery.address} is not an address that e-mail can be sent to.")
    try:
        data = mime(delivery, message)
    except Exception as error:
        log.exception("Delivery %s could not be turned into an e-mail", delivery.pk)
        answer = f"The message could not be turned into an e-mail: {type(error).__name__}. See the log."
        return Result(Outcome.LATER, answer)
    return server.deliver(recipient=recipient, data=data)


def _record(delivery: Delivery, lease: Lease, message: Message, result: Result, following: Delivery | None) -> Recorded:
    """Records this message; the same commit begins the following one."""
    if result.outcome is Outcome.UNREACHABLE:
        return Recorded(_record_unreachable(delivery, lease, message, result.answer))
    record = {
        Outcome.SENT: recording.record_sent,
        Outcome.REFUSED: recording.record_refused,
        Outcome.LATER: recording.record_later,
    }[result.outcome]
    return record(delivery=delivery, lease=lease, message=message, answer=result.answer, following=following)


@transaction.atomic
def _record_unreachable(delivery: Delivery, lease: Lease, message: Message, answer: str) -> bool:
    pause = retrying.pause_channel(channel=delivery.channel, answer=answer)
    return recording.record_unreachable(delivery=delivery, lease=lease, message=message, answer=answer, pause=pause)


def _address(batch: Sequence[Delivery]) -> None:
    """A person's current address, not the one they had when the message was written."""
    for delivery in batch:
        if delivery.recipient is not None:
            delivery.address = delivery.recipient.email
