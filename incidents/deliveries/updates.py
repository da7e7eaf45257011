"""The message that a customer update is overdue."""

from incidents.deliveries.messages import Deliveries, IncidentMessage, Obsolete, register_message
from incidents.models import Incident
from incidents.services.updates import UPDATE_OVERDUE, due_stamp
from notifications.models import Delivery


def _obsolete(deliveries: Deliveries) -> Obsolete:
    def reason(delivery: Delivery, incident: Incident) -> str:
        is_missed = incident.may_owe_updates and due_stamp(incident) == delivery.payload["due"]
        return "" if is_missed else "An update was posted, or none is required any more."

    return reason


register_message(IncidentMessage(UPDATE_OVERDUE, "Customer update overdue", "update_overdue", obsolete=_obsolete))
