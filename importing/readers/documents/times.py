"""Times at the beginning of a line: heads of entries, days on lines of their own, and what a heading says of zones."""

import re
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import lru_cache

from core.prose.finds import FoundRange, FoundTime
from core.prose.times import times_in
from core.prose.zone_tokens import ONE_ZONE, ZONE
from core.time_words import MONTHS_A_YEAR, Day
from core.zones import meaning_of

LONGEST_HEAD = 160
MOST_REMEMBERED = 20_000  # heads of lines, each of which is asked for several times
_LEAD = re.compile(
    (
        r"(?:[\[(~≈@*•“\"'|]|[^\w\s()\[\]+\-–—.,:;!?/]|(?:updated?:?|at|on|around|about|approx(?:imately|\.)?"
        r"|roughly|circa|ca?\.|ca|by|from|starting|shortly|just|since|between|until|before|after|also|later|then)\s"
        r"|(?:the )?(?:next|following|same) day,?\s(?=on\s)|time:\s|date:\s"
        r"|day\s\d{1,2}\s?[:(,–—-]*\s?|[-–—_](?=\d{1,2}[/.-]\d{1,2}[/.-]\d)|\s)*+"
    ),
    re.IGNORECASE,
)
_LEAD_ABOUT = re.compile(r"~|≈|\b(?:around|about|approx|roughly|circa|ca)\b", re.IGNORECASE)
_CLOSERS = re.compile(
    (
        r"[\])*”\"'_\s]*+(?:\((?:local(?: time)?|approx[a-z.]*|estimated)\)|(?:-?ish|later|after start|hrs?|hours|uhr|h"
        r"|local(?: time)?|onwards?)\b)?[\])*+?\s]*+"
    ),
    re.IGNORECASE,
)
_SAME_AGAIN = re.compile(r"\s*(?:/|\(|or|\|)\s*$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:(?:->|=>|[-–—:|,;>→=•·.]|…)\s*)*+")
_RELATIVE = re.compile(
    r"(?:T\s?(?P<sign>[+\-−–])\s?|(?P<plus>\+)\s?)(?:(?P<h>\d{1,3}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
    r"|(?P<hours>\d{1,3})\s?h(?:ours?|rs?)?\s?(?P<minutes>[0-5]?\d)\s?m(?:in(?:ute)?s?)?"
    r"|(?P<count>\d{1,5}(?:\.\d{1,2})?)\s?(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)?)"
    r"(?!\w|[:.]\d|\s(?:business|working|months?|years?)\b)",
    re.IGNORECASE,
)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ENDS_WITH_TIME = re.compile(r"(?P<words>\S[^()]{2,100}?)\s*\((?P<time>[^()]{3,40})\)")
_ZERO = re.compile(r"T\s?(?:[+\-]\s?)?0?(?=\s*[:|\]\-–—])")
_BARE = re.compile(r"(?P<h>[01]\d|2[0-3]|\d(?=\.))[.:h]?(?P<m>[0-5]\d)(?:\s?(?:hrs?|hours|h)\b)?(?=\s*[-–—:|,]\s|\s|$)")
_ZONE_ALONE = re.compile(rf"[\s,:–—-]*[(\[]?(?:all times (?:in )?)?{ZONE}[)\]]?[\s:]*")
_BARE_BEHIND = re.compile(
    r"[\s,:–—-]*(?:at\s+|@\s*)?(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?:\s?(?:hrs?|hours|h)\b)?(?=\s+[A-Z])"
)
_SLASHED = re.compile(r"(?P<one>\d{1,2})/(?P<two>\d{1,2})(?=\s*(?:$|[:–—|]|-\s(?!\d)))")
_MOST_DAYS = 31
_ZONE_WORDS = re.compile(rf"(?<![\w/+-]){ZONE}")
_SPEAKS_OF_TIMES = re.compile(r"\b(?:time|times|timestamps?|timings|hours|clock|utc)\b", re.IGNORECASE)
# `All times (are) in UTC`, `Times: Pacific Time`, `events are shown in local time (EAT)`.
_SAYS_ZONE = re.compile(
    rf"\b(?:[Tt]imes|TIMES|[Tt]imestamps|[Tt]imings)\b[^.\n]{{0,60}}?(?<![\w/+-]){ZONE}"
    r"|\b(?:[Tt]ime|TIME|[Hh]ours|clock|dates|events|entries"
    r"|timeline)\b[^.\n]{0,60}?(?:\b(?:in|are|is|as|use|using|at|to)\b|[:=(,–-])"
    rf"[^.\n]{{0,25}}?(?<![\w/+-])(?P<second>{ONE_ZONE})"
    rf"|^[(\[*]*(?P<first>{ONE_ZONE})[)\]*]*\s+times?\b",
)
_ZONE_IN_BRACKETS = re.compile(rf"\((?:all )?(?:times|timestamps) (?:are )?(?:in )?{ZONE}\)", re.IGNORECASE)
_LONGEST_STATEMENT = 240


@dataclass(frozen=True, slots=True)
class Head:
    """The time that a line begins with, and the words behind it."""

    rest: str
    first: FoundTime | None = None
    last: FoundTime | None = None
    after_start: timedelta | None = None  # `T+5`

    @property
    def is_day_alone(self) -> bool:
        """Whether the line is nothing but a day."""
        return self.first is not None and self.first.clock is None and not self.rest


def head_of(words: str, *, month_first: bool = False, takes_bare: bool = False) -> Head | None:
    """The time at the beginning of a line; None for a line that begins with none.

    `takes_bare`: 1405 is a time, too.
    """
    found = _found_at(words[:LONGEST_HEAD], month_first, takes_bare)
    if found is None:
        return None
    head = found.head
    return Head(words[found.rest_at :].strip(), head.first, head.last, head.after_start)


