"""What endpoints are told of incidents: that one was announced, and that it is resolved. Never of a private one."""

from collections.abc import Mapping
from datetime import datetime

from core.addresses import absolute
from incidents.deliveries.messages import Deliveries, in_payloads, listed_to, visible_to
from incidents.enums import Status
from incidents.models import Incident
from incidents.selectors.roles import lead_names
from incidents.services.notices import POSTED_ANNOUNCED, POSTED_RESOLVED
from notifications.kinds import Kind, Message, Post, PostLine, register
from notifications.models import Delivery

PRIVATE = "The incident is private: no address outside is told of it."


def _incidents(deliveries: Deliveries) -> dict[int, Incident]:
    found = Incident.objects.select_related("severity").prefetch_related("services")
    return found.in_bulk(in_payloads(deliveries, "incident"))


def _still_due(deliveries: Deliveries) -> Mapping[int, str]:
    incidents = _incidents(deliveries)
    reasons = {
        delivery.pk: _objection(incidents.get(delivery.payload["incident"]), delivery) for delivery in deliveries
    }
    return {pk: reason for pk, reason in reasons.items() if reason}


def _objection(incident: Incident | None, delivery: Delivery) -> str:
    if incident is None:
        return "The incident is gone."
    if incident.is_private:
        return PRIVATE
    if incident.status in (Status.CANCELLED, Status.MERGED):
        return f"{incident.reference} was {incident.status} before this was sent."
    if delivery.kind == POSTED_RESOLVED and incident.is_open:
        return f"{incident.reference} was reopened before this was sent."
    return ""


def _render(deliveries: Deliveries) -> Mapping[int, Message]:
    """It asks again what `_still_due` asks: the incident may have become private between the two."""
    incidents, leads = _incidents(deliveries), lead_names(in_payloads(deliveries, "incident"))
    messages: dict[int, Message] = {}
    for delivery in deliveries:
        incident = incidents.get(delivery.payload["incident"])
        objection = _objection(incident, delivery)
        if incident is None or objection:
            messages[delivery.pk] = Message("", "", void_reason=objection)
        else:
            messages[delivery.pk] = _message(delivery, incident, leads.get(incident.pk, ""))
    return messages


def _message(delivery: Delivery, incident: Incident, lead: str) -> Message:
    occasion = delivery.payload.get("occasion", "resolved")
    url = absolute(incident.get_absolute_url())
    services = sorted(service.name for service in incident.services.all())
    drill = "Drill: " if incident.is_drill else ""
    title = f"{drill}{incident.reference} {occasion}: {incident.title}"
    facts = {"Severity": incident.severity.label, "Services": ", ".join(services), "Lead": lead}
    lines = tuple(PostLine(f"{name}: {value}") for name, value in facts.items() if value)
    data = {
        "incident": {
            "reference": incident.reference,
            "title": incident.title,
            "url": url,
            "severity": incident.severity.label,
            "status": str(incident.status),
            "services": services,
            "lead": lead or None,
            "is_drill": incident.is_drill,
            "declared_at": _stamp(incident.declared_at),
            "resolved_at": _stamp(incident.resolved_at),
        },
        "occasion": occasion,
    }
    text = "\n".join((title, *(line.words for line in lines), url, ""))
    return Message(title, text, post=Post(title, url, lines, data))


def _stamp(instant: datetime | None) -> str | None:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}" if instant else None


for _name, _label in ((POSTED_ANNOUNCED, "Incident announced, posted"), (POSTED_RESOLVED, "Incident resolved, posted")):
    register(
        Kind(
            name=_name,
            label=_label,
            still_due=_still_due,
            visible_to=visible_to,
            render=_render,
            listed_to=listed_to,
            is_posted=True,
            may_lack_recipient=True,
        )
    )
