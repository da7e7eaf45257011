"""Is there still a reason to send, and may its recipient still read it? Asked for a whole batch, kind by kind."""

import logging
from collections.abc import Sequence

from accounts.models import User
from notifications.kinds import Kind, Message, by_kind
from notifications.models import Delivery

NOBODY = "The recipient no longer exists."
INACTIVE = "The recipient can no longer log in."
DISABLED = "The address was switched off."
NOT_VISIBLE = "The recipient can no longer see what it is about."

log = logging.getLogger(__name__)


def reasons_against(batch: Sequence[Delivery]) -> dict[int, str]:
    """Delivery ids and why each must not be sent. Kinds that this process does not know are left to `render_batch`."""
    reasons: dict[int, str] = {}
    for kind, deliveries in by_kind(batch).items():
        if kind is None:
            continue
        addressed: list[tuple[User, Delivery]] = []
        outside: list[Delivery] = []  # to endpoints, and to addresses of people who are not users
        for delivery in deliveries:
            if delivery.endpoint is not None:
                outside.append(delivery)
            elif delivery.recipient is None:
                if kind.may_lack_recipient:
                    outside.append(delivery)
                else:
                    reasons[delivery.pk] = NOBODY
            elif not delivery.recipient.is_active:
                reasons[delivery.pk] = INACTIVE
            else:
                addressed.append((delivery.recipient, delivery))
        if addressed:
            reasons |= _objections(kind, addressed)
        if outside:
            off = {one.pk: DISABLED for one in outside if one.endpoint and not one.endpoint.is_enabled}
            reasons |= {**kind.still_due(outside), **off}
    return reasons


def _objections(kind: Kind, addressed: Sequence[tuple[User, Delivery]]) -> dict[int, str]:
    not_due = kind.still_due([delivery for _, delivery in addressed])
    seen = set(kind.visible_to(addressed))
    hidden = {delivery.pk: NOT_VISIBLE for _, delivery in addressed if delivery.pk not in seen}
    return {**not_due, **hidden}


def render_batch(batch: Sequence[Delivery]) -> tuple[dict[int, Message], dict[int, str]]:
    """Messages by delivery id; and for those that could not be written, what went wrong.

    A message with a `void_reason` is not to be sent.

    One that cannot be written does not hold up the others: after an error they are rendered one by one.
    """
    messages: dict[int, Message] = {}
    errors: dict[int, str] = {}
    for kind, deliveries in by_kind(batch).items():
        if kind is None:
            errors |= {one.pk: f"This worker does not know messages of the kind {one.kind}." for one in deliveries}
            continue
        try:
            messages |= kind.render(deliveries)
        except Exception:
            log.exception(
                "Rendering %s deliveries of the kind %s failed; trying one by one", len(deliveries), kind.name
            )
            for delivery in deliveries:
                _render_one(kind, delivery, messages, errors)
    for delivery in batch:
        if delivery.pk not in messages:
            errors.setdefault(delivery.pk, "The message could not be written: its kind returned none.")
    return messages, errors


def _render_one(kind: Kind, delivery: Delivery, messages: dict[int, Message], errors: dict[int, str]) -> None:
    try:
        messages.update(kind.render([delivery]))
    except Exception as error:
        log.exception("Rendering delivery %s of the kind %s failed", delivery.pk, kind.name)
        errors[delivery.pk] = f"The message could not be written: {type(error).__name__}. See the log."
