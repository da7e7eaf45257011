"""The grammar of times that people type: text in, its parts out. Knows neither the present nor the zone of a page."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from core.amounts import AMOUNT, amounts_of
from core.errors import DomainError
from core.time_words import COLON_CLOCK, DAYS, HALF, MONTHS_A_YEAR, WEEKDAYS, Day, clock_of, day_of, levelled
from core.zones import ZONE_WORDS


class WhenError(DomainError, ValueError):
    """A time that is not understood, with words for the person who typed it."""


YEARS = range(1970, 2200)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The parts of a typed time. `end` is where they end in the text; `zone` is as typed.

    `is_exact`: it is written as machines write it, with a `T` or, after a full date, with seconds.
    """

    is_now: bool = False
    ago: timedelta | None = None
    clock: time | None = None
    day: Day | None = None
    zone: str = ""
    end: int = 0
    is_exact: bool = False


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NOW = _compile(r"(?:right\s+|just\s+)?now\b")
_AGO = _compile(rf"(?P<amounts>{AMOUNT}(?:\s*+(?:,\s*+)?(?:and\s++)?{AMOUNT})*+|(?:\d{{1,6}}[dhms])+)\s+ago\b")
_COLON_CLOCK = _compile(rf"{COLON_CLOCK}(?![\da-y_]|:\d)")
_HOUR_CLOCK = _compile(rf"(?P<h>\d{{1,2}})\s*{HALF}(?!\w)")
_DOT_CLOCK = _compile(rf"(?P<h>\d{{1,2}})\.(?P<m>\d{{2}})(?:\s*{HALF})?(?![\w.])")
_DIGITS_CLOCK = _compile(r"(?P<h>\d{2})(?P<m>\d{2})(?!\w)")

_ZONE_WORD = "|".join(sorted(ZONE_WORDS, key=len, reverse=True))
_ZONE_NAME = r"[A-Za-z_]{2,14}(?:/[A-Za-z0-9_+-]{2,20}){1,2}"
_OFFSET = r"(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:\d{2}"
_ZONE_END = r"(?=$|[\s,;)]|[.:](?:\s|$))(?:\s\([^()]{3,40}\))?\)?"
_ZONE = re.compile(rf"\(?(?P<zone>{_OFFSET}|{_ZONE_NAME}|{_ZONE_WORD}){_ZONE_END}")
_LOOSE_ZONE = _compile(rf"\(?(?P<zone>{_OFFSET}|[+-]\d{{1,2}}(?:\d{{2}})?|{_ZONE_NAME}|{_ZONE_WORD}){_ZONE_END}")
_FILLER = _compile(r"(?:\s|,|at\b|on\b|@)*")


def scan(text: str, *, loose: bool) -> Spoken:
    """The parts of a time at the start of `text`, as far as they go.

    Loose, for a field that holds nothing but a time, takes them in any order and form. Otherwise only what cannot well
    be meant as words: `5m ago`, or a clock time after its day (if any) and before its zone (if any).
    Raises WhenError for a part that looks like a time but is not one.
    """
    source = levelled(text)
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
            return Spoken(ago=amounts_of(match["amounts"]), end=match.end())
    if spoken.is_now or spoken.ago is not None:
        return None
    if spoken.day is None and (loose or spoken.clock is None):
        for pattern in DAYS:
            if match := pattern.match(source, at):
                return replace(spoken, day=_day(match), end=match.end(), is_exact=match[0][-1] == "T")
    if spoken.clock is None:
        match = _clock_match(source, at, loose=loose)
        return _with_clock(spoken, match) if match else None
    match = _zone_match(source, spoken, at if loose else None)
    return replace(spoken, zone=match["zone"], end=match.end()) if match else None


def _zone_match(source: str, spoken: Spoken, at: int | None) -> re.Match[str] | None:
    """A zone behind a clock time: anywhere from `at` on in a field of its own, else right behind it (None)."""
    if spoken.zone:
        return None
    match = _ZONE.match(source, _gap(source, spoken)) if at is None else _LOOSE_ZONE.match(source, at)
    return match if match and _is_zone(match["zone"], spoken) else None


def _with_clock(spoken: Spoken, match: re.Match[str]) -> Spoken:
    has_seconds = spoken.day is not None and spoken.day.year is not None and bool(match.groupdict().get("s"))
    return replace(spoken, clock=_clock(match), end=match.end(), is_exact=spoken.is_exact or has_seconds)


def _is_zone(zone: str, spoken: Spoken) -> bool:
    """Whether it is one here: `-14:00` right behind a clock time is the end of a span, but in what machines write.

    `-0300` is no clock time, so it is an offset behind any full date.
    """
    if not zone.startswith("-") or spoken.is_exact:
        return True
    return ":" not in zone and spoken.day is not None and spoken.day.year is not None


def _gap(source: str, spoken: Spoken) -> int:
    """Where a zone may begin right after a clock time: at once, or past one space."""
    return spoken.end + source.startswith(" ", spoken.end)


def _clock_match(source: str, at: int, *, loose: bool) -> re.Match[str] | None:
    patterns = (_COLON_CLOCK, _HOUR_CLOCK, _DOT_CLOCK, _DIGITS_CLOCK) if loose else (_COLON_CLOCK, _HOUR_CLOCK)
    return next((match for pattern in patterns if (match := pattern.match(source, at))), None)


def _clock(match: re.Match[str]) -> time:
    try:
        return clock_of(match)
    except ValueError as error:
        raise WhenError(str(error)) from None


def _day(match: re.Match[str]) -> Day:
    """The day named, if it leaves no doubt: of two readings, and of a weekday that was not then, the person is told."""
    if "one" in match.groupdict():
        _check_numbers(match)
    try:
        day = day_of(match)
    except ValueError as error:
        raise WhenError(str(error)) from None
    if day.year is not None:
        _check_year(date(day.year, day.month, day.number), match)
    return day


def _check_numbers(match: re.Match[str]) -> None:
    one, two = int(match["one"]), int(match["two"])
    if len(match["year"]) != len("2023"):
        raise WhenError(f"“{match[0]}”: write the year with four digits, such as 2023-05-13.")
    months = range(1, MONTHS_A_YEAR + 1)
    if one in months and two in months and one != two:
        readings = [f"{day} {calendar.month_name[month]} {match['year']}" for day, month in ((one, two), (two, one))]
        raise WhenError(f"“{match[0]}” can be {readings[0]} or {readings[1]}. Write it with the month's name.")


def _check_year(day: date, match: re.Match[str]) -> None:
    if day.year not in YEARS:
        raise WhenError(f"The year {day.year:04d} cannot be right.")
    name = match.groupdict().get("weekday")
    if name and WEEKDAYS[day.weekday()] != name[:3].lower():
        meant = calendar.day_name[WEEKDAYS.index(name[:3].lower())]
        raise WhenError(f"{day.day} {day:%B} {day.year} was a {day:%A}, not a {meant}.")
