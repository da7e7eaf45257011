"""Whether what was found in a text can be what the record says. In doubt it can."""

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.prose.finds import FoundDuration, FoundShare, FoundTime
from core.time_words import MONTHS_A_YEAR
from core.zone_doubts import usual_in
from core.zones import ZoneError, resolve_zone
from incidents.readers.record import Instant, Share

ABOUT = timedelta(minutes=10)
HALF_A_DAY, DAY = timedelta(hours=12), timedelta(days=1)
_NOON = 12
_WHOLE = 100
_HALF_OF_THE_DAY = re.compile(r"[ap]\.?m\b", re.IGNORECASE)
_SPELLED = re.compile(r"\d[.,]\d|half|quarter", re.IGNORECASE)
_MINUTES = re.compile(r"\d\s?m|min", re.IGNORECASE)
_SECONDS = re.compile(r"\d\s?s\b|sec", re.IGNORECASE)
_HOURS = re.compile(r"h", re.IGNORECASE)
_SAME = (
    {"user", "customer", "client", "visitor", "subscriber", "account", "merchant", "tenant", "everybody"},
    {"request", "call", "traffic"},
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Where a time without a zone may be told, and the zone word of the incident, which means what it says."""

    zones: Collection[ZoneInfo]
    word: str = ""


def zone_of(found: FoundTime) -> ZoneInfo | None:
    """The zone that stands beside a time; None for none."""
    try:
        return ZoneInfo(resolve_zone(found.zone).iana) if found.zone else None
    except ZoneError:
        return None


def is_said(found: FoundTime, words: str, instants: Iterable[Instant], clocks: Clocks) -> bool:
    """Whether a time can be one of these instants."""
    return any(_is_said(found, words, instant, clocks) for instant in instants)


def _is_said(found: FoundTime, words: str, instant: Instant, clocks: Clocks) -> bool:
    is_about = found.is_about or instant.is_about
    for at in (instant.at, instant.at + timedelta(seconds=30)):  # cut off, and to the nearest minute
        for zone in _zones_of(found, at, clocks):
            local = at.astimezone(zone)
            if _is_clock(found, words, local, is_about=is_about) and _is_day(found, local):
                return True
    return False


def _zones_of(found: FoundTime, at: datetime, clocks: Clocks) -> Collection[ZoneInfo]:
    """Where a time may be told; of a zone word that was unlikely then, also where its place was."""
    own = zone_of(found)
    if own is None:
        return clocks.zones
    usual = usual_in(found.zone, at) if found.zone.upper() != clocks.word.upper() else ""
    with suppress(ZoneError):
        return (own, ZoneInfo(resolve_zone(usual).iana)) if usual else (own,)
    return (own,)


def _is_clock(found: FoundTime, words: str, local: datetime, *, is_about: bool) -> bool:
    if found.clock is None:
        return True
    told = timedelta(hours=found.clock.hour, minutes=found.clock.minute)
    recorded = timedelta(hours=local.hour, minutes=local.minute)
    has_half = _HALF_OF_THE_DAY.search(words) or found.clock.hour > _NOON
    readings = (told,) if has_half or found.clock.hour == 0 else (told, (told + HALF_A_DAY) % DAY)
    tolerance = ABOUT if is_about else timedelta(0)
    apart = (min((each - recorded) % DAY, (recorded - each) % DAY) for each in readings)
    return any(each <= tolerance for each in apart)


def _is_day(found: FoundTime, local: datetime) -> bool:
    day = found.day
    if day is None or not day.number:  # a weekday or `yesterday` is not held against anything
        return True
    readings = [(day.month, day.number)]
    if found.can_be_two_days and day.number <= MONTHS_A_YEAR:
        readings.append((day.number, day.month))
    return (local.month, local.day) in readings and day.year in (None, local.year)


def is_length(found: FoundDuration, words: str, lengths: Iterable[timedelta]) -> bool:
    """Whether a length of time can be one of these, as exact as it is written."""
    return any(abs(found.span - length) <= _tolerance(found, words, length) for length in lengths)


def _tolerance(found: FoundDuration, words: str, length: timedelta) -> timedelta:
    if _SPELLED.search(words):
        exact = timedelta(minutes=15)
    elif _SECONDS.search(words):
        exact = timedelta(seconds=1)
    elif _MINUTES.search(words):
        exact = timedelta(minutes=1)
    elif _HOURS.search(words):
        exact = timedelta(minutes=30)
    else:
        exact = timedelta(hours=12)
    return max(exact, length / 4) if found.is_about else exact


def is_share(found: FoundShare, share: Share) -> bool:
    """Whether a share can be that one; also where it is a share of something else."""
    if not found.of or not _is_of_the_same(found.of, share.of):
        return True
    apart = abs(found.percent - share.percent)
    if found.percent == _WHOLE and share.percent == _WHOLE:
        return True
    is_about = found.is_about or share.is_about
    return apart <= max(5.0, share.percent * 0.15) if is_about else apart < 1


def _is_of_the_same(one: str, other: str) -> bool:
    nouns = [_noun(one), _noun(other)]
    return nouns[0] == nouns[1] or any(nouns[0] in group and nouns[1] in group for group in _SAME)


def _noun(words: str) -> str:
    """`our online shop users`: user."""
    return words.rsplit(maxsplit=1)[-1].lower().removesuffix("s") if words.strip() else "user"
