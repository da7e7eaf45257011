"""When a digest goes out, and at which step a due date stands: pure rules of the calendar."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from actions.due import DUE_SOON
from core.zones import zone_or_utc
from followthrough.enums import ReminderStep

DIGEST_TIME = time(9)
WEEK = timedelta(days=7)
SATURDAY = 5
MOST_WEEKS = 32_767  # what the column takes: a date in the year 202 must not stop the digests of all others

Step = tuple[ReminderStep, int]


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
