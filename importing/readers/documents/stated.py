"""When it began and ended, how long it took: from labels, and from the sentences of the summary."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, pairwise

from core.prose.durations import durations_in
from core.prose.finds import FoundRange, FoundTime
from importing.readers.documents.facts import Sureness
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.moments import date_of
from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part
from importing.readers.documents.passage_times import Sentences, sentences_of, times_of, with_days
from importing.readers.documents.passages import Passage
from importing.readers.documents.stated_words import (
    ARROW,
    AT,
    BEGAN,
    BEGINS,
    BEGINS_BEHIND,
    ENDS,
    ENDS_BEHIND,
    LATER,
    MITIGATED,
    NEXT_CLAUSE,
    NOT_ENDS,
    OTHER_SIDE,
    PLANNED,
    UNTIL,
)

_NEAR = 25  # characters: `started to get propagated`
_MOST_ROWS = 20  # of a table of facts
_ORDER = (Part.DURATION, Part.DATE, Part.SUMMARY, Part.NARRATIVE, Part.IMPACT, None, Part.ABOUT)


# Parts that may tell it where no other one does.
_ELSEWHERE = (
    Part.OTHER,
    Part.ROOT_CAUSE,
    Part.CAUSE_AND_RESOLUTION,
    Part.TRIGGER,
    Part.DETECTION,
    Part.RESOLUTION,
)


@dataclass(frozen=True, slots=True)
class At:
    """A time with the line it stands in."""

    found: FoundTime
    line: int
    sureness: Sureness


@dataclass(slots=True)
class Stated:
    """What labels and the summary say of when. `days` are all full dates with their lines."""

    start: At | None = None
    end: At | None = None
    ends_after_range: bool = False  # start and end are the two ends of one range
    minutes: int | None = None
    minutes_line: int = 0
    days: list[tuple[date, int]] = field(default_factory=list)
    zones: list[tuple[str, int]] = field(default_factory=list)
    has_several: bool = False  # several periods, on different days
    ambiguous: list[tuple[str, int]] = field(default_factory=list)


def stated_in(
    passages: Sequence[Passage], title: Line | None = None, front: Iterable[Passage] = (), *, month_first: bool = False
) -> Stated:
    """Everything that the document states, labels first, the title last. `front` are labels of the front matter."""
    stated = Stated()
    passages = [*front, *passages]
    for passage in (*passages, *_columns(passages)):
        if passage.named in {Part.START, Part.END}:
            _take_label(stated, passage, month_first=month_first)
    for part in _ORDER:
        for passage in passages:
            if passage.part is part and passage.named not in {Part.START, Part.END, Part.PEOPLE}:
                _take_sentences(stated, passage, month_first=month_first)
    if stated.start is None and stated.end is None and not stated.has_several:
        _take_elsewhere(stated, passages, month_first=month_first)
    if title and stated.start is None and stated.end is None:
        _take_sentences(stated, Passage(Part.SUMMARY, lines=[title]), month_first=month_first)
    return stated


def _take_elsewhere(stated: Stated, passages: Sequence[Passage], *, month_first: bool) -> None:
    """What parts say that are about something else, such as the cause: guesses."""
    for part in _ELSEWHERE:
        for passage in passages:
            if passage.part is not part or (stated.start and stated.end):
                continue
            said = sentences_of(passage)
            finds = with_days(said, times_of(passage, said, month_first=month_first))
            _take_range(stated, said, finds, Sureness.GUESSED)
            _take_singles(stated, said, finds, Sureness.GUESSED)
            for found in finds:
                _note(stated, said, found)
            stated.has_several = False


def _columns(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The cells of a table of facts whose columns are called start and end, as labels."""
    for passage in passages:
        for head, row in pairwise(islice((line for line in passage.lines if line.kind is Kind.ROW), _MOST_ROWS)):
            parts = [part_of(cell) for cell in head.cells]
            if {Part.START, Part.END} <= set(parts) and len(head.cells) == len(row.cells):
                for part, cell in zip(parts, row.cells, strict=True):
                    line = replace(row, kind=Kind.TEXT, text=cell, words=cell, cells=())
                    yield Passage(part, named=part, line=row.number, is_label=True, lines=[line])
                break


def _take_label(stated: Stated, passage: Passage, *, month_first: bool) -> None:
    said = sentences_of(passage)
    for found in times_of(passage, said, month_first=month_first):
        _note(stated, said, found)
        first = found.first if isinstance(found, FoundRange) else found
        at = At(first, said.line(found.start), Sureness.STATED)
        if passage.named is Part.START and (stated.start is None):
            stated.start = at
        elif passage.named is Part.END and stated.end is None:
            stated.end = at
        if isinstance(found, FoundRange) and stated.end is None:
            stated.end, stated.ends_after_range = At(found.last, at.line, Sureness.STATED), True
        break


def _take_sentences(stated: Stated, passage: Passage, *, month_first: bool) -> None:
    said = sentences_of(passage)
    found_there = times_of(passage, said, month_first=month_first)
    for found in found_there:
        _note(stated, said, found)
    finds = with_days(said, found_there)
    sure = Sureness.STATED if passage.part in {Part.DURATION, Part.DATE} else Sureness.LIKELY
    if passage.part is Part.DURATION and stated.minutes is None:
        _take_minutes(stated, said)
    if stated.end is None:
        _take_range(stated, said, finds, sure)
    if passage.part is Part.DURATION and stated.start is None and stated.end is None:
        _take_pair(stated, said, finds)
    if (stated.end is None or stated.start is None) and not stated.has_several:
        _take_singles(stated, said, finds, sure)
    if stated.minutes is None and passage.part in {Part.SUMMARY, Part.IMPACT, None, Part.NARRATIVE}:
        _take_minutes(stated, said, needs_words=True)


