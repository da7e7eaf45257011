"""A review meeting as a file for calendars."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from icalendar import Calendar, Event, vCalAddress

from accounts.models import User
from core.addresses import absolute
from core.clock import now
from postmortems.models import Postmortem


def meeting_file(postmortem: Postmortem, people: Iterable[User]) -> HttpResponse:
    """The review meeting of a postmortem that has one, for calendars.

    A later file of the same meeting replaces an earlier one there: it has the same UID and a higher SEQUENCE. That of a
    private incident says only its number, when the meeting is, and where to find more.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Debrief//Review meeting//EN")
    calendar.add("version", "2.0")
    calendar.add_component(_event(postmortem, people))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    name = f"{postmortem.incident_reference}-review.ics"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _event(postmortem: Postmortem, people: Iterable[User]) -> Event:
    incident, begin = postmortem.incident, postmortem.meeting_at
    if begin is None:
        raise ValueError(f"{postmortem} has no meeting.")
    begin = begin.astimezone(UTC)
    event = Event()
    event.add("uid", str(postmortem.meeting_uid))
    event.add("sequence", postmortem.meeting_changes)
    event.add("dtstamp", now().astimezone(UTC))
    event.add("dtstart", begin)
    event.add("dtend", begin + timedelta(minutes=postmortem.meeting_minutes))
    event.add("url", absolute(reverse("agenda", args=[incident.pk])))
    summary = f"Review of the postmortem of {incident.reference}"
    event.add("summary", summary if incident.is_private else f"{summary}: {incident.title}")
    if incident.is_private:
        event.add("class", "PRIVATE")
        return event
    if postmortem.meeting_place:
        event.add("location", postmortem.meeting_place)
    _add_people(event, postmortem, people)
    return event


def _add_people(event: Event, postmortem: Postmortem, people: Iterable[User]) -> None:
    """The facilitator, else the author, as organizer, and everybody who is asked; nobody where there is neither."""
    organizer = postmortem.facilitator or postmortem.owner
    if organizer is None:
        return
    event.add("organizer", _address(organizer), encode=False)
    for person in people:
        event.add("attendee", _address(person), encode=False)


def _address(person: User) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = person.name
    return address
