"""Telling whoever speaks to customers that an update is overdue: once for each update that was missed."""

from django.db import transaction

from core.clock import now
from incidents.models import Incident
from notifications.models import Delivery
from notifications.services.outbox import draft_delivery, queue_deliveries

UPDATE_OVERDUE = "update_overdue"


@transaction.atomic
def tell_overdue_updates() -> int:
    """Writes the messages for the updates that are overdue now; returns how many.

    To the communications lead, else the lead, else whoever declared the incident; never for an example. Safe to call
    at any time, any number of times at once, in a number of queries that does not grow: the key of a message names the
    instant that was missed.
    """
    overdue = Incident.objects.update_overdue(now()).filter(is_example=False).defer("search")
    rows = overdue.select_related("severity", "communications", "lead", "declared_by")
    missed = {_key(incident): incident for incident in rows}
    told = set(Delivery.objects.filter(dedup_key__in=missed).values_list("dedup_key", flat=True))
    return len(queue_deliveries(drafts=[_draft(key, missed[key]) for key in missed if key not in told]))


def _key(incident: Incident) -> str:
    return f"{UPDATE_OVERDUE}:{incident.pk}:{due_stamp(incident)}"


def due_stamp(incident: Incident) -> int:
    """The instant that is missed, as a number for a message's payload; 0 when none is asked for."""
    return int(incident.update_due_at.timestamp()) if incident.update_due_at else 0


def _draft(key: str, incident: Incident) -> Delivery:
    person = incident.communications or incident.lead or incident.declared_by
    role = "communications" if incident.communications else "lead" if incident.lead else ""
    part = f"You have the role {role}" if role else "You declared it, and nobody has the lead"
    return draft_delivery(
        kind=UPDATE_OVERDUE,
        recipient=person,
        dedup_key=key,
        payload={"incident": incident.pk, "due": due_stamp(incident)},
        reason=f"{incident.reference} asks for an update every {incident.severity.update_minutes} min. {part}.",
    )
