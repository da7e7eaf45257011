"""Which policy applies to one thing and why, and what it will send, to whom and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from actions.models import ActionItem
from catalogue.enums import Deadline
from catalogue.selectors.policies import Notice, PolicyFacts, PolicyMatch, Rulebook, days_words
from core.clock import today
from followthrough.enums import STEP_OF, ReminderReason
from followthrough.models import ReminderPause
from followthrough.schedule import days_ahead
from followthrough.selectors.staff import Staff
from followthrough.selectors.things import Basis, Thing, open_items, open_postmortems, open_reviews, waiting_items
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


def trial_of_item(item: ActionItem, book: Rulebook | None = None) -> Trial:
    """Of an action item, in a constant number of queries; by the policies as they are, or as `book` has them."""
    basis, day = Basis(book, incident=item.incident_id), today("UTC")
    rows = open_items() if item.is_unfinished else waiting_items()
    thing = next(basis.items(rows.filter(pk=item.pk)), None)
    title, address = f"{item.reference} {item.title}", item.get_absolute_url()
    if thing is None:
        status = item.get_status_display().lower()
        return Trial(title, address, None, (), (), note=f"It is {status}: nobody is reminded of it.")
    pause = ReminderPause.objects.holding(day).filter(item=item).select_related("paused_by").first()
    since = max(day, pause.until) if pause else day
    note = (
        "" if item.due_on or thing.waiting else "It has no due date. Its owner is not reminded of it until it has one."
    )
    planned = _planned([thing], Staff([thing]), since)
    return Trial(title, address, basis.book.match(thing.facts), _asked([thing]), planned, pause, note)


def trial_of_incident(incident: Incident, book: Rulebook | None = None) -> Trial:
    """Of the postmortem of an incident and its reviews."""
    basis = Basis(book, incident=incident.pk)
    title, address = f"Postmortem of {incident.reference} {incident.title}", incident.get_absolute_url()
    things = [
        *basis.postmortems(open_postmortems().filter(incident=incident)),
        *basis.reviews(open_reviews().filter(postmortem__incident=incident)),
    ]
    if not things:
        services, teams = services_and_teams(incident)
        match = basis.book.match(PolicyFacts(incident.severity_id, services, frozenset(teams)))
        return Trial(title, address, match, (), (), note=_why_nothing(incident, basis.book))
    planned = _planned(things, Staff(things), today("UTC"))
    return Trial(title, address, basis.book.match(things[0].facts), _asked(things), planned)


def _why_nothing(incident: Incident, book: Rulebook) -> str:
    if hasattr(incident, "postmortem"):
        status = incident.postmortem.get_status_display().lower()
        return f"Its postmortem is {status}: nobody is reminded of it."
    due_on = postmortem_due_on(incident, book)
    return "It has no postmortem yet." + (f" Opened today, it would be due {due_on:%-d %B %Y}." if due_on else "")


def _asked(things: Iterable[Thing]) -> tuple[Asked, ...]:
    found = dict.fromkeys(Asked(deadline.label, due_on) for thing in things for deadline, due_on in thing.deadlines())
    return tuple(found)


def _planned(things: Iterable[Thing], staff: Staff, since: date) -> tuple[Planned, ...]:
    """What is on its way, the next first: as in a digest one line a person and thing."""
    groups: dict[tuple[date, _Coming], list[int]] = {}
    for thing in things:
        for (day, person), coming in _one_a_day(thing, staff, since).items():
            groups.setdefault((day, coming), []).append(person)
    shown = sorted(groups.items(), key=lambda one: one[0][0])[:MOST_PLANNED]
    names = dict(User.objects.filter(pk__in={pk for _, people in shown for pk in people}).values_list("pk", "name"))
    return tuple(
        Planned(
            on=day,
            deadline=coming.deadline.label,
            when=days_words(coming.notice.days, is_weekly=coming.notice.is_weekly),
            who=tuple(names[person] for person in people[:MOST_NAMES]),
            more=max(len(people) - MOST_NAMES, 0),
            because=coming.because.label.lower(),
            is_urgent=coming.notice.is_urgent,
        )
        for (day, coming), people in shown
    )


@dataclass(frozen=True, slots=True)
class _Coming:
    deadline: Deadline
    notice: Notice
    because: ReminderReason


def _one_a_day(thing: Thing, staff: Staff, since: date) -> dict[tuple[date, int], _Coming]:
    """By day and person; once a due date has been told of, nothing is said of a missing owner."""
    found: dict[tuple[date, int], _Coming] = {}
    dated_from: dict[int, date] = {}
    for deadline, due_on in thing.deadlines():
        for notice in thing.notices(deadline):
            first, until = thing.day_after(due_on, notice.days), max(since, due_on) + SHOWN_FOR
            days = list(days_ahead(notice, due_on, since, until, thing.day_after))
            for person, because in staff.told_by(thing, notice):
                if deadline not in STEP_OF:
                    dated_from[person] = min(first, dated_from.get(person, first))
                for day in days:
                    if deadline != Deadline.OWNER or day < dated_from.get(person, date.max):
                        found.setdefault((day, person), _Coming(deadline, notice, because))
    return found
