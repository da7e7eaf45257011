"""Who is to be reminded of what: the lines of one day's digests, for a batch of people, in constant queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Max, Q

from catalogue.enums import Deadline, NoticeTo
from catalogue.selectors.policies import Notice
from core.zones import zone_or_utc
from followthrough.enums import COUNTED, STEP_OF, ReminderReason, ReminderStep
from followthrough.models import Reminder
from followthrough.schedule import WEEK, Reached, dated_step, reached
from followthrough.selectors.open_rows import (
    every,
    open_items,
    open_postmortems,
    open_reviews,
    waiting_by,
    waiting_items,
)
from followthrough.selectors.staff import Staff
from followthrough.selectors.things import Key, PlanningData, Thing

NOON = time(12)
FARTHEST_EAST = timedelta(hours=14)
UNDATED = tuple(STEP_OF.values())


@dataclass(frozen=True, slots=True)
class NewReminder:
    """A reminder that is not stored yet: one line of a person's digest."""

    thing: Thing
    because: ReminderReason
    deadline: Deadline
    step: ReminderStep
    due_on: date
    reached: Reached


@dataclass(frozen=True, slots=True)
class Concern:
    """What reaches a person, why, and by which notices."""

    thing: Thing
    because: ReminderReason
    deadline: Deadline
    due_on: date
    notices: list[Notice]


Escalations = Mapping[int, list[Concern]]
ToldKey = tuple[int, Key, ReminderStep | None, date | None]
ToldBefore = dict[ToldKey, tuple[int, date]]


def lines_for(
    people: Collection[int], day: date, now: datetime, escalations: Escalations, data: PlanningData
) -> dict[int, list[NewReminder]]:
    """New lines by person id; nobody without any. One line a thing: the notice that came last.

    Left out is what a person was told, and a weekly notice within seven days of the last one. `day` is the local date
    of all these people. Four queries.
    """
    best = _best(_concerns(people, day, escalations, data), day, now, data)
    told = _told(people, [line.thing for line in best.values()])
    lines: defaultdict[int, list[NewReminder]] = defaultdict(list)
    for (person, _), line in best.items():
        if not _was_told(person, line, told, day):
            lines[person].append(line)
    return dict(lines)


def lines_reached(
    people: Collection[int], day: date, now: datetime, escalations: Escalations, data: PlanningData
) -> list[tuple[int, NewReminder]]:
    """By person what has come, whether or not they were told. Three queries."""
    best = _best(_concerns(people, day, escalations, data), day, now, data)
    return [(person, line) for (person, _), line in best.items()]


def lines_ahead(
    thing: Thing, concerns: Iterable[tuple[int, Concern]], days: Mapping[int, Iterable[date]], data: PlanningData
) -> Iterator[tuple[date, int, NewReminder]]:
    """What digests will say of one thing if nothing changes; `days` are those of each person's digests, in order."""
    told = _told(days.keys(), [thing])
    by_person: defaultdict[int, list[tuple[int, Concern]]] = defaultdict(list)
    for person, concern in concerns:
        by_person[person].append((person, concern))
    for person, theirs in by_person.items():
        for day in days[person]:
            for line in _best(theirs, day, datetime.combine(day, NOON, tzinfo=UTC), data).values():
                if not _was_told(person, line, told, day):
                    told[_told_key(person, thing.key, line.step, line.due_on)] = (line.reached.at_day, day)
                    yield day, person, line


def concerns_of(thing: Thing, staff: Staff) -> Iterator[tuple[int, Concern]]:
    """Whom a thing reaches, why, and by which notices: its owner first."""
    for deadline, due_on in thing.deadlines():
        yield from _own(thing, deadline, due_on)
    for deadline, due_on in thing.deadlines():
        for person, because, notices in staff.others(thing, thing.notices(deadline)):
            yield person, Concern(thing, because, deadline, due_on, notices)


def escalations(now: datetime, data: PlanningData, step: int = 1) -> Escalations:
    """What people other than the owner are reminded of, by person id; of every nth thing only, with a step."""
    staff = Staff()
    latest = (now + FARTHEST_EAST).date()
    found: defaultdict[int, list[Concern]] = defaultdict(list)
    for thing in _things(data, latest, step):
        for deadline, due_on in thing.deadlines():
            for person, because, notices in staff.others(thing, thing.notices(deadline)):
                if reached(notices, due_on, latest, thing.day_after):
                    found[person].append(Concern(thing, because, deadline, due_on, notices))
    return found


def told_lately(people: Collection[int], day: date) -> set[int]:
    """Of these people those whose last digest was of this date or a later one, or went out on it.

    A person who moves east can reach the next date hours after a digest; on the new zone's calendar that digest was
    sent on this very day, so this day has had its digest.
    """
    recent = (
        Reminder.objects.filter(person__in=people, local_date__gt=day - timedelta(days=3))
        .values_list("person_id", "person__zone", "local_date", "created_at")
        .distinct()
    )
    return {
        person
        for person, zone, local_date, at in recent
        if local_date >= day or at.astimezone(zone_or_utc(zone)).date() >= day
    }


