"""The message to somebody whom an entry names with @name."""

from collections.abc import Mapping

from core.addresses import absolute
from incidents.deliveries.messages import (
    Context,
    Deliveries,
    IncidentMessage,
    Obsolete,
    in_payloads,
    is_hidden,
    register_message,
)
from incidents.models import Incident, TimelineEntry
from incidents.services.notices import NAMED
from notifications.models import Delivery


def _entries(deliveries: Deliveries) -> dict[int, TimelineEntry]:
    rows = TimelineEntry.objects.select_related("incident__severity", "author").defer("search")
    return rows.in_bulk(in_payloads(deliveries, "entry"))


def _obsolete(deliveries: Deliveries) -> Obsolete:
    """An entry that was struck through or redacted, or went into a private incident, calls nobody any more."""
    entries = _entries(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        entry = entries.get(delivery.payload["entry"])
        is_there = entry is not None and entry.is_live and not is_hidden(entry.incident, delivery)
        return "" if is_there else "The entry was struck through or redacted before this was sent."

    return reason


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    """The entry, and the incident in which it is now."""
    entries = _entries(deliveries)
    return {
        delivery.pk: {"entry": entry, "incident": entry.incident, "link": absolute(entry.get_absolute_url())}
        for delivery in deliveries
        if (entry := entries.get(delivery.payload["entry"])) is not None
    }


register_message(
    IncidentMessage(NAMED, "Mentioned in an entry", "named", context=_context, obsolete=_obsolete, ended=()),
)
