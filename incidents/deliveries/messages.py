"""What all messages about an incident have in common; `payload["incident"]` is its number."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q

from accounts.models import User
from core.addresses import absolute
from incidents.enums import Status
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from incidents.services.members import note_private_read
from notifications.emails import compose
from notifications.kinds import Kind, ListedTo, Message, VisibleTo, number_in_payload, register
from notifications.models import Delivery

Deliveries = Sequence[Delivery]
Context = Mapping[str, object]
Obsolete = Callable[[Delivery, Incident], str]


def never_obsolete(deliveries: Deliveries) -> Obsolete:
    """For messages that nothing but the end of their incident makes obsolete."""

    def reason(delivery: Delivery, incident: Incident) -> str:
        return ""

    return reason


def no_context(deliveries: Deliveries) -> Mapping[int, Context]:
    """For templates that need no more than the incident."""
    return {delivery.pk: {} for delivery in deliveries}


def visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """Those whose reader may see the incident."""
    allowed = visible_pairs([(user, delivery.payload["incident"]) for user, delivery in pairs])
    return {delivery.pk for user, delivery in pairs if (user.pk, delivery.payload["incident"]) in allowed}


def listed_to(person: User) -> Q:
    """The same as a condition, for lists."""
    return Q(Exists(Incident.objects.visible_to(person).filter(pk=number_in_payload("incident"))))


@dataclass(frozen=True, slots=True)
class IncidentMessage:
    """One kind of message about an incident; `name`, `label` and `may_be_off` as in `notifications.kinds.Kind`.

    `template` is its file in `emails/` of the templates of `app`. `context(deliveries)` holds by id what the template
    needs besides `incident`, `link` and `reason`; a delivery that is missing there cannot be rendered any more.
    `obsolete(deliveries)` returns a function that says of a delivery and its incident why it is no longer due, or
    nothing. In an incident of a status in `ended` none is due.
    """

    name: str
    label: str
    template: str
    context: Callable[[Deliveries], Mapping[int, Context]] = no_context
    obsolete: Callable[[Deliveries], Obsolete] = never_obsolete
    ended: tuple[Status, ...] = (Status.CANCELLED,)
    visible_to: VisibleTo = visible_to
    listed_to: ListedTo = listed_to
    app: str = "incidents"
    may_be_off: bool = False

    def still_due(self, deliveries: Deliveries) -> Mapping[int, str]:
        """Why a message is no longer due, for those that are not."""
        incidents, obsolete = _incidents(deliveries), self.obsolete(deliveries)
        reasons = {}
        for delivery in deliveries:
            incident = incidents.get(delivery.payload["incident"])
            if incident is None:
                reasons[delivery.pk] = "The incident is gone."
            elif incident.status in self.ended:
                reasons[delivery.pk] = f"{incident.reference} was {incident.status} before this was sent."
            else:
                reasons[delivery.pk] = obsolete(delivery, incident)
        return {pk: reason for pk, reason in reasons.items() if reason}

    def render(self, deliveries: Deliveries) -> Mapping[int, Message]:
        """The messages, by delivery."""
        incidents, contexts = _incidents(deliveries), self.context(deliveries)
        messages = {}
        for delivery in deliveries:
            incident, context = incidents.get(delivery.payload["incident"]), contexts.get(delivery.pk)
            if incident is None or context is None:
                continue
            common = {
                "incident": incident,
                "link": absolute(incident.get_absolute_url()),
                "reason": delivery.reason,
            }
            messages[delivery.pk] = compose(f"{self.app}/emails/{self.template}", {**common, **context})
        return messages


def register_message(message: IncidentMessage) -> None:
    """Makes a kind of message known to what sends deliveries."""
    register(
        Kind(
            message.name,
            message.label,
            message.still_due,
            message.visible_to,
            message.render,
            note_read=_note_read,
            listed_to=message.listed_to,
            may_be_off=message.may_be_off,
        )
    )


def in_payloads(deliveries: Deliveries, name: str) -> set[Any]:
    """What the payloads hold under a name: keys of rows."""
    return {delivery.payload[name] for delivery in deliveries if name in delivery.payload}


def is_hidden(incident: Incident, delivery: Delivery) -> bool:
    """Whether a merge took what the message tells into this incident, a private one that the message does not name."""
    return incident.is_private and incident.pk != delivery.payload["incident"]


def _incidents(deliveries: Deliveries) -> dict[int, Incident]:
    return Incident.objects.select_related("severity").in_bulk(in_payloads(deliveries, "incident"))


def _note_read(person: User, delivery: Delivery) -> None:
    """An admin who reads one of a private incident is logged."""
    note_private_read(incident=Incident.objects.get(pk=delivery.payload["incident"]), actor=person)