def _things(data: PlanningData, latest: date, step: int) -> Iterator[Thing]:
    """What is due by then or has no owner, what waits to be verified or looked at again by then, and all reviews."""
    wanted = Q(due_on__lte=latest + data.ahead) | Q(is_ownerless=True)
    yield from data.items(every(step, open_items().filter(wanted)))
    yield from data.items(every(step, waiting_items().filter(waiting_by(latest + data.ahead))))
    yield from data.postmortems(every(step, open_postmortems().filter(wanted)))
    yield from data.reviews(every(step, open_reviews()))


def _concerns(
    people: Collection[int], day: date, escalations: Escalations, data: PlanningData
) -> Iterable[tuple[int, Concern]]:
    """What each person owns first, then what reaches them for another reason."""
    mine = Q(owner__in=people, is_ownerless=False)
    dated = Q(due_on__lte=day + data.ahead)
    sources = (
        data.items(open_items().filter(mine, dated)),
        data.postmortems(open_postmortems().filter(mine, dated)),
        data.reviews(open_reviews().filter(mine)),
    )
    for things in sources:
        for thing in things:
            for deadline, due_on in thing.deadlines():
                yield from _own(thing, deadline, due_on)
    for person in people:
        for concern in escalations.get(person, []):
            yield person, concern


def _own(thing: Thing, deadline: Deadline, due_on: date) -> Iterator[tuple[int, Concern]]:
    notices = [notice for notice in thing.notices(deadline) if notice.to == NoticeTo.OWNER]
    if thing.owner is not None and not thing.waiting and notices:
        yield thing.owner, Concern(thing, ReminderReason.OWNER, deadline, due_on, notices)


def _best(
    concerns: Iterable[tuple[int, Concern]], day: date, now: datetime, data: PlanningData
) -> dict[tuple[int, Key], NewReminder]:
    """One line a person and thing."""
    best: dict[tuple[int, Key], NewReminder] = {}
    for person, concern in concerns:
        line = _line(concern, day, now, data)
        key = (person, concern.thing.key)
        if line is not None and (key not in best or _outranks(line, best[key])):
            best[key] = line
    return best


def _line(concern: Concern, day: date, now: datetime, data: PlanningData) -> NewReminder | None:
    thing = concern.thing
    if thing.item is not None and day < data.paused.get(thing.item, day):
        return None
    if concern.because is not ReminderReason.OWNER and thing.owner is not None and not thing.waiting:
        day = min(day, now.astimezone(zone_or_utc(thing.owner_zone)).date())  # late where the owner is, too
    found = reached(concern.notices, concern.due_on, day, thing.day_after)
    if found is None:
        return None
    step = STEP_OF.get(concern.deadline) or dated_step(concern.due_on, day)
    return NewReminder(thing, concern.because, concern.deadline, step, concern.due_on, found)


def _outranks(line: NewReminder, other: NewReminder) -> bool:
    """A due date comes before *without an owner*; of one deadline what came last; else the first reason stays."""
    is_dated, was_dated = line.step not in UNDATED, other.step not in UNDATED
    return (is_dated, line.reached.on) > (was_dated, other.reached.on)


def _told(people: Collection[int], things: Collection[Thing]) -> ToldBefore:
    """The last notice that each person was told of a thing and a date, and the day of that digest.

    A date that the policy counts moves with the policy, calendars and teams: all that was told since the day from which
    it counts is one.
    """
    by_key = {thing.key: thing for thing in things}
    ids = [{number for number in column if number is not None} for column in zip(*by_key, strict=True)]
    if not by_key:
        return {}
    named = Q(item__in=ids[0]) | Q(postmortem__in=ids[1]) | Q(review__in=ids[2])
    rows = Reminder.objects.filter(named, person__in=people).order_by()
    told: ToldBefore = {}
    columns = ("person_id", "item_id", "postmortem_id", "review_id", "step", "due_on")
    grouped = rows.values_list(*columns).annotate(at_day=Max("at_day"), day=Max("local_date"))
    for person, item, postmortem, review, step, due_on, at_day, day in grouped:
        thing = (item, postmortem, review)
        if step in COUNTED and day < by_key[thing].written_on:
            continue
        key = _told_key(person, thing, step, due_on)
        earlier = told.get(key, (at_day, day))
        told[key] = max(earlier[0], at_day), max(earlier[1], day)
    return told


def _told_key(person: int, thing: Key, step: str, due_on: date) -> ToldKey:
    """The steps of one due date are told together; the others apart, and of a counted date whatever it was."""
    kind = ReminderStep(step) if step in UNDATED else None
    return person, thing, kind, None if step in COUNTED else due_on


def _was_told(person: int, line: NewReminder, told: ToldBefore, day: date) -> bool:
    last = told.get(_told_key(person, line.thing.key, line.step, line.due_on))
    if last is None:
        return False
    at_day, on = last
    return at_day >= line.reached.at_day or (line.reached.repeats > 0 and on > day - WEEK)