def _note(stated: Stated, said: Sentences, found: FoundTime | FoundRange) -> None:
    """What a time says besides: its zone, its day, that it can be two days."""
    for each in (found.first, found.last) if isinstance(found, FoundRange) else (found,):
        line = said.line(found.start)
        if each.zone:
            stated.zones.append((each.zone, line))
        if each.can_be_two_days:
            stated.ambiguous.append((said.text[each.start : each.end], line))
        if each.day and (day := date_of(each.day, None)):
            stated.days.append((day, line))


def _take_minutes(stated: Stated, said: Sentences, *, needs_words: bool = False) -> None:
    for found in durations_in(said.text):
        around = said.text[max(0, found.start - NEXT_CLAUSE) : found.end + NEXT_CLAUSE // 2]
        if needs_words and not re.search(
            (
                r"\b(?:last(?:ed|ing)|outage|downtime|duration|down for|unavailable for|for (?:about"
                r"|approximately|over|nearly)?)\b"
            ),
            around,
        ):
            continue
        stated.minutes = round(found.span.total_seconds() / 60)
        stated.minutes_line = said.line(found.start)
        return


def _take_range(stated: Stated, said: Sentences, finds: Sequence[FoundTime | FoundRange], sure: Sureness) -> None:
    ranges = [found for found in finds if isinstance(found, FoundRange) and found.first.clock is not None]
    if len({str(found.first.day) for found in ranges if found.first.day}) > 1:
        stated.has_several = True
        return
    for found in ranges:
        if stated.start and stated.start.found.clock != found.first.clock:
            continue
        if PLANNED.search(said.text, max(0, found.start - NEXT_CLAUSE), found.start):
            continue
        line = said.line(found.start)
        stated.start = stated.start or At(found.first, line, sure)
        stated.end, stated.ends_after_range = At(found.last, line, sure), True
        return


def _take_pair(stated: Stated, said: Sentences, finds: Sequence[FoundTime | FoundRange]) -> None:
    """A label of the duration with two times: `02:11 (deleted) → 04:00 (all back)`."""
    times = [found for found in finds if isinstance(found, FoundTime) and found.clock is not None]
    if len(times) == 2 and ARROW.search(said.text, times[0].end, times[1].start):  # noqa: PLR2004 - from and to
        stated.start, stated.end = (At(found, said.line(found.start), Sureness.STATED) for found in times)


def _take_singles(stated: Stated, said: Sentences, finds: Sequence[FoundTime | FoundRange], sure: Sureness) -> None:
    """Times one by one: the words around each say whether it is the beginning or the end."""
    is_mitigated = False  # the end is when it was mitigated, and a later one may be told
    first: At | None = None  # a time that no word makes the beginning, but for `until …` behind it
    for before, found, behind in _clauses(said.text, finds):
        if not isinstance(found, FoundTime) or found.clock is None:
            continue
        at = At(found, said.line(found.start), sure)
        if UNTIL.search(before) and stated.start is None and first is not None:
            stated.start = first
        if UNTIL.search(before) and stated.end is None:
            stated.end = at
            continue
        first = first or (at if AT.search(before) else None)
        if ENDS.search(before) and not _begins_last(before):
            if (stated.end is None or is_mitigated) and stated.start is not None:
                stated.end, is_mitigated = _apart_from(at, stated.start), MITIGATED.search(before) is not None
        elif stated.start and stated.end is None and ENDS_BEHIND.search(behind) and not NOT_ENDS.search(behind):
            stated.end = _apart_from(at, stated.start)
        elif stated.start is None and _is_begin(before, behind):
            stated.start = at


def _apart_from(end: At, start: At) -> At:
    """The end without a day that it has from the start, so that it may be past midnight."""
    return replace(end, found=replace(end.found, day=None)) if end.found.day is start.found.day else end


def _is_begin(before: str, behind: str) -> bool:
    if LATER.search(before) or OTHER_SIDE.search(before):
        return False
    if BEGAN.search(before):
        return True
    begins = BEGINS_BEHIND.search(behind)
    later = LATER.search(behind)
    if begins and not (later and later.start() < begins.end() + _NEAR):
        return True
    return BEGINS.search(before) is not None and not later


def _begins_last(before: str) -> bool:
    """Whether the last word of the kind before a time says that it began."""
    begins = max((match.start() for match in BEGINS.finditer(before)), default=-1)
    ends = max((match.start() for match in ENDS.finditer(before)), default=-1)
    return begins > ends


def _clauses(text: str, finds: Sequence[FoundTime | FoundRange]) -> Iterator[tuple[str, FoundTime | FoundRange, str]]:
    """Each time with the words between it and its neighbours, at most to the end of the sentence."""
    for at, found in enumerate(finds):
        last = finds[at - 1].end if at else 0
        following = finds[at + 1].start if at + 1 < len(finds) else len(text)
        before = text[max(last, found.start - NEXT_CLAUSE) : found.start]
        behind = text[found.end : min(following, found.end + NEXT_CLAUSE)]
        yield re.split(r"[.!?]\s+(?=[A-Z])|\n", before)[-1], found, re.split(r"[.!?](?:\s|$)|\n", behind)[0]
