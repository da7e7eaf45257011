"""When a digest goes out, and at which step a due date stands: pure rules of the calendar."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from accounts.models import DIGEST_HOUR, WORKING_DAYS, User
from actions.due import DUE_SOON
from core.zones import zone_or_utc
from followthrough.enums import ReminderStep

WEEK = timedelta(days=7)
MOST_WEEKS = 32_767  # what the column takes: a date in the year 202 must not stop the digests of all others

Step = tuple[ReminderStep, int]


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


def dated_step(due_on: date, today: date) -> Step | None:
    """The step at which a due date stands, and for overdue its week (0 in the first seven days). None: too early."""
    if due_on < today:
        return ReminderStep.OVERDUE, min((today - due_on - timedelta(days=1)) // WEEK, MOST_WEEKS)
    if due_on == today:
        return ReminderStep.DUE_TODAY, 0
    return (ReminderStep.DUE_SOON, 0) if due_on - today <= DUE_SOON else None


def escalated_step(due_on: date | None, written_on: date, today: date, owners_today: date | None) -> Step | None:
    """The step for somebody who does not own it. `owners_today` is the owner's date; None: it has no active owner.

    With an owner, others are reminded when it is overdue where the owner is. Without one, they are reminded at the
    owner's steps, and every week before those.
    """
    if owners_today is not None:
        return dated_step(due_on, today) if due_on is not None and due_on < min(today, owners_today) else None
    if due_on is not None and (step := dated_step(due_on, today)):
        return step
    return ReminderStep.NO_OWNER, max((today - written_on) // WEEK, 0)
