"""The messages that a draft of a customer update waits for approval, and a letter for its sign-off."""

from collections.abc import Mapping

from core.addresses import absolute
from customers.models import LetterVersion, Update
from customers.services.update_notices import LETTER_WAITS, UPDATE_DRAFTED
from incidents.deliveries.messages import (
    Context,
    Deliveries,
    IncidentMessage,
    Obsolete,
    in_payloads,
    register_message,
)
from incidents.models import Incident
from notifications.models import Delivery


def _drafts(deliveries: Deliveries) -> dict[int, Update]:
    return Update.objects.select_related("drafted_by").in_bulk(in_payloads(deliveries, "update"))


def _obsolete(deliveries: Deliveries) -> Obsolete:
    drafts = _drafts(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        draft = drafts.get(delivery.payload["update"])
        return "" if draft is not None and draft.is_draft else "Somebody decided about the draft before this was sent."

    return reason


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    drafts = _drafts(deliveries)
    return {
        delivery.pk: {"draft": drafts[delivery.payload["update"]]}
        for delivery in deliveries
        if delivery.payload["update"] in drafts
    }


register_message(
    IncidentMessage(
        UPDATE_DRAFTED,
        "Customer update waits for approval",
        "update_drafted",
        context=_context,
        obsolete=_obsolete,
        app="customers",
    )
)


def _letters(deliveries: Deliveries) -> dict[int, LetterVersion]:
    rows = LetterVersion.objects.waiting().select_related("letter__affected__customer", "asked_by")
    return rows.in_bulk(in_payloads(deliveries, "version"))


def _letter_obsolete(deliveries: Deliveries) -> Obsolete:
    waiting = _letters(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        return (
            "" if delivery.payload["version"] in waiting else "The letter was changed or decided before this was sent."
        )

    return reason


def _letter_context(deliveries: Deliveries) -> Mapping[int, Context]:
    waiting = _letters(deliveries)
    return {
        delivery.pk: {"version": found, "letter_link": absolute(found.letter.get_absolute_url())}
        for delivery in deliveries
        if (found := waiting.get(delivery.payload["version"])) is not None
    }


register_message(
    IncidentMessage(
        LETTER_WAITS,
        "Letter waits for its sign-off",
        "letter_waits",
        context=_letter_context,
        obsolete=_letter_obsolete,
        app="customers",
    )
)
