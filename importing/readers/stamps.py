"""Stamps as chats and logs write them, in English: `10:32 PM`, `Yesterday at 22:32`, `May 13th, 2023`, `13/05/2023`."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from importing.readers.messages import DayTold, Stamp

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ANY_CLOCK = (  # wherever it stands
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:[\s\u202f]?(?P<half>[AaPp])\.?[Mm]\b\.?)?(?![\d:])"
)
CLOCK = rf"(?<![\d.:/-]){ANY_CLOCK}"
DATE = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
_MONTH = r"(?P<month>[A-Z][a-z]{2})[a-z]*\.?"
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)"
_ORDINAL = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?"
_DAYS = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<mm>\d{1,2})[-/.](?P<number>\d{1,2})"),
    re.compile(r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?:(?P=mark)(?P<year>\d{4}|\d{2}))?"),
    re.compile(rf"{_WEEKDAY}?{_ORDINAL}\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}?{_MONTH}\s+{_ORDINAL}(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(r"(?P<back>today|yesterday)", re.IGNORECASE),
    re.compile(r"(?:last\s+)?(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?", re.IGNORECASE),
)
_CLOCK = re.compile(CLOCK)
_FILLER = re.compile(r"\bat\b|[\s,·•|@()\[\]–—-]+", re.IGNORECASE)
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-]\d{2,4})?(?![\d:])")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?")
_LONGEST = 80
_MONTHS_A_YEAR, _NOON, _CENTURY = 12, 12, 2000
_YEARS = range(1970, 2200)
_EPOCH_DIGITS = {10: 1, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}


def clock_of(match: re.Match[str]) -> time | None:
    """The time of day a CLOCK match says; None where there is none such."""
    hour, minute, second = int(match["h"]), int(match["m"]), min(int(match["s"] or 0), 59)  # a leap second is 59
    if match["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if match["half"] in "pP" else 0)
    with suppress(ValueError):
        return time(hour, minute, second, int((match["f"] or "")[:6].ljust(6, "0")))
    return None


def day_of(text: str, *, month_first: bool = False) -> DayTold | None:
    """The day a text names, if it names nothing else."""
    if len(text) > _LONGEST:
        return None
    words = text.strip().strip(",-–—.:[]() ")
    for pattern in _DAYS:
        if match := pattern.fullmatch(words):
            return _told(match.groupdict(), month_first=month_first)
    return None


def stamp_of(text: str, *, month_first: bool = False) -> Stamp | None:
    """The stamp a text is: a clock time with or without a day before or after it; None for anything else."""
    match = _CLOCK.search(text) if len(text) <= _LONGEST else None
    clock = clock_of(match) if match else None
    if match is None or clock is None:
        return None
    rest = _FILLER.sub(" ", text[: match.start()]).strip() or _FILLER.sub(" ", text[match.end() :]).strip()
    both = text[: match.start()].strip(" [(") and text[match.end() :].strip(" ])")
    if both:
        return None
    if not rest:
        return Stamp(clock)
    day = day_of(_around(text, match), month_first=month_first)
    return Stamp(clock, day) if day else None


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether dates such as 5/13/2023 are American here: a second part beyond 12 says so, or clocks with am and pm."""
    halves = False
    for text in texts:
        halves = halves or re.search(r"\d\s?[AP]M\b", text, re.IGNORECASE) is not None
        for one, two in _SLASHED.findall(text):
            if int(one) > _MONTHS_A_YEAR >= int(two):
                return False
            if int(two) > _MONTHS_A_YEAR >= int(one):
                return True
    return halves


def offset_of(text: str) -> tzinfo | None:
    """The offset `Z`, `+03:00`, `+0300` or `UTC` says; None for anything else."""
    if text in {"Z", "z", "UTC", "GMT"}:
        return UTC
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[2]) > 14:  # noqa: PLR2004 - the last offset there is
        return None
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(ahead if match[1] == "+" else -ahead)


def epoch_of(digits: str) -> datetime | None:
    """The instant that seconds, or milli-, micro- or nanoseconds, since 1970 say; None for what is no such number."""
    whole, _, part = digits.partition(".")
    scale = _EPOCH_DIGITS.get(len(whole)) if whole.isdigit() else None
    if scale is None:
        return None
    micro = int(whole) * 1_000_000 // scale + (int(part[:6].ljust(6, "0")) if part and scale == 1 else 0)
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
    return instant if instant.year in _YEARS else None


def _around(text: str, match: re.Match[str]) -> str:
    """What stands before or after the clock, without the words between."""
    before = re.sub(r"(?:\bat\b|[\s,·•|\[(–—-])+$", "", text[: match.start()], flags=re.IGNORECASE)
    after = re.sub(r"^(?:[\s,·•|\])–—-])+", "", text[match.end() :])
    return before or after


def _told(parts: dict[str, str | None], *, month_first: bool) -> DayTold | None:
    if back := parts.get("back"):
        return DayTold(back=("today", "yesterday").index(back.lower()))
    if "one" in parts:
        one, two = int(parts["one"] or 0), int(parts["two"] or 0)
        month, number = (one, two) if (month_first or two > _MONTHS_A_YEAR) and one <= _MONTHS_A_YEAR else (two, one)
        return _checked(parts.get("year"), month, number)
    if parts.get("mm"):
        return _checked(parts.get("year"), int(parts["mm"] or 0), int(parts["number"] or 0))
    if name := parts.get("month"):
        if name[:3].lower() not in MONTHS:
            return None
        return _checked(parts.get("year"), MONTHS.index(name[:3].lower()) + 1, int(parts["number"] or 0))
    return DayTold(weekday=WEEKDAYS.index((parts["weekday"] or "mon")[:3].lower()))


def _checked(year: str | None, month: int, number: int) -> DayTold | None:
    full = int(year) + (_CENTURY if len(year) == len("23") else 0) if year else None
    try:
        date(full or 2024, month, number)
    except ValueError:
        return None
    return DayTold(year=full, month=month, number=number)
