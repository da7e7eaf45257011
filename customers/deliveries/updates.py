"""The message that a draft of a customer update waits for approval."""

from collections.abc import Mapping

from customers.models import Update
from customers.services.update_notices import UPDATE_DRAFTED
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
