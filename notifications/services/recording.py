"""What became of a delivery. Only the holder of its lease writes it, and each in a transaction of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, TextField, Value, When

from core import clock
from notifications.enums import State
from notifications.kinds import Message
from notifications.models import Attempt, Delivery
from notifications.services.claiming import Lease
from notifications.services.retrying import GIVEN_UP, pause_after

_FREE = {"lease": None, "leased_until": None, "begun_at": None}
_WORDS = ("subject", "text", "html")
_KEPT = ("pause", "subject", "text", "html", "void_reason")
# `pause` is how long until the next try; without one it is decided. `following` is the next one to be sent.
_RECORD = """
    WITH clock AS (SELECT COALESCE(%(stopped_at)s::timestamptz, clock_timestamp()) AS now), held AS (
        UPDATE notifications_delivery
        SET state = %(state)s, address = %(address)s, attempts = attempts + 1, lease = NULL, leased_until = NULL,
            begun_at = NULL, finished_at = CASE WHEN %(pause)s::interval IS NULL THEN now END,
            next_attempt_at = COALESCE(now + %(pause)s::interval, next_attempt_at),
            subject = CASE WHEN subject = %(claimed)s THEN COALESCE(%(subject)s, subject) ELSE subject END,
            text = CASE WHEN subject = %(claimed)s THEN COALESCE(%(text)s, text) ELSE text END,
            html = CASE WHEN subject = %(claimed)s THEN COALESCE(%(html)s, html) ELSE html END,
            void_reason = COALESCE(%(void_reason)s, void_reason)
        FROM clock
        WHERE id = %(id)s AND lease = %(lease)s
        RETURNING id, now
    ), tried AS (
        INSERT INTO notifications_attempt (delivery_id, at, times, succeeded, answer)
        SELECT id, now, 1, %(succeeded)s, %(answer)s FROM held
    ), begun AS (
        UPDATE notifications_delivery SET begun_at = now FROM clock WHERE id = %(following)s AND lease = %(lease)s
        RETURNING id
    )
    SELECT EXISTS (SELECT FROM held), EXISTS (SELECT FROM begun)
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whether the delivery was still ours, so that its outcome was written, and whether the following one was begun."""

    is_ours: bool
    is_next_begun: bool = False


def record_sent(
    *, delivery: Delivery, lease: Lease, message: Message, answer: str, following: Delivery | None = None
) -> Recorded:
    """The server has it. Nothing is written when the lease is another's by now.

    `following` is begun in the same commit, where it is still ours.
    """
    fields = _decided(State.SENT, delivery, message)
    return _record_try(delivery, lease, fields | {"succeeded": True, "answer": answer}, following)


def record_refused(
    *, delivery: Delivery, lease: Lease, message: Message, answer: str, following: Delivery | None = None
) -> Recorded:
    """The server will never take it for this address."""
    fields = _decided(State.FAILED, delivery, message)
    return _record_try(delivery, lease, fields | {"succeeded": False, "answer": answer}, following)


def record_later(
    *, delivery: Delivery, lease: Lease, message: Message | None, answer: str, following: Delivery | None = None
) -> Recorded:
    """It did not pass this time: again after a pause that grows, and given up after two days."""
    pause = pause_after(delivery.attempts)
    if pause is None:
        fields = _decided(State.FAILED, delivery, message) | {"void_reason": GIVEN_UP}
    else:
        fields = _content(delivery, message) | {"pause": pause, "state": State.WAITING}
    return _record_try(delivery, lease, fields | {"succeeded": False, "answer": answer}, following)


@transaction.atomic
def record_unreachable(*, delivery: Delivery, lease: Lease, message: Message, answer: str, pause: timedelta) -> bool:
    """No message at all can be sent: again when the channel's pause ends, at the cost of none of its own tries.

    The same answer as at its last try is counted there, so that an outage of days fills no page.
    """
    now = clock.database_now()
    fields: dict[str, Any] = {
        name: _unless_erased(delivery, name, words) for name, words in _content(delivery, message).items()
    }
    fields |= {"state": State.WAITING, "next_attempt_at": now + pause, "address": delivery.address}
    if not _held(delivery, lease).update(**fields, **_FREE):
        return False
    last = Attempt.objects.filter(delivery=delivery).order_by("-at", "-id").first()
    if last and not last.succeeded and last.answer == answer:
        Attempt.objects.filter(pk=last.pk).update(at=now, times=F("times") + 1)
    else:
        Attempt.objects.create(delivery=delivery, at=now, succeeded=False, answer=answer)
    return True


def record_void(*, delivery: Delivery, lease: Lease, reason: str, message: Message | None = None) -> bool:
    """It will not be sent, and `reason` says why. A message that was written is kept for the page."""
    fields = _decided(State.VOID, delivery, message) | {"void_reason": reason[:300]}
    fields |= {name: _unless_erased(delivery, name, fields[name]) for name in _WORDS if name in fields}
    return bool(_held(delivery, lease).update(**fields, **_FREE, finished_at=clock.database_now()))


def void_empty(*, lease: Lease, written: Sequence[Delivery], messages: Mapping[int, Message]) -> list[Delivery]:
    """Records those of which nothing was left to say when they were written; returns the others."""
    for delivery in written:
        if why := messages[delivery.pk].void_reason:
            record_void(delivery=delivery, lease=lease, reason=why)
    return [delivery for delivery in written if not messages[delivery.pk].void_reason]


def _record_try(delivery: Delivery, lease: Lease, fields: dict[str, Any], following: Delivery | None) -> Recorded:
    """One statement, and so one commit and one round trip: a third of what a message costs us is spent here.

    Words that were erased since the row was claimed, as another subject shows, are not brought back.
    """
    values = dict.fromkeys(_KEPT, None) | fields
    values |= {"id": delivery.pk, "lease": lease.key, "address": delivery.address}
    values |= {"claimed": delivery.subject, "stopped_at": clock.stopped_at()}
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values | {"following": following.pk if following else None})
        return Recorded(*cursor.fetchone())


def _unless_erased(delivery: Delivery, name: str, words: str) -> Case:
    """The words for a column, unless the row's were erased since it was claimed, as another subject shows."""
    return Case(When(subject=delivery.subject, then=Value(words)), default=F(name), output_field=TextField())


def _held(delivery: Delivery, lease: Lease) -> Any:
    return Delivery.objects.filter(pk=delivery.pk, lease=lease.key)


def _decided(state: State, delivery: Delivery, message: Message | None) -> dict[str, Any]:
    """The columns of a delivery that nothing more will happen to. A secret is wiped."""
    wiped = {"text": "", "html": ""} if delivery.is_secret else {}
    return {**_content(delivery, message), **wiped, "state": state}


def _content(delivery: Delivery, message: Message | None) -> dict[str, Any]:
    """The words as they were written for this try; those of a secret stand in its row from the beginning."""
    if message is None or delivery.is_secret:
        return {}
    return {"subject": message.subject[:300], "text": message.text, "html": message.html}
