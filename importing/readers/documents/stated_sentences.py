"""Sentences that say when it began and ended: ranges, and times one by one with the words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.prose.durations import durations_in
from core.prose.finds import FoundRange, FoundTime
from importing.readers.documents.facts import Sureness
from importing.readers.documents.guess_words import REPAIRED
from importing.readers.documents.moments import date_of
from importing.readers.documents.passage_times import Sentences, sentence_around
from importing.readers.documents.stated_facts import At, Length, Stated
from importing.readers.documents.stated_words import (
    ARROW,
    AT,
    BEGAN,
    BEGINS,
    BEGINS_BEHIND,
    CHANGED,
    CHANGES,
    ENDS,
    ENDS_BEHIND,
    FOUND_OUT,
    FULLY,
    HABIT,
    IT_LASTED,
    LASTS,
    LATER,
    LEADS_TO_NEXT,
    LEADS_WITHIN,
    MITIGATED,
    NEXT_CLAUSE,
    NOT_ENDS,
    OTHER_SIDE,
    OUT,
    PLANNED,
    UNHURT,
    UNTIL,
)

_BEHIND = 130  # characters behind a time, for a long subject: `At 14:05 the server that … became`
_FEW = 16  # characters around a range and a length of time that say nothing else
_NEAR = 25  # characters: `started to get propagated`
_CLAUSE_ENDS = re.compile(r",\s|;\s|\s(?:and|but|then|before|until|till|when|while)\s")


def take_range(stated: Stated, said: Sentences, finds: Sequence[FoundTime | FoundRange], sure: Sureness) -> None:
    """The first range that is the incident's: not of a change, of opening hours, of what happens each day."""
    ranges = [
        found
        for found in finds
        if isinstance(found, FoundRange) and found.first.clock is not None and not _is_of_another(said, found)
    ]
    if len({str(found.first.day) for found in ranges if found.first.day}) > 1:
        if (
            sure is not Sureness.GUESSED
            and stated.start is None
            and stated.end is None
            and _take_whole(stated, said, ranges)
        ):
            return
        stated.has_several = stated.end is None
        return
    for found in ranges:
        if sure is Sureness.LIKELY and not _is_of_outage(said, found):
            continue
        start, end = stated.start_surer_than(sure), stated.end_surer_than(sure)
        if start and start.found.clock != found.first.clock:
            continue
        if end and end.found.clock != found.last.clock:
            continue
        line = said.line(found.start)
        stated.start = start or At(found.first, line, sure)
        if end is None:
            stated.end, stated.ends_after_range = At(found.last, line, sure), True
            if later := _later_in_sentence(said, found, ranges) or _later_in_list(said, found, ranges):
                stated.end, stated.ends_after_range = At(later.last, line, Sureness.GUESSED), False
        return


def _later_in_sentence(said: Sentences, found: FoundRange, ranges: Sequence[FoundRange]) -> FoundRange | None:
    """The last of further ranges in the same sentence: `down from 10:00 to 10:20 and again from 14:00 to 14:10`."""
    begin, sentence = sentence_around(said.text, found.start, found.end)
    end = begin + len(sentence)
    later = [each for each in ranges if found.end <= each.start < end and _is_after(each, found)]
    return later[-1] if later else None


def _later_in_list(said: Sentences, found: FoundRange, ranges: Sequence[FoundRange]) -> FoundRange | None:
    """The last of further ranges, each at the head of a line, of lines that follow one another."""
    if not _heads_line(said.text, found):
        return None
    last, lines = None, said.text[: found.start].count("\n")
    for each in ranges:
        line = said.text[: each.start].count("\n")
        if each.start > found.start and line == lines + 1 and _heads_line(said.text, each) and _is_after(each, found):
            last, lines = each, line
    return last


def _heads_line(text: str, found: FoundRange) -> bool:
    return found.start - (text.rfind("\n", 0, found.start) + 1) <= _FEW


def _take_whole(stated: Stated, said: Sentences, ranges: Sequence[FoundRange]) -> bool:
    """Start and end of ranges on different days that overlap, as guesses; whether they do."""
    spans = [(found, _local(found.first), _local(found.last)) for found in ranges]
    known = sorted(((begin, end, found) for found, begin, end in spans if begin and end), key=lambda each: each[:2])
    if len(known) < len(ranges) or len({each.first.zone for each in ranges}) > 1:
        return False
    latest = known[0]
    for span in known[1:]:
        if span[0] > latest[1]:
            return False
        latest = max(latest, span, key=lambda each: each[1])
    for attribute, found in (("start", known[0][2].first), ("end", latest[2].last)):
        setattr(stated, attribute, At(found, said.line(known[0][2].start), Sureness.GUESSED))
    return True


