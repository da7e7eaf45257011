"""The grammar of times that people type: text in, its parts out. Knows neither the present nor the zone of a page."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from core.errors import DomainError
from core.zones import ZONE_WORDS


class WhenError(DomainError, ValueError):
    """A time that is not understood, with words for the person who typed it."""


YEARS = range(1970, 2200)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ANY_LEAP_YEAR = 2024
_NOON = 12
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Day:
    """The day that was named: an offset from today, a weekday (0 is Monday), or a date with or without its year."""

    from_today: int | None = None
    weekday: int | None = None
    is_last: bool = False
    year: int | None = None
    month: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """The parts of a typed time. `end` is where they end in the text; `zone` is as typed."""

    is_now: bool = False
    ago: timedelta | None = None
    clock: time | None = None
    day: Day | None = None
    zone: str = ""
    end: int = 0


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)\b\.?(?!['’])"
)
_NUMBER = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?(?![\d:.])"
_YEAR = r"(?P<year>\d{4})(?![\d:])"
_HALF = r"(?P<half>[ap])(?:m\b|\.m\.)"
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", *_TEENS)
_COUNTED = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES))}"
COUNT = rf"(?:\d{{1,6}}(?:\.\d{{1,2}})?\s*+|(?:half(?:\s+an?)?|(?:a\s+)?quarter\s+of\s+an?|an?|{_COUNTED})\s++)"
_AMOUNT = rf"{COUNT}(?:d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b(?:\s+and\s+a\s+half\b)?"

_NOW = _compile(r"(?:right\s+|just\s+)?now\b")
_AGO = _compile(rf"(?P<amounts>{_AMOUNT}(?:\s*+(?:,\s*+)?(?:and\s++)?{_AMOUNT})*+|(?:\d{{1,6}}[dhms])+)\s+ago\b")
_ONE_AMOUNT = _compile(rf"(?P<count>{COUNT})(?P<unit>[dhms])[a-z]*(?P<more>\s+and\s+a\s+half\b)?")
_DAYS = (
    _compile(r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<number>\d{1,2})(?!\d)(?:T(?=\d))?"),
    _compile(r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?!\d)"),
    _compile(rf"(?:{_WEEKDAY},?\s+)?{_NUMBER}[\s-]*(?:of\s+)?{_MONTH}(?:[,\s-]+{_YEAR})?"),
    _compile(rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_NUMBER}(?:,?\s+{_YEAR})?"),
    _compile(r"(?P<word>today|yesterday|tomorrow)\b(?!['’])"),
    _compile(rf"(?P<last>last\s+)?{_WEEKDAY}"),
)
_COLON_CLOCK = _compile(
    rf"(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::(?P<s>\d{{2}})(?:[.,](?P<f>\d{{1,6}}))?)?(?:\s*{_HALF})?(?![\da-y_]|:\d)"
)
_HOUR_CLOCK = _compile(rf"(?P<h>\d{{1,2}})\s*{_HALF}(?!\w)")
_DOT_CLOCK = _compile(rf"(?P<h>\d{{1,2}})\.(?P<m>\d{{2}})(?:\s*{_HALF})?(?![\w.])")
_DIGITS_CLOCK = _compile(r"(?P<h>\d{2})(?P<m>\d{2})(?!\w)")

_ZONE_WORD = "|".join(sorted(ZONE_WORDS, key=len, reverse=True))
_ZONE_NAME = r"[A-Za-z_]{2,14}(?:/[A-Za-z0-9_+-]{2,20}){1,2}"
_OFFSET = r"(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:\d{2}"
_ZONE_END = r"(?=$|[\s,;)]|[.:](?:\s|$))(?:\s\([^()]{3,40}\))?\)?"
_ZONE = re.compile(rf"\(?(?P<zone>{_OFFSET}|{_ZONE_NAME}|{_ZONE_WORD}){_ZONE_END}")
_LOOSE_ZONE = _compile(rf"\(?(?P<zone>{_OFFSET}|[+-]\d{{1,2}}(?:\d{{2}})?|{_ZONE_NAME}|{_ZONE_WORD}){_ZONE_END}")
_FILLER = _compile(r"(?:\s|,|at\b|on\b|@)*")
_LEVELLED = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " "})


def scan(text: str, *, loose: bool) -> Spoken:
    """The parts of a time at the start of `text`, as far as they go.

    Loose, for a field that holds nothing but a time, takes them in any order and form. Otherwise only what cannot well
    be meant as words: `5m ago`, or a clock time after its day (if any) and before its zone (if any).
    Raises WhenError for a part that looks like a time and is none.
    """
    source = text.translate(_LEVELLED)
    spoken = Spoken()
    while (further := _next_part(source, spoken, loose=loose)) is not None:
        spoken = further
    return spoken


def _next_part(source: str, spoken: Spoken, *, loose: bool) -> Spoken | None:
    at = _FILLER.match(source, spoken.end).end()  # type: ignore[union-attr]
    if spoken.end == 0:
        if loose and (match := _NOW.match(source, at)):
            return Spoken(is_now=True, end=match.end())
        if match := _AGO.match(source, at):
            return Spoken(ago=_amounts(match["amounts"]), end=match.end())
    if spoken.is_now or spoken.ago is not None:
        return None
    if spoken.day is None and (loose or spoken.clock is None):
        for pattern in _DAYS:
            if match := pattern.match(source, at):
                return replace(spoken, day=_day(match), end=match.end())
    if spoken.clock is None:
        match = _clock_match(source, at, loose=loose)
        return replace(spoken, clock=_clock(match), end=match.end()) if match else None
    match = (
        None if spoken.zone else _LOOSE_ZONE.match(source, at) if loose else _ZONE.match(source, _gap(source, spoken))
    )
    return replace(spoken, zone=match["zone"], end=match.end()) if match else None


def _gap(source: str, spoken: Spoken) -> int:
    """Where a zone may begin right after a clock time: at once, or past one space."""
    return spoken.end + source.startswith(" ", spoken.end)


def _clock_match(source: str, at: int, *, loose: bool) -> re.Match[str] | None:
    patterns = (_COLON_CLOCK, _HOUR_CLOCK, _DOT_CLOCK, _DIGITS_CLOCK) if loose else (_COLON_CLOCK, _HOUR_CLOCK)
    return next((match for pattern in patterns if (match := pattern.match(source, at))), None)


def _amounts(text: str) -> timedelta:
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    total = timedelta()
    for match in _ONE_AMOUNT.finditer(text):
        count = _count(match["count"].lower()) + (0.5 if match["more"] else 0)
        total += timedelta(**{units[match["unit"].lower()]: count})
    return total


def _count(word: str) -> float:
    """The number that digits or words say: `90`, `1.5`, `an`, `half an`, `twenty-five`."""
    if word[0].isdigit():
        return float(word)
    parts = word.replace("-", " ").split()
    if parts[0] == "half":
        return 0.5
    if "quarter" in parts:
        return 0.25
    return sum(_TENS.get(part) or (1 if part in {"a", "an"} else _ONES.index(part) + 1) for part in parts)


def _clock(match: re.Match[str]) -> time:
    parts = match.groupdict()
    hour, minute, second = int(parts["h"]), int(parts.get("m") or 0), int(parts.get("s") or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= _NOON:
            raise WhenError(f"“{match[0]}” is not a time of day: with am or pm the hours go from 1 to 12.")
        hour = hour % _NOON + (_NOON if half in "pP" else 0)
    try:
        return time(hour, minute, second, int((parts.get("f") or "").ljust(6, "0")))
    except ValueError:
        raise WhenError(f"“{match[0]}” is not a time of day: those go from 00:00 to 23:59.") from None


def _day(match: re.Match[str]) -> Day:
    parts = match.groupdict()
    if word := parts.get("word"):
        return Day(from_today=("yesterday", "today", "tomorrow").index(word.lower()) - 1)
    weekday = WEEKDAYS.index(parts["weekday"][:3].lower()) if parts.get("weekday") else None
    if "one" in parts:
        return _numeric_day(match)
    if not parts.get("month"):
        return Day(weekday=weekday, is_last=bool(parts.get("last")))
    name = parts["month"].lower()
    month = int(name) if name.isdigit() else MONTHS.index(name[:3]) + 1
    return _checked_day(parts.get("year"), month, int(parts["number"]), weekday)


def _numeric_day(match: re.Match[str]) -> Day:
    one, two = int(match["one"]), int(match["two"])
    if len(match["year"]) != len("2023"):
        raise WhenError(f"“{match[0]}”: write the year with four digits, such as 2023-05-13.")
    months = range(1, _MONTHS_A_YEAR + 1)
    if one in months and two in months and one != two:
        readings = [f"{day} {calendar.month_name[month]} {match['year']}" for day, month in ((one, two), (two, one))]
        raise WhenError(f"“{match[0]}” can be {readings[0]} or {readings[1]}. Write it with the month's name.")
    number, month = (one, two) if two in months else (two, one)
    return _checked_day(match["year"], month, number, None)


def _checked_day(year: str | None, month: int, number: int, weekday: int | None) -> Day:
    try:
        day = date(int(year or _ANY_LEAP_YEAR), month, number)
    except ValueError:
        named = f"{number} {calendar.month_name[month]}" if 1 <= month <= _MONTHS_A_YEAR else f"Month {month}"
        raise WhenError(f"{named}{f' {year}' if year else ''} does not exist.") from None
    if year and day.year not in YEARS:
        raise WhenError(f"The year {year} cannot be right.")
    if year and weekday is not None and day.weekday() != weekday:
        named = f"{number} {calendar.month_name[month]} {year}"
        raise WhenError(f"{named} was a {calendar.day_name[day.weekday()]}, not a {calendar.day_name[weekday]}.")
    return Day(year=day.year if year else None, month=month, number=number)
