"""The messages to somebody who was given a role, and to whoever had it before."""

from collections.abc import Mapping

from accounts.models import User
from catalogue.models import IncidentRole
from incidents.deliveries.messages import (
    Context,
    Deliveries,
    IncidentMessage,
    Obsolete,
    in_payloads,
    is_hidden,
    register_message,
)
from incidents.models import Incident, RoleAssignment, TimelineEntry
from incidents.services.notices import ROLE_GIVEN, ROLE_HANDED_ON
from notifications.models import Delivery


def _lines(deliveries: Deliveries) -> dict[int, str]:
    """By delivery, the line that was typed when somebody took over a role; it follows what the system wrote."""
    rows = TimelineEntry.objects.select_related("incident").only("text", "incident__is_private")
    entries = rows.in_bulk(in_payloads(deliveries, "entry"))
    lines = {}
    for delivery in deliveries:
        entry = entries.get(delivery.payload.get("entry", 0))
        is_shown = entry is not None and not is_hidden(entry.incident, delivery)
        lines[delivery.pk] = entry.text.partition("\n\n")[2] if entry and is_shown else ""
    return lines


def _roles_held(deliveries: Deliveries) -> set[tuple[int, str, int]]:
    """Incident, role and person of those who have a role now in the incidents of these deliveries."""
    current = RoleAssignment.objects.current().filter(incident__in=in_payloads(deliveries, "incident"))
    return set(current.values_list("incident", "role", "person"))


def _nouns(deliveries: Deliveries, name: str) -> dict[int, str]:
    """By delivery, the word for the role that its payload has under `name`."""
    roles = IncidentRole.objects.in_bulk(in_payloads(deliveries, name))
    return {
        delivery.pk: role.noun for delivery in deliveries if (role := roles.get(delivery.payload[name])) is not None
    }


def _given_obsolete(deliveries: Deliveries) -> Obsolete:
    held = _roles_held(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        is_theirs = (incident.pk, delivery.payload["role"], delivery.recipient_id) in held
        return "" if is_theirs else "The role was given to somebody else before this was sent."

    return reason


def _given_context(deliveries: Deliveries) -> Mapping[int, Context]:
    lines, nouns = _lines(deliveries), _nouns(deliveries, "role")
    return {delivery.pk: {"role": nouns.get(delivery.pk, ""), "line": lines[delivery.pk]} for delivery in deliveries}


def _handed_on_obsolete(deliveries: Deliveries) -> Obsolete:
    held = _roles_held(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        is_theirs = (incident.pk, delivery.payload["handed"], delivery.recipient_id) in held
        return "They have the role again." if is_theirs else ""

    return reason


def _handed_on_context(deliveries: Deliveries) -> Mapping[int, Context]:
    lines, nouns = _lines(deliveries), _nouns(deliveries, "handed")
    names = dict(User.objects.filter(pk__in=in_payloads(deliveries, "to")).values_list("pk", "name"))
    return {
        delivery.pk: {
            "role": nouns.get(delivery.pk, ""),
            "new": names.get(delivery.payload["to"], "somebody"),
            "line": lines[delivery.pk],
        }
        for delivery in deliveries
    }


register_message(IncidentMessage(ROLE_GIVEN, "Role given", "role", _given_context, _given_obsolete))
register_message(
    IncidentMessage(ROLE_HANDED_ON, "Role handed over", "handed_on", _handed_on_context, _handed_on_obsolete)
)
