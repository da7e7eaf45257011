"""Which policy applies to one thing and why, and what it will send, to whom and when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import User
from actions.models import ActionItem
from catalogue.enums import Deadline
from catalogue.selectors.policies import Notice, PolicyFacts, PolicyMatch, PolicySet, days_words
from core.clock import today
from core.working_days import DAY
from followthrough.enums import ReminderReason
from followthrough.models import Reminder, ReminderPause
from followthrough.schedule import WEEK, DigestTimes, days_ahead, next_chosen
from followthrough.selectors.open_rows import open_items, open_postmortems, open_reviews, waiting_items
from followthrough.selectors.reminding import concerns_of, lines_ahead
from followthrough.selectors.staff import Staff
from followthrough.selectors.things import PlanningData, Thing
from incidents.models import Incident
from incidents.selectors.due_dates import postmortem_due_on, services_and_teams

SHOWN_FOR = timedelta(days=28)  # after today, and after the last deadline
MOST_PLANNED = 20
MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the policy asks for, and the day."""

    words: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Planned:
    """One notice on its way: `who` are names, `because` why they hear of it."""

    on: date
    deadline: str
    when: str
    who: tuple[str, ...]
    more: int
    because: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What holds for one action item, or for the postmortem of an incident. `note` says what else there is to know."""

    title: str
    address: str
    match: PolicyMatch | None
    asked: tuple[Asked, ...]
    planned: tuple[Planned, ...]
    pause: ReminderPause | None = None
    note: str = ""


def trial_of_item(item: ActionItem, policies: PolicySet | None = None) -> Trial:
    """Of an action item, in a constant number of queries; by the policies as they are, or as `policies` has them."""
    data, day = PlanningData(policies, incident=item.incident_id), today(item.incident.time_zone)
    rows = open_items() if item.is_unfinished else waiting_items()
    thing = next(data.items(rows.filter(pk=item.pk)), None)
    title, address = f"{item.reference} {item.title}", item.get_absolute_url()
    if thing is None:
        status = item.get_status_display().lower()
        return Trial(title, address, None, (), (), note=f"It is {status}: nobody is reminded of it.")
    pause = ReminderPause.objects.holding(day).filter(item=item).select_related("paused_by").first()
    since = max(day, pause.until) if pause else day
    data.paused = {}  # nothing before `since` is asked about
    note = (
        "" if item.due_on or thing.waiting else "It has no due date. Its owner is not reminded of it until it has one."
    )
    planned = _planned([thing], Staff([thing]), since, data)
    return Trial(title, address, data.policies.match(thing.facts), _asked([thing]), planned, pause, note)


def trial_of_incident(incident: Incident, policies: PolicySet | None = None) -> Trial:
    """Of the postmortem of an incident and its reviews."""
    data = PlanningData(policies, incident=incident.pk)
    title, address = f"Postmortem of {incident.reference} {incident.title}", incident.get_absolute_url()
    things = [
        *data.postmortems(open_postmortems().filter(incident=incident)),
        *data.reviews(open_reviews().filter(postmortem__incident=incident)),
    ]
    if not things:
        services, teams = services_and_teams(incident)
        match = data.policies.match(PolicyFacts(incident.severity_id, services, frozenset(teams)))
        return Trial(title, address, match, (), (), note=_why_nothing(incident, data.policies))
    planned = _planned(things, Staff(things), today(incident.time_zone), data)
    return Trial(title, address, data.policies.match(things[0].facts), _asked(things), planned)


def _why_nothing(incident: Incident, policies: PolicySet) -> str:
    if hasattr(incident, "postmortem"):
        status = incident.postmortem.get_status_display().lower()
        return f"Its postmortem is {status}: nobody is reminded of it."
    due_on = postmortem_due_on(incident, policies)
    return "It has no postmortem yet." + (f" Opened today, it would be due {due_on:%-d %B %Y}." if due_on else "")


def _asked(things: Iterable[Thing]) -> tuple[Asked, ...]:
    found = dict.fromkeys(Asked(deadline.label, due_on) for thing in things for deadline, due_on in thing.deadlines())
    return tuple(found)


def _planned(things: Iterable[Thing], staff: Staff, since: date, data: PlanningData) -> tuple[Planned, ...]:
    """What is on its way, the next first: what the planner will write if nothing changes."""
    concerns = {thing: list(concerns_of(thing, staff)) for thing in things}
    people = _people({person for found in concerns.values() for person, _ in found})
    groups: dict[tuple[date, Deadline, Notice, ReminderReason], list[int]] = {}
    for thing, found in concerns.items():
        days = _days(thing, since)
        own = {person.pk: _own_days(person, days) for person in people.values()}
        for day, reader, line in lines_ahead(thing, found, own, data) if own else ():
            groups.setdefault((day, line.deadline, line.reached.notice, line.because), []).append(reader)
    shown = sorted(groups.items(), key=lambda one: one[0][0])[:MOST_PLANNED]
    return tuple(
        Planned(
            on=day,
            deadline=deadline.label,
            when=days_words(notice.days, is_weekly=notice.is_weekly),
            who=tuple(people[person].name for person in readers[:MOST_NAMES]),
            more=max(len(readers) - MOST_NAMES, 0),
            because=because.label.lower(),
            is_urgent=notice.is_urgent,
        )
        for (day, deadline, notice, because), readers in shown
    )


def _people(ids: Collection[int]) -> dict[int, User]:
    """Who would be told, each with the day of their last digest (`last`); one query."""
    digests = Reminder.objects.filter(person=OuterRef("pk")).order_by("-local_date").values("local_date")
    return User.objects.annotate(last=Subquery(digests[:1])).in_bulk(ids) if ids else {}


def _own_days(person: Any, days: Iterable[date]) -> list[date]:
    """The days of a person's digests that follow these days and are still to come."""
    times = DigestTimes.of(person)
    own = sorted({next_chosen(times, day) for day in days})
    return [day for day in own if person.last is None or day > person.last]


def _days(thing: Thing, since: date) -> list[date]:
    """The days on which there can be something to say: the next two, those of notices, and a week after each."""
    found = {since, since + DAY}
    last = since
    for deadline, due_on in thing.deadlines():
        last = max(last, due_on)
        for notice in thing.notices(deadline):
            found |= set(days_ahead(notice, due_on, since, max(since, due_on) + SHOWN_FOR, thing.day_after))
    weeks = {day + n * WEEK for day in found for n in range(1, 5)}
    return sorted(found | {day for day in weeks if day <= last + SHOWN_FOR})