@dataclass(frozen=True, slots=True)
class _Found:
    """A head without its words, and where those begin."""

    head: Head
    rest_at: int


@lru_cache(maxsize=MOST_REMEMBERED)
def _found_at(words: str, month_first: bool, takes_bare: bool) -> _Found | None:  # noqa: FBT001 - keys of the cache
    start = _LEAD.match(words).end()  # type: ignore[union-attr]
    found = _relative(words, start) or _slashed_day(words, start, month_first=month_first)
    if found:
        return found
    times = times_in(words, month_first=month_first)
    if not times or times[0].start != start:
        return _bare(words, start) if takes_bare else None
    return _of_time(words, start, times)


def _of_time(words: str, start: int, found: list[FoundTime | FoundRange]) -> _Found:
    """The head of a line that begins with a time."""
    end = _end(words, found)
    time_told = found[0]
    if isinstance(time_told, FoundTime) and time_told.clock is None:
        if zone := _ZONE_ALONE.fullmatch(words, end):
            return _Found(Head("", replace(time_told, zone=zone["zone"])), len(words))
        if _has_year(time_told) and (bare := _BARE_BEHIND.match(words, time_told.end)):
            clock = time(int(bare["h"]), int(bare["m"]))
            return _Found(Head("", replace(time_told, clock=clock, has_half=True)), _behind(words, bare.end()))
    first, last = (time_told.first, time_told.last) if isinstance(time_told, FoundRange) else (time_told, None)
    if _LEAD_ABOUT.search(words[:start]):
        first = replace(first, is_about=True)
    return _Found(Head("", first, last), _behind(words, end))


def _has_year(found: FoundTime) -> bool:
    """Whether four digits behind a day can be no year."""
    return found.day is not None and found.day.year is not None


def _slashed_day(words: str, start: int, *, month_first: bool) -> _Found | None:
    """`9/12: the queue grows`: a day without its year."""
    match = _SLASHED.match(words, start)
    if match is None:
        return None
    one, two = int(match["one"]), int(match["two"])
    month, number = (one, two) if (month_first or two > MONTHS_A_YEAR) and one <= MONTHS_A_YEAR else (two, one)
    if not 1 <= month <= MONTHS_A_YEAR or not 1 <= number <= _MOST_DAYS:
        return None
    found = FoundTime(
        start, match.end(), Day(month=month, number=number), can_be_two_days=max(one, two) <= MONTHS_A_YEAR
    )
    return _Found(Head("", found), _behind(words, match.end()))


def _end(words: str, found: list[FoundTime | FoundRange]) -> int:
    """Where the time ends, with the same one in another zone: `22:30 EAT (19:30 UTC)`."""
    end = found[0].end
    for again in found[1:]:
        if again.start - end > 4 or not _SAME_AGAIN.fullmatch(words, end, again.start):  # noqa: PLR2004 - a few signs
            break
        end = again.end
    return end


def _behind(words: str, end: int) -> int:
    """Where the words behind a time begin."""
    at = _CLOSERS.match(words, end).end()  # type: ignore[union-attr]
    return _SEPARATOR.match(words, at).end()  # type: ignore[union-attr]


def _relative(words: str, start: int) -> _Found | None:
    match = _RELATIVE.match(words, start)
    if match is None:
        zero = _ZERO.match(words, start)
        return _Found(Head("", after_start=timedelta()), _behind(words, zero.end())) if zero else None
    unit = (match["unit"] or "m")[0].lower()
    if match["count"]:
        amount = timedelta(**{_UNITS[unit]: float(match["count"])})
    elif match["hours"]:
        amount = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    else:
        amount = timedelta(hours=int(match["h"]), minutes=int(match["m"]), seconds=int(match["s"] or 0))
    is_before = (match["sign"] or "+") != "+"
    return _Found(Head("", after_start=-amount if is_before else amount), _behind(words, match.end()))


def _bare(words: str, start: int) -> _Found | None:
    match = _BARE.match(words, start)
    if match is None:
        return None
    found = FoundTime(start, match.end(), clock=time(int(match["h"]), int(match["m"])))
    return _Found(Head("", found), _behind(words, match.end()))


def head_behind(words: str, *, month_first: bool = False) -> Head | None:
    """The clock time in brackets at the end of a heading: `Recovery (16:40-17:00)`."""
    match = _ENDS_WITH_TIME.fullmatch(words)
    head = head_of(match["time"], month_first=month_first) if match else None
    if match is None or head is None or head.rest or head.first is None or head.first.clock is None:
        return None
    return replace(head, rest=match["words"])


def is_time_alone(words: str) -> bool:
    """Whether a heading is a day or a time, or begins with a clock time."""
    head = head_of(words)
    return head is not None and (not head.rest or head.first is None or head.first.clock is not None)


def zone_in(words: str) -> str:
    """The zone that a heading names: `Timeline (UTC)`. Empty where it names none."""
    for match in _ZONE_WORDS.finditer(words[:LONGEST_HEAD]):
        if meaning_of(match["zone"]):
            return match["zone"]
    return ""


def stated_zone(words: str) -> str:
    """The zone that a sentence says all times are in: `All times in UTC`. Empty for any other sentence."""
    if len(words) > _LONGEST_STATEMENT or not _SPEAKS_OF_TIMES.search(words):
        return ""
    if match := _ZONE_IN_BRACKETS.search(words):
        return match["zone"]
    if any(isinstance(each, FoundRange) or each.clock is not None for each in times_in(words)):
        return ""
    match = _SAYS_ZONE.search(words)
    return (match["zone"] or match["first"] or match["second"]) if match else ""
