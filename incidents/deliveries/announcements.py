"""The message that an incident was declared, or raised to a severity that announces."""

from collections.abc import Mapping

from incidents.deliveries.messages import Context, Deliveries, IncidentMessage, register_message
from incidents.enums import Status
from incidents.services.notices import ANNOUNCED


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    return {delivery.pk: {"occasion": delivery.payload["occasion"]} for delivery in deliveries}


register_message(
    IncidentMessage(
        ANNOUNCED,
        "Incident announced",
        "announced",
        context=_context,
        ended=(Status.CANCELLED, Status.MERGED),
    )
)
