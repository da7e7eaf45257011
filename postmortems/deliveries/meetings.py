"""Messages about a review meeting: that it was set or moved, and that it was cancelled."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts.models import User
from core.addresses import absolute
from core.clock import now
from incidents.deliveries.messages import Context, Deliveries, IncidentMessage, Obsolete, in_payloads, register_message
from incidents.models import Incident
from incidents.selectors.zones import ShownZone, ZoneChoice, incident_zone
from notifications.models import Delivery
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, PostmortemEvent, Reviewer
from postmortems.services.meetings import MEETING_CANCELLED, MEETING_SET


def _postmortems(deliveries: Deliveries) -> dict[int, Postmortem]:
    rows = Postmortem.objects.exclude(status=PostmortemStatus.CANCELLED).select_related("incident")
    return rows.in_bulk(in_payloads(deliveries, "postmortem"))


def _set_obsolete(deliveries: Deliveries) -> Obsolete:
    rows, present = _postmortems(deliveries), now()
    reviewers = Reviewer.objects.asked().filter(postmortem__in=rows)
    asked = set(reviewers.values_list("postmortem", "person"))
    for row in rows.values():
        asked |= {(row.pk, person) for person in (row.owner_id, row.facilitator_id) if person}

    def reason(delivery: Delivery, incident: Incident) -> str:
        postmortem = rows.get(delivery.payload["postmortem"])
        if postmortem is None or postmortem.meeting_at is None:
            return "The meeting was cancelled."
        if postmortem.meeting_changes != delivery.payload["changes"]:
            return "The meeting was moved before this was sent."
        if postmortem.meeting_at <= present:
            return "The meeting has begun already."
        is_asked = (postmortem.pk, delivery.recipient_id) in asked
        return "" if is_asked else "They are neither author nor facilitator or reviewer any more."

    return reason


def _set_context(deliveries: Deliveries) -> Mapping[int, Context]:
    rows, by = _postmortems(deliveries), User.objects.in_bulk(in_payloads(deliveries, "by"))
    return {
        delivery.pk: {"by": by.get(delivery.payload["by"])} | _words(postmortem, delivery.recipient)
        for delivery in deliveries
        if (postmortem := rows.get(delivery.payload["postmortem"])) is not None
    }


def _words(postmortem: Postmortem, reader: User | None) -> dict[str, object]:
    """When it is in the zone of the incident, and in the reader's where that is another time of day."""
    at, incident = postmortem.meeting_at, postmortem.incident
    if at is None:
        return {}
    mine = ShownZone(ZoneChoice.MINE, reader.time_zone if reader else ZoneInfo("UTC"))
    offsets = {at.astimezone(zone).utcoffset() for zone in (mine.zone, incident.time_zone)}
    is_other = reader is not None and len(offsets) > 1
    where = f", {postmortem.meeting_place}" if postmortem.meeting_place else ""
    return {
        "when": incident_zone(incident).dated(at),
        "yours": mine.dated(at) if is_other else "",
        "minutes": postmortem.meeting_minutes,
        "place": postmortem.meeting_place,
        "about": f"{postmortem.meeting_minutes} minutes{where}",
        "link": absolute(reverse("agenda", args=[incident.pk])),
        "file": absolute(reverse("review_meeting_file", args=[incident.pk])),
    }


def _cancelled_obsolete(deliveries: Deliveries) -> Obsolete:
    rows = Postmortem.objects.filter(pk__in=in_payloads(deliveries, "postmortem"), meeting_at__isnull=False)
    again = set(rows.values_list("pk", flat=True))

    def reason(delivery: Delivery, incident: Incident) -> str:
        return "The meeting was set again." if delivery.payload["postmortem"] in again else ""

    return reason


def _cancelled_context(deliveries: Deliveries) -> Mapping[int, Context]:
    by = User.objects.in_bulk(in_payloads(deliveries, "by"))
    events = PostmortemEvent.objects.select_related("postmortem").in_bulk(in_payloads(deliveries, "event"))
    return {
        delivery.pk: {
            "by": by.get(delivery.payload["by"]),
            "was": event.before,
            "link": absolute(event.postmortem.get_absolute_url()),
        }
        for delivery in deliveries
        if (event := events.get(delivery.payload["event"])) is not None
    }


register_message(
    IncidentMessage(MEETING_SET, "Review meeting", "review_meeting", _set_context, _set_obsolete, app="postmortems")
)
register_message(
    IncidentMessage(
        MEETING_CANCELLED,
        "Review meeting cancelled",
        "review_meeting_cancelled",
        _cancelled_context,
        _cancelled_obsolete,
        app="postmortems",
    )
)