def _local(found: FoundTime) -> datetime | None:
    day = date_of(found.day, None)
    return datetime.combine(day, found.clock) if day and found.clock else None


def _is_after(later: FoundRange, found: FoundRange) -> bool:
    one, other = found.last.clock, later.first.clock
    return one is not None and other is not None and other >= one and found.first.zone == later.first.zone


def _is_of_another(said: Sentences, found: FoundRange) -> bool:
    """Whether a range is when something was planned or changed, or when something happens each day."""
    begin, sentence = sentence_around(said.text, found.start, found.end)
    before = said.text[max(begin, found.start - NEXT_CLAUSE) : found.start]
    change = CHANGED.search(before)
    if PLANNED.search(before) or (change and not OUT.search(change[0])):
        return True
    return HABIT.search(sentence) is not None and OUT.search(sentence) is None


def _is_of_outage(said: Sentences, found: FoundRange) -> bool:
    """Whether a range is in the first sentence, in one about an outage, or in one that says only how long it took."""
    begin, sentence = sentence_around(said.text, found.start, found.end)
    lengths = sum(each.end - each.start for each in durations_in(sentence))
    is_alone = len(sentence) - (found.end - found.start) - lengths <= _FEW
    return begin == 0 or is_alone or OUT.search(sentence) is not None


def take_pair(stated: Stated, said: Sentences, finds: Sequence[FoundTime | FoundRange]) -> None:
    """A label of the duration with two times: `02:11 (deleted) → 04:00 (all back)`."""
    times = [found for found in finds if isinstance(found, FoundTime) and found.clock is not None]
    if len(times) == 1 and stated.start is None and ARROW.match(said.text[times[0].end :].partition(")")[2].strip()):
        stated.start = At(times[0], said.line(times[0].start), Sureness.STATED)
    if len(times) == 2 and ARROW.search(said.text, times[0].end, times[1].start):  # noqa: PLR2004 - from and to
        stated.start, stated.end = (At(found, said.line(found.start), Sureness.STATED) for found in times)


def take_singles(stated: Stated, said: Sentences, finds: Sequence[FoundTime | FoundRange], sure: Sureness) -> None:
    """Times one by one: the words around each say whether it is the beginning or the end."""
    singles = _Singles(stated, said, is_change=stated.start is not None and not stated.start_surer_than(sure))
    for before, found, behind in _clauses(said.text, finds):
        if isinstance(found, FoundTime) and found.clock is not None:
            singles.take(At(found, said.line(found.start), sure), before, behind)


@dataclass(slots=True)
class _Singles:
    """Through the times of a passage."""

    stated: Stated
    said: Sentences
    first: At | None = None  # a time that no word makes the beginning, but for `until …` behind it
    is_mitigated: bool = False  # the end is when it was mitigated, and a later one may be told
    is_partial: bool = False  # the end is not said to be that of all, and a later one may be
    is_change: bool = False  # the start is when something was changed, and that of the outage may be told

    def take(self, at: At, before: str, behind: str) -> None:
        """One time with the words around it."""
        stated = self.stated
        if UNHURT.search(before) or UNHURT.search(behind):
            return
        if UNTIL.search(before):
            stated.start = stated.start or self.first
            if stated.end is None:
                stated.end = at if stated.start else replace(at, sureness=Sureness.GUESSED)
                self.is_partial = True
                return
        if FOUND_OUT.search(before) or FOUND_OUT.match(behind):
            stated.noticed = stated.noticed or replace(at, sureness=Sureness.GUESSED)
        self.first = self.first or (at if AT.search(before) else None)
        is_end = ENDS.search(before) is not None and not _begins_last(before)
        ends_there = is_end or (ENDS_BEHIND.search(behind) is not None and not NOT_ENDS.search(behind))
        if (ends_there and stated.start is None) or REPAIRED.search(before):
            stated.end_alone = stated.end_alone or replace(at, sureness=Sureness.GUESSED)
        if is_end:
            self._take_end(at, before)
        elif stated.start and ends_there and (stated.end is None or (self.is_partial and FULLY.search(behind))):
            stated.end, self.is_partial = _apart_from(at, stated.start), False
        else:
            self._take_start(at, before, behind)

    def _take_end(self, at: At, before: str) -> None:
        """A time behind words of the end; a later one may be surer."""
        stated = self.stated
        is_whole = FULLY.search(before) is not None
        if stated.start and (stated.end is None or self.is_mitigated or (self.is_partial and is_whole)):
            stated.end, self.is_mitigated = _apart_from(at, stated.start), MITIGATED.search(before) is not None
            self.is_partial = not is_whole

    def _take_start(self, at: At, before: str, behind: str) -> None:
        stated = self.stated
        if (stated.start is None or self.is_change) and _is_begin(self.said, at.found, before, behind):
            stated.start, stated.length = at, _length_around(self.said.text, at.found) or stated.length
            self.is_change = False
        elif stated.start is None and _is_change(before, behind):
            stated.start, self.is_change = replace(at, sureness=Sureness.GUESSED), True


