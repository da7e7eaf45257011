"""When a digest goes out, and which notices of a policy have come: pure rules of the calendar."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from accounts.models import DIGEST_HOUR, WORKING_DAYS, User
from catalogue.selectors.policies import Notice
from core.zones import zone_or_utc
from followthrough.enums import ReminderStep

WEEK = timedelta(days=7)
MOST_DAYS = 32_767  # what the column takes: a date in the year 202 must not stop the digests of all others

DayAfter = Callable[[date, int], date]  # so many days after a day, as a policy counts them


class DigestTimes(NamedTuple):
    """When somebody wants the digest: from which hour in which zone, and on which weekdays (1 is Monday)."""

    zone: str
    hour: int = DIGEST_HOUR
    weekdays: str = WORKING_DAYS

    @classmethod
    def of(cls, person: User) -> "DigestTimes":
        """What the person chose."""
        return cls(person.zone, person.digest_hour, person.digest_weekdays)

    @property
    def time(self) -> time:
        """The hour, as a time of day."""
        return time(self.hour)

    def has(self, day: date) -> bool:
        """Whether there is a digest on that day."""
        return str(day.isoweekday()) in self.weekdays


def digest_day(instant: datetime, times: DigestTimes) -> date | None:
    """The local date whose digest may go out at this instant: a chosen day, from the hour chosen on. None: not now."""
    local = instant.astimezone(zone_or_utc(times.zone))
    return local.date() if times.has(local.date()) and local.time() >= times.time else None


def next_digest(instant: datetime, times: DigestTimes) -> datetime:
    """When the next digest may go out: at the hour of this chosen day if ahead, else of the next.

    What comes up later on such a day waits for the next one, unless that day's digest was empty until then.
    """
    zone = zone_or_utc(times.zone)
    local = instant.astimezone(zone)
    day = local.date() if local.time() < times.time else local.date() + timedelta(days=1)
    while not times.has(day):
        day += timedelta(days=1)
    return datetime.combine(day, times.time, tzinfo=zone)


def digest_days(instant: datetime, chosen: Iterable[DigestTimes]) -> dict[date, list[DigestTimes]]:
    """Of these times those at which digests may go out now, by their local date (three at most)."""
    days: dict[date, list[DigestTimes]] = {}
    for times in chosen:
        if day := digest_day(instant, times):
            days.setdefault(day, []).append(times)
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
    notice: Notice

    @property
    def is_urgent(self) -> bool:
        """The notice is to come at once."""
        return self.notice.is_urgent


def next_chosen(times: DigestTimes, day: date) -> date:
    """The day, or the next one that has a digest."""
    while not times.has(day):
        day += timedelta(days=1)
    return day


def reached(notices: Iterable[Notice], due_on: date, today: date, day_after: DayAfter) -> Reached | None:
    """The last day that any of these notices names for a deadline, and that has come. None: it is too early."""
    found: Reached | None = None
    for notice in notices:
        first = day_after(due_on, notice.days)
        if first > today:
            continue
        weeks = (today - first) // WEEK if notice.is_weekly else 0
        at_day = min(notice.days + 7 * weeks, MOST_DAYS)
        one = Reached(first + weeks * WEEK, at_day, weeks, notice)
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
