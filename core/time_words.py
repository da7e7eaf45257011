"""Clock times and days as people, chats and logs write them in English: the patterns, and what a match of one says.

`when_grammar` reads what people type with them, `importing.readers` the stamps of chats and logs.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, time

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS_A_YEAR = 12
_NOON = 12
_LAST_SECOND = 59
_LEVELLED = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_CENTURY, _LAST_CENTURY = 2000, 1900
_FIRST_OF_LAST_CENTURY = 70  # 15/9/94 is in 1994
_ANY_LEAP_YEAR = 2024

HALF = r"(?P<half>[AaPp])\.?[Mm]\b\.?"
# 22:35, 22:35:10.250, 2:00 PM
COLON_CLOCK = rf"(?P<h>\d{{1,2}}):~?(?P<m>\d{{2}})(?::(?P<s>\d{{2}})(?:[.,](?P<f>\d{{1,9}}))?)?(?:\s*+{HALF})?"

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)\b\.?(?!['’])"
)
_NUMBER = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?(?!\d|:\d|\.\d)"
_YEAR = r"(?P<year>\d{4})(?!\d|:\d)"
DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<number>\d{1,2})(?!\d)(?:T(?=\d))?",
        r"(?P<one>\d{1,2})(?P<mark>[-/.]|,\s?)(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?!\d)",
        rf"(?:{_WEEKDAY},?\s+(?:the\s+)?)?{_NUMBER}[\s-]*(?:of\s+)?{_MONTH}(?:[,\s-]+{_YEAR})?",
        rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_NUMBER}(?:,?\s+{_YEAR})?",
        r"(?P<word>today|yesterday|tomorrow)\b(?!['’])",
        rf"(?P<last>last\s+)?{_WEEKDAY}",
    )
)


@dataclass(frozen=True, slots=True)
class Day:
    """The day that was named: an offset from today, a weekday (0 is Monday), or a date with or without its year."""

    from_today: int | None = None
    weekday: int | None = None
    is_last: bool = False
    year: int | None = None
    month: int = 0
    number: int = 0


def levelled(text: str) -> str:
    """The text, as long as before, with the one minus and the one space that the patterns know."""
    return text.translate(_LEVELLED)


def clock_of(match: re.Match[str]) -> time:
    """The time of day that a match with the groups h, m, s, f and half says. Raises ValueError for what no clock shows.

    A leap second is the 59th.
    """
    parts = match.groupdict()
    hour, minute, second = int(parts["h"]), int(parts.get("m") or 0), int(parts.get("s") or 0)
    second = _LAST_SECOND if second == _LAST_SECOND + 1 else second
    if half := parts.get("half"):
        if not 1 <= hour <= _NOON:
            raise ValueError(f"“{match[0]}” is not a time of day: with am or pm the hours go from 1 to 12.")
        hour = hour % _NOON + (_NOON if half in "pP" else 0)
    try:
        return time(hour, minute, second, int((parts.get("f") or "")[:6].ljust(6, "0")))
    except ValueError:
        raise ValueError(f"“{match[0]}” is not a time of day: those go from 00:00 to 23:59.") from None


def day_of(match: re.Match[str], *, month_first: bool = False) -> Day:
    """The day that a match of one of DAYS names. Raises ValueError for a date that does not exist.

    `month_first`: 5/6/2023 is 6 May. Where only one order makes a date, it is that one.
    """
    parts = match.groupdict()
    if word := parts.get("word"):
        return Day(from_today=("yesterday", "today", "tomorrow").index(word.lower()) - 1)
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        is_month_first = (month_first or two > MONTHS_A_YEAR) and one <= MONTHS_A_YEAR
        return _date(parts["year"], *((one, two) if is_month_first else (two, one)))
    if name := parts.get("month"):
        month = int(name) if name.isdigit() else MONTHS.index(name[:3].lower()) + 1
        return _date(parts["year"], month, int(parts["number"]))
    return Day(weekday=WEEKDAYS.index(parts["weekday"][:3].lower()), is_last=bool(parts.get("last")))


def _date(year: str | None, month: int, number: int) -> Day:
    full = int(year) if year else None
    if full is not None and year and len(year) == len("23"):
        full += _CENTURY if full < _FIRST_OF_LAST_CENTURY else _LAST_CENTURY
    try:
        date(full if full is not None else _ANY_LEAP_YEAR, month, number)
    except ValueError:
        named = f"{number} {calendar.month_name[month]}" if 1 <= month <= MONTHS_A_YEAR else f"Month {month}"
        raise ValueError(f"{named}{f' {year}' if year else ''} does not exist.") from None
    return Day(year=full, month=month, number=number)
