"""Whether what was found in a text can be what the record says. In doubt it can."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.prose.finds import Find, FoundDuration, FoundRange, FoundShare, FoundTime
from core.time_words import MONTHS_A_YEAR
from core.zone_doubts import usual_in
from core.zones import meaning_of
from incidents.readers.minutes import A_DAY, Minutes, Place
from incidents.readers.record import FactKind, Instant, Record, Share

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


def times_of(found: Find) -> tuple[FoundTime, ...]:
    """A time, or both ends of a range."""
    if isinstance(found, FoundRange):
        return (found.first, found.last)
    return (found,) if isinstance(found, FoundTime) else ()


def zone_of(word: str) -> ZoneInfo | None:
    """The zone of the word beside a time; None for none."""
    meaning = meaning_of(word)
    return meaning.info if meaning else None


def is_said(found: FoundTime, words: str, minutes: Minutes) -> bool:
    """Whether a time can be one of these instants."""
    return bool(which(found, words, minutes))


def which(found: FoundTime, words: str, minutes: Minutes) -> set[int]:
    """The numbers of the instants that a time can be."""
    return {number for day, number in _places(found, words, minutes) if _is_day(found, day)}


def _places(found: FoundTime, words: str, minutes: Minutes) -> set[Place]:
    if found.clock is None:
        return minutes.places
    told = found.clock.hour * 60 + found.clock.minute
    has_half = _HALF_OF_THE_DAY.search(words) or found.clock.hour > _NOON or found.clock.hour == 0
    readings = (told,) if has_half else (told, (told + A_DAY // 2) % A_DAY)
    return set().union(*(minutes.at(each, is_about=found.is_about) for each in readings))


def recorded(record: Record, what: str, word: str, clocks: Clocks) -> Minutes:
    """The instants of a record, `known`, `corrected` or those of something that is said; read once for all texts."""
    key = (what, word) if word else (what, frozenset(clocks.zones))
    if key not in record.read:
        match what:
            case "known":
                instants = [Instant(at) for at in record.known]
            case "corrected":
                instants = [Instant(each.before_at) for each in record.corrected]
            case _:
                instants = [*record.instants.get(FactKind(what), ())]
        record.read[key] = minutes_of(instants, word, clocks)
    return record.read[key]


def minutes_of(instants: Iterable[Instant], word: str, clocks: Clocks) -> Minutes:
    """Instants by the clocks by which a time with this zone word may be told; without one, by all of them."""
    own = zone_of(word)
    pairs = [(each.at, each.is_about) for each in instants]
    return Minutes(pairs, lambda at: clocks.zones if own is None else _zones_of(word, own, at, clocks))


def _zones_of(word: str, own: ZoneInfo, at: datetime, clocks: Clocks) -> Collection[ZoneInfo]:
    """That zone; of a zone word that was unlikely then, also where its place was."""
    usual = usual_in(word, at) if word.upper() != clocks.word.upper() else ""
    where = zone_of(usual)
    return (own, where) if where else (own,)


def _is_day(found: FoundTime, local: date) -> bool:
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
    """Of all of the same: `users of the app` or `mobile users` are not all users."""
    (some, noun), (others, other_noun) = _parts(one), _parts(other)
    is_alike = noun == other_noun or any(noun in group and other_noun in group for group in _SAME)
    return is_alike and some == others


def _parts(words: str) -> tuple[list[str], str]:
    """`mobile users`: mobile, user."""
    *some, noun = words.lower().split() or ["user"]
    return some, noun.removesuffix("s")
