"""The board as CSV, and due dates as a file for calendar programs."""

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta

from django.http import StreamingHttpResponse
from icalendar import Calendar, Event

from actions.due import DUE_WITHIN
from actions.models import ActionItem
from core.addresses import absolute
from core.csv_export import csv_response
from followthrough.models import CalendarFeed
from followthrough.selectors.board_figures import Figures
from followthrough.selectors.board_flow import Trend
from followthrough.selectors.board_groups import Groups
from followthrough.selectors.board_rates import LeftOut, Rate
from followthrough.selectors.board_recurrences import NOT_HELD_FORMULA, SHARE, WAITING_FORMULA
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
FIGURES_HEADER = ("figure", "value", "unit", "n", "left out", "formula")

Row = tuple[object, ...]


def board_csv(found: Groups) -> StreamingHttpResponse:
    """The tables of the board: one line for each team and each owner, and the total."""
    lines = [
        ("all", found.total),
        *(("team", line) for line in found.teams),
        *(("owner", line) for line in found.owners),
    ]
    return csv_response("follow-through.csv", BOARD_HEADER, [(of, line.name, *line.numbers) for of, line in lines])


def figures_csv(found: Figures) -> StreamingHttpResponse:
    """The figures of the board, each with its formula, n and what was left out, and what came and went by week."""
    return csv_response("follow-through-figures.csv", FIGURES_HEADER, [*_figures(found), *_weeks(found.trend)])


def _figures(found: Figures) -> Iterator[Row]:
    rates, ages, closing = found.rates, found.ages, found.closing
    yield _rate("on time", rates.on_time, "done by the due date ÷ all that fell due in the last 90 days, done or not")
    formula = "now − created"
    yield "age of open items, median", ages.median, "days", ages.n, "", formula
    yield "age of open items, p90", ages.p90, "days", ages.n, "", formula
    formula = "done or won't do − created, by Kaplan–Meier; open ones count as lasting until now"
    left_out = _left_out(closing.left_out)
    yield "time to close, median", closing.median, "days", closing.n, left_out, formula
    yield "time to close, p90", closing.p90, "days", closing.n, left_out, formula
    yield _rate("won't do", rates.refused, "won't do ÷ all done or won't do, last 90 days")
    yield _rate("verified", rates.verified, "found effective by somebody other than the owner ÷ all done, last 90 days")
    cost = found.again.cost
    left_out, unit = cost.left_out_words, "minutes of impact"
    yield "what waiting cost", cost.minutes, unit, cost.n, left_out, WAITING_FORMULA
    left_out, formula = cost.left_out_of_users, f"{WAITING_FORMULA}; × {SHARE}"
    yield "what waiting cost, for all users", cost.minutes_of_users, unit, cost.shared, left_out, formula
    yield _rate("did not hold", found.again.not_held, NOT_HELD_FORMULA)
    for change in found.trend.changes:
        formula = (
            f"last four weeks against the eight before: {change.verdict}, {change.found.p_words}, exact Poisson test"
        )
        n = change.found.recent + change.found.before
        yield f"{change.word.lower()} in the last four weeks", change.found.recent, "items", n, "", formula


def _weeks(trend: Trend) -> Iterator[Row]:
    for week in trend.weeks:
        split = "what an item was split into"
        yield f"opened {week.days} days ago", week.opened.n, "items", week.opened.n, split, "created"
        yield f"closed {week.days} days ago", week.closed.n, "items", week.closed.n, "", "done or won't do"


def _rate(name: str, rate: Rate, formula: str) -> Row:
    return name, rate.hits if rate.n else None, "of n", rate.n, _left_out(rate.left_out), formula


def _left_out(rows: Iterable[LeftOut]) -> str:
    return ", ".join(f"{each.count} {each.why}" for each in rows)


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
