"""When a digest goes out, and which notices of a policy have come: pure rules of the calendar."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from catalogue.selectors.policies import Notice
from core.zones import zone_or_utc
from followthrough.enums import ReminderStep

DIGEST_TIME = time(9)
WEEK = timedelta(days=7)
SATURDAY = 5
MOST_DAYS = 32_767  # what the column takes: a date in the year 202 must not stop the digests of all others

DayAfter = Callable[[date, int], date]  # so many days after a day, as a policy counts them


def digest_day(instant: datetime, zone: str) -> date | None:
    """The local date whose digest may go out at this instant: a working day, from `DIGEST_TIME` on. None: not now."""
    local = instant.astimezone(zone_or_utc(zone))
    return local.date() if local.weekday() < SATURDAY and local.time() >= DIGEST_TIME else None


def next_digest(instant: datetime, zone: str) -> datetime:
    """When the next digest may go out in a zone: `DIGEST_TIME` of this working day if ahead, else of the next.

    What comes up later on a working day waits for the next morning, unless that day's digest was empty until then.
    """
    local = instant.astimezone(zone_or_utc(zone))
    day = local.date() if local.time() < DIGEST_TIME else local.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, DIGEST_TIME, tzinfo=zone_or_utc(zone))


def digest_days(instant: datetime, zones: Iterable[str]) -> dict[date, list[str]]:
    """Of these zones those in which digests may go out now, by their local date (three at most)."""
    days: dict[date, list[str]] = {}
    for zone in zones:
        if day := digest_day(instant, zone):
            days.setdefault(day, []).append(zone)
    return days


def dated_step(due_on: date, today: date) -> ReminderStep:
    """Where a due date stands."""
    if due_on == today:
        return ReminderStep.DUE_TODAY
    return ReminderStep.OVERDUE if due_on < today else ReminderStep.DUE_SOON


@dataclass(frozen=True, slots=True)
class Reached:
    """A day that a notice names, and that has come: the day, and how many days after the deadline it stands.

    `repeats`: how often the notice came before, week by week.
    """

    on: date
    at_day: int
    repeats: int
    is_urgent: bool


def reached(notices: Iterable[Notice], due_on: date, today: date, day_after: DayAfter) -> Reached | None:
    """The last day that any of these notices names for a deadline, and that has come. None: it is too early."""
    found: Reached | None = None
    for notice in notices:
        first = day_after(due_on, notice.days)
        if first > today:
            continue
        weeks = (today - first) // WEEK if notice.is_weekly else 0
        at_day = min(notice.days + 7 * weeks, MOST_DAYS)
        one = Reached(first + weeks * WEEK, at_day, weeks, notice.is_urgent)
        if found is None or (one.on, one.at_day, one.is_urgent) > (found.on, found.at_day, found.is_urgent):
            found = one
    return found


def days_ahead(notice: Notice, due_on: date, since: date, until: date, day_after: DayAfter) -> Iterator[date]:
    """The days that a notice names from one day to another."""
    day = day_after(due_on, notice.days)
    if notice.is_weekly and day < since:
        day += ((since - day + WEEK - timedelta(days=1)) // WEEK) * WEEK
    while day <= until:
        if day >= since:
            yield day
        if not notice.is_weekly:
            return
        day += WEEK
