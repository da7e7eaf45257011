"""The kinds of messages that incidents send: whether they are still due, who may read them, how they read.

Those to single people in the room stand in `room_deliveries`.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, Q

from accounts.models import User
from incidents.enums import Status
from incidents.message_sight import incidents_of, listed_to, note_read, visible_to
from incidents.models import Incident, TimelineEntry
from incidents.selectors.readers import visible_pairs
from incidents.services.notices import ANNOUNCED, MERGED, NAMED
from notifications.emails import absolute, compose
from notifications.kinds import Kind, Message, number_in_payload, register
from notifications.models import Delivery


def _incident_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    incidents = incidents_of(deliveries)
    reasons = {}
    for delivery in deliveries:
        incident = incidents.get(delivery.payload["incident"])
        if incident is None:
            reasons[delivery.pk] = "The incident is gone."
        elif incident.status in {Status.CANCELLED, Status.MERGED}:
            reasons[delivery.pk] = f"{incident.reference} was {incident.status} before this was sent."
    return reasons


def _render_announcement(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    incidents = incidents_of(deliveries)
    return {
        delivery.pk: _compose("announced", delivery, incidents[delivery.payload["incident"]])
        for delivery in deliveries
        if delivery.payload["incident"] in incidents
    }


def _compose(name: str, delivery: Delivery, incident: Incident, **extra: object) -> Message:
    context = {
        "incident": incident,
        "occasion": delivery.payload.get("occasion", ""),
        "link": absolute(incident.get_absolute_url()),
        "reason": delivery.reason,
        **extra,
    }
    return compose(f"incidents/emails/{name}", context)


def _entries(deliveries: Sequence[Delivery]) -> dict[int, TimelineEntry]:
    numbers = {delivery.payload["entry"] for delivery in deliveries}
    return TimelineEntry.objects.select_related("incident__severity", "author").defer("search").in_bulk(numbers)


def _named_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """An entry that was struck through or redacted, or went into a private incident, calls nobody any more."""
    entries = _entries(deliveries)
    gone = [
        delivery.pk
        for delivery in deliveries
        if not (e := entries.get(delivery.payload["entry"]))
        or not e.is_live
        or (e.incident.is_private and e.incident_id != delivery.payload["incident"])
    ]
    return dict.fromkeys(gone, "The entry was taken back before this was sent.")


def _render_named(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    entries = _entries(deliveries)
    return {
        delivery.pk: _compose("named", delivery, entry.incident, entry=entry, link=absolute(entry.get_absolute_url()))
        for delivery in deliveries
        if (entry := entries.get(delivery.payload["entry"])) is not None
    }


def _merge_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    incidents = incidents_of(deliveries)
    return {
        delivery.pk: "The merge was undone before this was sent."
        for delivery in deliveries
        if (incident := incidents.get(delivery.payload["incident"])) is None or not incident.is_merged
    }


def _merge_visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """To those who may see both; without a target that its reader may see, the duplicate stands for it."""
    names = ("incident", "target")
    allowed = visible_pairs([(user, delivery.payload[name]) for user, delivery in pairs for name in names])
    return {
        delivery.pk for user, delivery in pairs if all((user.pk, delivery.payload[name]) in allowed for name in names)
    }


def _merge_listed_to(person: User) -> Q:
    target = Incident.objects.visible_to(person).filter(pk=number_in_payload("target"))
    return listed_to(person) & Q(Exists(target))


def _render_merged(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    incidents = incidents_of(deliveries)
    targets = Incident.objects.in_bulk({delivery.payload["target"] for delivery in deliveries})
    messages = {}
    for delivery in deliveries:
        incident, target = incidents[delivery.payload["incident"]], targets[delivery.payload["target"]]
        known = target if target != incident else None
        link = absolute(target.get_absolute_url())
        messages[delivery.pk] = _compose("merged", delivery, incident, target=known, target_link=link)
    return messages


for name, label, still_due, render in (
    (ANNOUNCED, "Incident announced", _incident_still_due, _render_announcement),
    (NAMED, "Named in an entry", _named_still_due, _render_named),
):
    register(
        Kind(
            name,
            label,
            still_due,
            visible_to,
            render,
            note_read=note_read,
            listed_to=listed_to,
        )
    )
register(
    Kind(
        MERGED,
        "Incident merged",
        _merge_still_due,
        _merge_visible_to,
        _render_merged,
        note_read=note_read,
        listed_to=_merge_listed_to,
    )
)