def _length_around(text: str, found: FoundTime) -> Length | None:
    """How long it took, if the sentence with the start or the next one says so: `from 14:02 for 68 minutes`."""
    _, sentence = sentence_around(text, found.start, found.end)
    told = next((each for each in durations_in(sentence) if LASTS.search(sentence[: each.start])), None)
    if told is None:
        rest = text[found.end : found.end + NEXT_CLAUSE * 3].partition(". ")[2]
        said = IT_LASTED.match(rest)
        told = next((each for each in durations_in(rest[: said.end() + NEXT_CLAUSE]) if said), None) if said else None
    return Length(told.span, told.is_about) if told else None


def _apart_from(end: At, start: At) -> At:
    """The end without a day that it has from the start, so that it may be past midnight."""
    return replace(end, found=replace(end.found, day=None)) if end.found.day is start.found.day else end


def _is_begin(said: Sentences, found: FoundTime, before: str, behind: str) -> bool:
    if HABIT.search(before + behind) and not OUT.search(sentence_around(said.text, found.start, found.end)[1]):
        return False
    if LATER.search(before) or OTHER_SIDE.search(before):
        return False
    if BEGAN.search(before):
        return True
    begins = BEGINS_BEHIND.search(behind)
    later = LATER.search(behind)
    if begins and not (later and later.start() < begins.end() + _NEAR):
        return True
    return BEGINS.search(before) is not None and not later


def _is_change(before: str, behind: str) -> bool:
    """Whether something was changed then, which may have been the beginning."""
    words = f"{before} {behind}"
    return CHANGES.search(words) is not None and not LATER.search(words) and not OTHER_SIDE.search(before)


def _begins_last(before: str) -> bool:
    """Whether the last word of the kind before a time says that it began."""
    begins = max((match.end() for match in BEGINS.finditer(before)), default=-1)
    ends = max((match.end() for match in ENDS.finditer(before)), default=-1)
    return begins > ends


def _clauses(text: str, finds: Sequence[FoundTime | FoundRange]) -> Iterator[tuple[str, FoundTime | FoundRange, str]]:
    """Each time with the words between it and its neighbours, at most to the end of the sentence."""
    for at, found in enumerate(finds):
        last = finds[at - 1].end if at else 0
        following = finds[at + 1].start if at + 1 < len(finds) else None
        before = re.split(r"[.!?]\s+(?=[A-Z])|\n", text[max(last, found.start - 2 * NEXT_CLAUSE) : found.start])[-1]
        within = LEADS_WITHIN.search(text, found.start, found.end)  # `3 May, starting at 14:05`
        behind = text[found.end : min(following or len(text), found.end + _BEHIND)]
        yield (
            f"{before}{within[0]} " if within else before,
            found,
            _own_words(re.split(r"[.!?](?:\s|$)|\n", behind)[0], reaches_next=found.end + len(behind) == following),
        )


def _own_words(behind: str, *, reaches_next: bool) -> str:
    """The words behind a time without those that lead to the next one: `…, and was resolved at`."""
    if not reaches_next or not LEADS_TO_NEXT.search(behind):
        return behind
    ends = [match.start() for match in _CLAUSE_ENDS.finditer(behind)]
    return behind[: ends[-1]] if ends else behind
