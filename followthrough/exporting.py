"""The board as CSV, and due dates as a file for calendar programs."""

from datetime import UTC, timedelta

from django.http import StreamingHttpResponse
from icalendar import Calendar, Event

from actions.due import DUE_WITHIN
from actions.models import ActionItem
from core.addresses import absolute
from core.csv_export import csv_response
from followthrough.models import CalendarFeed
from followthrough.selectors.board_groups import Groups
from followthrough.selectors.calendars import due_things
from notifications.addresses import our_domain
from postmortems.models import Postmortem

BOARD_HEADER = (
    "of",
    "name",
    "overdue",
    f"due within {DUE_WITHIN.days} days",
    "without owner",
    "blocked",
    "to verify",
    "open",
)


def board_csv(found: Groups) -> StreamingHttpResponse:
    """The tables of the board: one line for each team and each owner, and the total."""
    lines = [
        ("all", found.total),
        *(("team", line) for line in found.teams),
        *(("owner", line) for line in found.owners),
    ]
    return csv_response("follow-through.csv", BOARD_HEADER, [(of, line.name, *line.numbers) for of, line in lines])


def calendar_of(feed: CalendarFeed) -> bytes:
    """The due dates as a file for calendar programs; the same bytes while nothing changes.

    What comes from a private incident says only its number and the day: programs hand their files on to servers.
    """
    items, postmortems = due_things(feed)
    calendar = Calendar()
    calendar.add("prodid", "-//Debrief//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Debrief: {feed.team.name if feed.team else feed.person.name}")
    for item in items:
        calendar.add_component(_item_event(item, feed))
    for postmortem in postmortems:
        title = f"Postmortem of {postmortem.incident.reference}"
        event = _event(f"postmortem-{postmortem.pk}", title, postmortem.incident.title, postmortem)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _item_event(item: ActionItem, feed: CalendarFeed) -> Event:
    event = _event(f"act-{item.pk}", item.reference, item.title, item)
    event.add("sequence", item.version)
    if feed.team is not None:
        event.add("description", f"Owner: {item.owner.name if item.owner else 'nobody'}")
    return event


def _event(name: str, what: str, title: str, thing: ActionItem | Postmortem) -> Event:
    if thing.due_on is None:
        raise ValueError(f"{thing} has no due date.")
    written = thing.created_at if isinstance(thing, ActionItem) else thing.opened_at
    event = Event()
    event.add("uid", f"{name}@{our_domain()}")
    event.add("dtstamp", written.astimezone(UTC))
    event.add("dtstart", thing.due_on)
    event.add("dtend", thing.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("url", absolute(thing.get_absolute_url()))
    event.add("summary", f"Due: {what}" if thing.incident.is_private else f"Due: {what} {title}")
    if thing.incident.is_private:
        event.add("class", "PRIVATE")
    return event
