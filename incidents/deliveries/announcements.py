"""The message that an incident was declared, or raised to a severity that announces."""

from collections.abc import Mapping

from incidents.deliveries.messages import Context, Deliveries, IncidentMessage, in_payloads, register_message
from incidents.enums import Status
from incidents.selectors.roles import lead_names
from incidents.services.notices import ANNOUNCED


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    leads = lead_names(in_payloads(deliveries, "incident"))
    return {
        delivery.pk: {
            "occasion": delivery.payload["occasion"],
            "lead": leads.get(delivery.payload["incident"], ""),
        }
        for delivery in deliveries
    }


register_message(
    IncidentMessage(
        ANNOUNCED,
        "Incident announced",
        "announced",
        context=_context,
        ended=(Status.CANCELLED, Status.MERGED),
    )
)
