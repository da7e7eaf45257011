"""Who may see a message about an incident: the same for every kind of it."""

from collections.abc import Collection, Sequence

from django.db.models import Exists, Q

from accounts.models import User
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from incidents.services.members import note_private_read
from notifications.kinds import number_in_payload
from notifications.models import Delivery


def incidents_of(deliveries: Sequence[Delivery]) -> dict[int, Incident]:
    """The incidents they speak of, by number."""
    numbers = {delivery.payload["incident"] for delivery in deliveries}
    return Incident.objects.select_related("lead", "severity").in_bulk(numbers)


def visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """Those whose reader may see the incident."""
    allowed = visible_pairs([(user, delivery.payload["incident"]) for user, delivery in pairs])
    return {delivery.pk for user, delivery in pairs if (user.pk, delivery.payload["incident"]) in allowed}


def listed_to(person: User) -> Q:
    """The same as a condition, for lists."""
    return Q(Exists(Incident.objects.visible_to(person).filter(pk=number_in_payload("incident"))))


def note_read(person: User, delivery: Delivery) -> None:
    """An admin who reads one of a private incident is logged."""
    note_private_read(incident=Incident.objects.get(pk=delivery.payload["incident"]), actor=person)
