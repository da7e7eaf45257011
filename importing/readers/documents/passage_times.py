"""The words of a part as one text, with the times in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.prose.finds import FoundRange, FoundTime
from core.prose.times import times_in
from core.time_words import Day
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.moments import date_of
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.stated_words import NEXT_CLAUSE, OF_A_MACHINE, PUBLISHED
from importing.readers.documents.times import head_of, zone_in

_MOST = 4_000  # characters of a part that are looked through
_OF_TODAY = re.compile(r"\s(?:this (?:morning|afternoon|evening)|today|tonight)\b", re.IGNORECASE)
_NEXT_DAY = r"(?:the )?(?:next|following) (?:day|morning|afternoon|evening|night)"
_NAMES_NEXT_DAY = re.compile(rf"\b{_NEXT_DAY}\b", re.IGNORECASE)
_NEXT_DAY_BEFORE = re.compile(rf"\b{_NEXT_DAY},?\s*(?:(?:at|around|about|by|~)\s*)*$", re.IGNORECASE)
_NEXT_DAY_BEHIND = re.compile(rf"\s*[,(]?\s*(?:(?:on|of)\s+)?{_NEXT_DAY}\b", re.IGNORECASE)
_LONG_BEFORE = timedelta(days=7)
_WRAPPED = range(50, 130)  # characters of a line that goes on below
_LABEL = re.compile(r"[A-Z][\w ]{1,30}:\s")
_BESIDE = 50  # characters
_LONGEST = 300  # characters of a sentence on each side of a time
SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])|\n")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The words of a passage as one text, with where each line begins."""

    text: str
    starts: tuple[tuple[int, int], ...]
    code: frozenset[int] = frozenset()  # lines that tell days and zones, and no start or end

    def line(self, at: int) -> int:
        """The line that holds a position."""
        return next((number for start, number in reversed(self.starts) if start <= at), 0)


def sentences_of(passage: Passage) -> Sentences:
    """The words of a part, without the headers of answers and commits."""
    starts, texts, at = [], [], 0
    before: Line | None = None
    code: set[int] = set()
    for line in passage.told:
        if at > _MOST:
            break
        if passage.named not in {Part.START, Part.END} and OF_A_MACHINE.match(line.words):
            continue
        if before:
            texts.append(" " if _is_wrapped(before, line) else "\n")
        starts.append((at, line.number))
        if line.kind is Kind.CODE:
            code.add(line.number)
        texts.append(line.words[:_MOST])
        at += len(texts[-1]) + 1
        before = line
    return Sentences("".join(texts), tuple(starts), frozenset(code))


def _is_wrapped(before: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence of the one above, which was broken where it got too long."""
    if before.kind not in {Kind.TEXT, Kind.ITEM} or line.kind is not Kind.TEXT or line.number != before.number + 1:
        return False
    if len(before.raw) not in _WRAPPED or before.words.endswith((".", "!", "?", ":")):
        return False
    return not (line.is_bold or _LABEL.match(line.words) or (head_of(before.words) and head_of(line.words)))


def times_of(passage: Passage, said: Sentences, *, month_first: bool) -> list[FoundTime | FoundRange]:
    """The times of a passage; the zone in the brackets of its label is theirs: `Time (PDT): 12:08 PM`."""
    found = times_in(said.text, month_first=month_first)
    zone = zone_in(passage.heading) if passage.heading.endswith(")") else ""
    if not zone and not _NAMES_NEXT_DAY.search(said.text):
        return found
    return [_completed(said, each, zone) for each in found]


def _completed(said: Sentences, found: FoundTime | FoundRange, zone: str) -> FoundTime | FoundRange:
    """A time with the zone of its label, and with the day that words beside it name: `10:40 the next day`."""
    if isinstance(found, FoundTime):
        return _with_next_day(said, found, zone, found.end)
    first = _with_next_day(said, found.first, zone, found.first.end)
    return replace(found, first=first, last=_with_next_day(said, found.last, zone, found.end))


def _with_next_day(said: Sentences, found: FoundTime, zone: str, end: int) -> FoundTime:
    if found.clock is None:
        return found
    before, behind = said.text[max(0, found.start - _BESIDE) : found.start], said.text[end : end + _BESIDE]
    is_on_next_day = _NEXT_DAY_BEFORE.search(before) or _NEXT_DAY_BEHIND.match(behind)
    day = Day(from_today=1) if found.day is None and is_on_next_day else found.day
    return replace(found, day=day, zone=found.zone or zone)


def is_next_day(day: Day | None) -> bool:
    """Whether a day is the one after that of the start."""
    return day is not None and day.from_today == 1


def is_published(said: Sentences, found: FoundTime | FoundRange) -> bool:
    """Whether a time is when a text was posted: `*Posted May 4, 2024 - 09:25 UTC*`."""
    return PUBLISHED.search(said.text[max(0, found.start - NEXT_CLAUSE) : found.start]) is not None


def sentence_around(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the sentence begins that holds what stands from `start` to `end`, and the sentence."""
    ends = [match.end() for match in SENTENCE_END.finditer(text, max(0, start - _LONGEST), start)]
    begin = ends[-1] if ends else max(0, start - _LONGEST)
    close = SENTENCE_END.search(text, end, end + _LONGEST)
    return begin, text[begin : close.start() if close else end + _LONGEST]


def _is_aside(found: FoundTime, day: Day | None) -> bool:
    """Whether a day is mentioned by the way, so that what follows is not on it: without a clock time, long before."""
    before, named = date_of(day, None), date_of(found.day, None)
    return found.clock is None and before is not None and named is not None and before - named > _LONG_BEFORE


def with_days(said: Sentences, finds: Sequence[FoundTime | FoundRange]) -> list[FoundTime | FoundRange]:
    """Times without a day are on the one that was named before them: `On 4 March we were down from 14:05`."""
    day: Day | None = None
    found: list[FoundTime | FoundRange] = []
    for each in finds:
        first = each.first if isinstance(each, FoundRange) else each
        if isinstance(each, FoundTime) and is_next_day(each.day) and (before := date_of(day, None)):
            on = before + timedelta(days=1)
            found.append(replace(each, day=Day(year=on.year, month=on.month, number=on.day)))
        elif first.day is not None:
            if not is_published(said, each) and not _is_aside(first, day):
                day = first.day
            found.append(each)
        elif isinstance(each, FoundRange):
            found.append(replace(each, first=replace(first, day=day)))
        else:
            found.append(each if _OF_TODAY.match(said.text, each.end) else replace(each, day=day))
    return [each for each in found if not said.code or said.line(each.start) not in said.code]
