"""Posting to endpoints what waits: claim, check, render, post, record. One that fails holds up no other."""

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction

from accounts.services import decrypt
from core import clock
from core.errors import DomainError
from notifications.kinds import Message
from notifications.models import Delivery, Endpoint
from notifications.posting import post_to
from notifications.querysets import TO_ENDPOINTS
from notifications.services import checking, claiming, recording
from notifications.services.claiming import Lease
from notifications.smtp import Outcome, Result

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)

log = logging.getLogger(__name__)


def post_waiting(*, seconds: float) -> int:
    """Posts batch after batch until nothing is due or the time is up; returns how many were decided or put off."""
    ends = time.monotonic() + seconds
    done = 0
    with claiming.sender_slot(claiming.ENDPOINT_SLOTS) as is_ours:
        while is_ours and time.monotonic() < ends:
            lease, batch = claiming.claim_batch(TO_ENDPOINTS)
            if not batch:
                break
            done += _post_batch(lease, batch, ends)
    return done


def _post_batch(lease: Lease, batch: Sequence[Delivery], ends: float) -> int:
    against = checking.reasons_against(batch)
    for delivery in batch:
        if delivery.pk in against:
            recording.record_void(delivery=delivery, lease=lease, reason=against[delivery.pk])
    messages, errors = checking.render_batch([delivery for delivery in batch if delivery.pk not in against])
    for delivery in batch:
        if delivery.pk in errors:
            recording.record_later(delivery=delivery, lease=lease, message=None, answer=errors[delivery.pk])
    written = [one for one in batch if one.pk in messages and one.pk not in errors]
    ready = recording.void_empty(lease=lease, written=written, messages=messages)
    return len(batch) - _hand_over(lease, ready, messages, ends)


def _hand_over(lease: Lease, ready: Sequence[Delivery], messages: Mapping[int, Message], ends: float) -> int:
    """Posts each; what goes to an endpoint that just failed is given back, as when the time is up. How many were.

    What goes to endpoints that failed before comes last: one that hangs takes ten seconds of the time of all.
    Where to and whether at all is asked again before each, for the posts before it may have taken long.
    """
    left, failing, given_back = deque(sorted(ready, key=_has_failed)), set(), []
    while left:
        delivery = left.popleft()
        if time.monotonic() >= ends or delivery.endpoint_id in failing:
            given_back.append(delivery.pk)
            continue
        delivery.endpoint = Endpoint.objects.select_related("team").get(deliveries=delivery)
        if against := checking.reasons_against([delivery]):
            recording.record_void(delivery=delivery, lease=lease, reason=against[delivery.pk])
            continue
        claiming.prolong(lease=lease, left=[delivery.pk, *(one.pk for one in left), *given_back])
        if not claiming.begin(lease=lease, delivery=delivery):
            continue
        result, is_gone = _post(delivery, messages[delivery.pk])
        _record(delivery, lease, messages[delivery.pk], result, is_gone=is_gone)
        if result.outcome is Outcome.LATER or is_gone:
            failing.add(delivery.endpoint_id)
    claiming.release(lease=lease, ids=given_back)
    return len(given_back)


def _has_failed(delivery: Delivery) -> bool:
    return delivery.endpoint is not None and delivery.endpoint.failures > 0


def _post(delivery: Delivery, message: Message) -> tuple[Result, bool]:
    endpoint = delivery.endpoint
    if endpoint is None or message.post is None:
        return Result(Outcome.REFUSED, "Nothing of this kind is posted."), False
    try:
        url = decrypt(endpoint.url)
        secrets = [decrypt(stored) for stored in _secrets(endpoint)]
    except DomainError as error:
        return Result(Outcome.LATER, error.message), False
    return post_to(url, secrets, delivery, message.post)


def _secrets(endpoint: Endpoint) -> list[str]:
    """The present one, and the one it replaced for as long as both hold."""
    earlier = endpoint.earlier_secret if endpoint.is_rotating(clock.now()) else ""
    return [stored for stored in (endpoint.secret, earlier) if stored]


@transaction.atomic
def _record(delivery: Delivery, lease: Lease, message: Message, result: Result, *, is_gone: bool) -> None:
    record = {
        Outcome.SENT: recording.record_sent,
        Outcome.REFUSED: recording.record_refused,
    }.get(result.outcome, recording.record_later)
    if not record(delivery=delivery, lease=lease, message=message, answer=result.answer).is_ours:
        log.warning("Delivery %s: another worker holds it by now; our answer was: %s", delivery.pk, result.answer)
    endpoint = Endpoint.objects.select_for_update().get(deliveries=delivery)
    if delivery.endpoint is None or endpoint.url != delivery.endpoint.url:
        return  # another address was entered meanwhile: the answer is none of its
    now = clock.now()
    endpoint.last_at, endpoint.last_answer = now, result.answer
    endpoint.last_succeeded = result.outcome is Outcome.SENT
    is_passing = result.outcome is Outcome.LATER
    pause = min(FIRST_PAUSE * 2 ** min(endpoint.failures, 10), LONGEST_PAUSE)
    endpoint.paused_until = clock.database_now() + pause if is_passing else None
    endpoint.failures = 0 if result.outcome is Outcome.SENT else endpoint.failures + 1
    if not endpoint.is_rotating(now):
        endpoint.earlier_secret, endpoint.earlier_until = "", None
    if is_gone:
        endpoint.is_enabled, endpoint.gone_at = False, now
    endpoint.save()
