"""From what a document says of a time to a moment: its day, its year and its zone come from what stands around it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from core.prose.finds import FoundTime
from core.time_words import Day
from core.zones import fixed_offset, meaning_of
from importing.readers.documents.facts import Moment

_HALF_A_YEAR = 183
_WEEK, _LONGEST_STEP = 7, 4  # days from the one that is known to a weekday behind it; else it is before
_PAST_MIDNIGHT = timedelta(hours=4)  # a time that is so much earlier than the one before is on the next day


@dataclass(slots=True)
class Context:
    """What is known of all times: the zone, and a day that the others are near to."""

    zone: tzinfo | None = None
    day: date | None = None
    near: date | None = None  # a day that says the year of others, and no more
    month_first: bool = False
    is_day_stated: bool = False  # the timeline says that all times are on that day
    start: Moment | None = None  # what relative times such as `T+5` count from


def zone_of(word: str) -> tzinfo | None:
    """The zone that a word means, literally: PST is UTC−8 in summer, too. None for what is no zone."""
    meaning = meaning_of(word)
    if meaning is None:
        return None
    return fixed_offset(meaning.word) or _plain(meaning.info)


def _plain(zone: tzinfo) -> tzinfo:
    """A zone that never changes as its offset alone."""
    offsets = {zone.utcoffset(datetime(2023, month, 1)) for month in (1, 7)}  # noqa: DTZ001 - on its own clock
    offset = offsets.pop()
    return zone if offsets or offset is None else timezone(offset)


def date_of(day: Day | None, near: date | None) -> date | None:
    """The date of a day, the year and the week of which come from a day near to it."""
    if day is None:
        return None
    if day.from_today is not None:
        return near + timedelta(days=day.from_today) if near else None
    if day.weekday is not None:
        step = (day.weekday - near.weekday()) % _WEEK if near else 0
        return near + timedelta(days=step - _WEEK if step > _LONGEST_STEP else step) if near else None
    if day.year is not None:
        return date(day.year, day.month, day.number)
    if near is None:
        return None
    return min(_in_years_around(day, near), key=lambda each: abs(each - near), default=None)


def _in_years_around(day: Day, near: date) -> list[date]:
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(date(year, day.month, day.number))
        except ValueError:
            continue
    return found


def moment_of(found: FoundTime, context: Context, *, day: date | None = None) -> Moment:
    """The moment that a text names. `day` is the one it is on where it names none."""
    known = day or context.day
    near = known or (context.near if found.day and found.day.month else None)  # it says the year, and no week
    named = date_of(found.day, near)
    zone = zone_of(found.zone) if found.zone else context.zone
    return Moment(named if found.day else known, found.clock, zone, found.is_about)


def after(moment: Moment, before: Moment) -> Moment:
    """The end of a span that names no day of its own: on the day of its start, or past midnight on the next."""
    if moment.day is None or moment.clock is None or before.clock is None or before.day is None:
        return moment
    day = before.day + timedelta(days=1) if moment.clock < before.clock else before.day
    return Moment(day, moment.clock, moment.zone, moment.is_about)


def is_past_midnight(moment: Moment, before: Moment) -> bool:
    """Whether a clock time without its day can only be on the day after the one before it."""
    if moment.clock is None or before.clock is None:
        return False
    anyday = date(2000, 1, 2)
    step = datetime.combine(anyday, before.clock) - datetime.combine(anyday, moment.clock)
    return step > _PAST_MIDNIGHT
