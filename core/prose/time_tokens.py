"""Days and clock times in running text, one by one: what `times` puts together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time

from core.prose.digit_clocks import digit_clocks
from core.prose.zone_tokens import WORDS, ZONE_BEHIND
from core.time_words import COLON_CLOCK, DAYS, HALF, MONTHS_A_YEAR, Day, clock_of, day_of
from core.zones import meaning_of


@dataclass(frozen=True, slots=True)
class Token:
    """A day (`day`) or a clock time (`clock`) with the zone right behind it."""

    start: int
    end: int
    day: Day | None = None
    clock: time | None = None
    zone: str = ""
    has_half: bool = True  # am or pm, or no need of one
    can_be_two_days: bool = False
    last_day: Day | None = None  # 13–14 May: the other end


NOON, _ANY_LEAP_YEAR = 12, 2024
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LONG_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SHORT_WEEKDAYS = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?,?\s"
_UPPER = r"UTC|GMT|[PECM][SD]?T|CES?T|BST|IST"
# Where a token can begin, which is cheap to look for.
_START = re.compile(
    (
        rf"(?:(?<![\w.:/+%$€£#])(?<!\s000\d\s)|(?<=\d{{4}}/)(?=\d{{1,2}}:\d{{2}})|(?<=-\d\d/)(?=\d{{1,2}}:\d{{2}}))(?:\d"
        rf"|(?:{_MONTHS}|{_WEEKDAYS}|{_SHORT_WEEKDAYS}|(?-i:{_UPPER})\b"
        r"|today\b|yesterday\b|tomorrow\b|last\s|noon\b|midnight\b))"
    ),
    re.IGNORECASE,
)
_HALF = HALF.replace(r"\.?[Mm]\b\.?", r"(?:\.?[Mm]\b\.?|(?=\s(?:(?-i:[A-Z]{2,4})\b|[-–—:])|[-–—:]))")
_CLOCKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<h>\d{{1,2}}):(?P<m>\d{{2}})\s?{_HALF}(?!\w)",
        r"(?P<h>\d{1,2}):(?P<m>\d{2})(?P<half>[ap])(?!\w|['’])",
        rf"{COLON_CLOCK}(?![\d_]|:\d|-?[a-fg-y](?<![tz])\b)",
        rf"(?P<h>\d{{1,2}})\s?{HALF}(?!\w)",
        rf"(?P<h>\d{{1,2}})[.h](?P<m>\d{{2}})\s?{HALF}(?!\w)",
        r"(?P<h>[01]?\d|2[0-3])h(?P<m>[0-5]\d)(?!\w)",
        (
            r"(?P<h>[01]\d|2[0-3])[.:]?(?P<m>[0-5]\d)(?=\s?(?:hrs?|hours|uhr)\b(?!\s+of)"
            rf"|\s?[(]?(?-i:{WORDS})\b|\s?(?:[-–—]|to|and|until)\s?(?:[01]\d|2[0-3])[.:]?[0-5]\d\s?(?:hrs?\b"
            rf"|hours\b|(?-i:{WORDS})\b))"
            r"(?:\s?(?:hrs?|hours|uhr)\b)?"
        ),
    )
)
_NAMED_CLOCKS = re.compile(r"(?:12\s)?(?P<word>noon|midnight)\b", re.IGNORECASE)
_BARE_HOUR = re.compile(rf"(?P<h>\d{{1,2}})(?=\s?(?:-|–|—|to)\s?\d{{1,2}}(?::\d{{2}})?\s?{HALF})", re.IGNORECASE)
_MONTH = rf"(?P<month>(?:{_MONTHS})[a-z]*)\.?"
_SHORT_DAY = re.compile(
    (
        r"(?P<one>\d{1,2})/(?P<two>\d{1,2})(?=(?:,?\s+(?:at\s+|@\s*)?"
        rf"|\s*[-–—@]\s*)(?:\d{{1,2}}:\d{{2}}|\d{{1,2}}\s?{HALF.replace('?P<half>', '')}))"
    ),
    re.IGNORECASE,
)
# As machines, tables and people in a hurry write them: 02-Jun-21, 06/May/2022, 6 May ’22, January23, 20210602 14:05.
_FURTHER_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<number>\d{{1,2}})(?P<mark>[-/])(?P<month>(?:{_MONTHS}))[a-z]*(?P=mark)(?P<year>\d{{4}}|\d{{2}})(?!\w)",
        rf"(?P<number>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>(?:{_MONTHS}))[a-z]*\.?,?\s['’](?P<year>\d{{2}})(?!\w)",
        rf"(?P<month>(?:{_MONTHS}))[a-z]*\.?\s(?P<number>\d{{1,2}})(?:st|nd|rd|th)?,?\s['’](?P<year>\d{{2}})(?!\w)",
        rf"(?P<month>(?:{_LONG_MONTHS}))(?P<number>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<year>\d{{4}}))?(?!\w)",
        rf"(?P<number>\d{{1,2}})(?P<month>(?:{_MONTHS}))(?P<year>\d{{4}}|\d{{2}})(?!\w)",
        rf"(?P<month>(?:{_MONTHS}))[a-z]*-(?P<number>\d{{1,2}})(?:st|nd|rd|th)?-(?P<year>\d{{4}})(?!\w)",
        rf"(?P<month>(?:{_MONTHS}))-(?P<number>\d{{1,2}})(?!\w|-)(?P<year>(?!))?",
        r"(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?P<number>[0-3]\d)(?=[\sT]+\d{1,2}:?\d{2})",
        rf"(?P<year>\d{{4}})-(?P<month>(?:{_MONTHS}))[a-z]*-(?P<number>\d{{1,2}})(?!\w)",
    )
)
_DAY_SPANS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"{_MONTH}\s(?P<one>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|—|to|and"
            r"|&)\s?(?P<two>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>\d{4})\b"
        ),
        (
            r"(?P<one>\d{1,2})(?:st|nd|rd|th)?\s?(?:-|–|—|to|and|&)\s?(?P<two>\d{1,2})(?:st|nd|rd"
            rf"|th)?\s(?:of\s)?{_MONTH},?\s(?P<year>\d{{4}})\b"
        ),
    )
)
_OFFSET_BEHIND = re.compile(r"\s?(?P<zone>[+-](?:0\d|1[0-4]):?(?:[03]0|[14]5))(?!\d|:\d)")
_DIGITS_BEHIND = re.compile(
    rf"(?:,?\s*(?:at\s+|@\s*)?|\s*[-–—]\s*)(?P<h>[01]\d|2[0-3])[.:]?(?P<m>[0-5]\d)(?:\s?(?:hrs?|hours|h)\b)?"
    rf"(?=\s*(?:[-–—:|]\s|$|\n)|\s?[(]?(?:{WORDS})\b)"
)
_ZONE_FIRST = re.compile(rf"[(]?(?P<zone>(?:{WORDS}))[)]?:?\s(?=\d{{1,2}}:\d{{2}})")
_YEARS = range(1970, 2200)
_TWO_READINGS = re.compile(r"(\d{1,2})(?:[-/.]|,\s?)(\d{1,2})(?:[-/.]|,\s?)(?:\d{4}|\d{2})")
_YEAR_BEHIND = re.compile(r"\d{1,2}(?:[-/.]|,\s?)\d{1,2}(?:[-/.]|,\s?)\d{4}\b")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T")


def tokens(text: str, *, month_first: bool = False) -> Iterator[Token]:
    """The days and clock times of a text, in order. `month_first`: 5/6/2023 is 6 May."""
    at = 0
    while start := _START.search(text, at):
        token = _any(text, start.start(), month_first=month_first)
        if token is None:
            at = start.end()
            continue
        yield token
        at = token.end
        if token.day and token.day.year is not None and (clock := _digits_behind(text, at)):
            yield clock
            at = clock.end
        elif token.day and (_ISO.match(text, token.start) or text[at : at + 1] == "T"):
            clock = _clock(text, at + (text[at : at + 1] == "T"))
            if clock:
                yield clock
                at = clock.end


def _any(text: str, at: int, *, month_first: bool) -> Token | None:
    return _day(text, at, month_first=month_first) or _clock(text, at) or _zone_first(text, at)


def _digits_behind(text: str, at: int) -> Token | None:
    """`2023-05-03 1405 - …`: four digits behind a day are a clock time where a sign or a zone follows them."""
    match = _DIGITS_BEHIND.match(text, at)
    if match is None:
        return None
    clock = time(int(match["h"]), int(match["m"]))
    return _zoned(text, Token(match.start("h"), match.end(), clock=clock))


def _day(text: str, at: int, *, month_first: bool) -> Token | None:
    for pattern in _DAY_SPANS:
        if (match := pattern.match(text, at)) and (token := _day_span(match)):
            return token
    if match := _SHORT_DAY.match(text, at):
        return _short_day(match, month_first=month_first)
    for pattern in (*_FURTHER_DAYS, *DAYS):
        match = pattern.match(text, at)
        if match is None or not _is_day(match):
            continue
        try:
            day = day_of(match, month_first=month_first)
        except ValueError:
            return None
        if day.year is not None and day.year not in _YEARS:
            return _without_year(match, day)
        return Token(at, match.end(), day=day, can_be_two_days=_has_two_readings(match))
    return None


_COLON_BEHIND = re.compile(r"\s\d{1,2}:\d{2}")


def _without_year(match: re.Match[str], day: Day) -> Token | None:
    """`3 May 1405` is a day and a clock time; `1969-12-31` and `01 Jan 0001 00:00` are neither."""
    if match.start("year") == match.start() or _COLON_BEHIND.match(match.string, match.end()):
        return None
    return Token(match.start(), match.start("year"), day=replace(day, year=None))


def _short_day(match: re.Match[str], *, month_first: bool) -> Token | None:
    """`9/12 3:45pm`: a day without its year, where a clock time follows it."""
    one, two = int(match["one"]), int(match["two"])
    month, number = (one, two) if (month_first or two > MONTHS_A_YEAR) and one <= MONTHS_A_YEAR else (two, one)
    try:
        date(_ANY_LEAP_YEAR, month, number)
    except ValueError:
        return None
    doubt = one != two and max(one, two) <= MONTHS_A_YEAR
    return Token(match.start(), match.end(), day=Day(month=month, number=number), can_be_two_days=doubt)


def _is_day(match: re.Match[str]) -> bool:
    """Whether a match is a day in running text: no version of a program, and no `sat` or `may` alone."""
    words = match[0]
    if "one" in match.groupdict():
        return words[len(match["one"])] == "/" or _YEAR_BEHIND.match(words) is not None or _is_short_date(match)
    if words[:1].isdigit():
        return True
    if words[:3] == "may" and not match.groupdict().get("year"):  # we may 5 times
        return False
    if match.groupdict().get("weekday") and not match.groupdict().get("month"):
        return len(words.rstrip(".")) > len("thurs")
    return True


def _is_short_date(match: re.Match[str]) -> bool:
    """`5-26-21`: one of the first two numbers can be the month alone, the other the day alone."""
    one, two = int(match["one"]), int(match["two"])
    is_apart = match.string[match.end() : match.end() + 1] not in {"-", "."}
    return match["mark"] == "-" and is_apart and min(one, two) <= MONTHS_A_YEAR < max(one, two)


def _has_two_readings(match: re.Match[str]) -> bool:
    numbers = _TWO_READINGS.fullmatch(match[0])
    if numbers is None:
        return False
    one, two = int(numbers[1]), int(numbers[2])
    return one != two and max(one, two) <= MONTHS_A_YEAR


def _day_span(match: re.Match[str]) -> Token | None:
    """`13–14 May 2023`, in which the month and the year stand once."""
    ends = []
    for number in (match["one"], match["two"]):
        written = f"{number} {match['month']} {match['year']}"
        found = next((found for pattern in DAYS if (found := pattern.fullmatch(written))), None)
        if found is None:
            return None
        try:
            ends.append(day_of(found))
        except ValueError:
            return None
    return Token(match.start(), match.end(), day=ends[0], last_day=ends[1])


def _zone_first(text: str, at: int) -> Token | None:
    """`UTC 14:05`: the zone before the clock time."""
    match = _ZONE_FIRST.match(text, at)
    token = _clock(text, match.end()) if match else None
    if match is None or token is None or token.zone:
        return None
    return _with_zone(replace(token, start=at), match["zone"], token.end)


def _clock(text: str, at: int) -> Token | None:
    if match := _NAMED_CLOCKS.match(text, at):
        return _zoned(text, Token(at, match.end(), clock=time(NOON if match["word"].lower() == "noon" else 0)))
    for pattern in (*_CLOCKS, _BARE_HOUR, *digit_clocks(text, at)):
        match = pattern.match(text, at)
        if match is None:
            continue
        try:
            clock = _hour_only(match) if pattern is _BARE_HOUR or _is_of_24_hours(match) else clock_of(match)
        except ValueError:
            return None
        has_half = bool(match.groupdict().get("half")) and pattern is not _BARE_HOUR
        end = match.end()
        if has_half and text[end - 1] == ".":  # the full stop of a sentence, unless it is `p.m.`
            end -= text[end - 3 : end - 2] != "."
        return _zoned(text, Token(at, end, clock=clock, has_half=has_half or clock.hour > NOON))
    return None


def _hour_only(match: re.Match[str]) -> time:
    said = match.groupdict()
    return time(int(match["h"]), int(said.get("m") or 0), int(said.get("s") or 0))


def _is_of_24_hours(match: re.Match[str]) -> bool:
    """Whether somebody wrote `14:15 pm` or `00:15 am`, which leave no doubt."""
    half, hour = (match.groupdict().get("half") or "").lower(), int(match["h"])
    return (half == "p" and NOON < hour < NOON + NOON) or (half == "a" and hour == 0)


def _zoned(text: str, token: Token) -> Token:
    match = _OFFSET_BEHIND.match(text, token.end)
    if match and not _could_be_a_span(text, token, match):
        return _with_zone(token, match["zone"], match.end())
    match = ZONE_BEHIND.match(text, token.end)
    if match is None:
        return token
    return _with_zone(token, match["zone"] or match["inner"], match.end())


def _could_be_a_span(text: str, token: Token, match: re.Match[str]) -> bool:
    """`13:00-14:00` are two times, and so they are unless a machine wrote them: `T13:00-04:00`."""
    return match["zone"][0] == "-" and ":" in match["zone"] and text[token.start - 1 : token.start] != "T"


def _with_zone(token: Token, zone: str, end: int) -> Token:
    return token if meaning_of(zone) is None else Token(token.start, end, token.day, token.clock, zone, token.has_half)
