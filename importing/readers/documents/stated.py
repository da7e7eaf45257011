"""When it began and ended, how long it took: from labels, and from the sentences of the summary."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile

from core.prose.durations import durations_in
from core.prose.finds import FoundRange, FoundTime
from importing.readers.documents.facts import Sureness
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.parts import Part
from importing.readers.documents.passage_times import (
    SENTENCE_END,
    Sentences,
    is_published,
    sentences_of,
    times_of,
    with_days,
)
from importing.readers.documents.passages import Passage
from importing.readers.documents.stated_facts import At, Length, Stated
from importing.readers.documents.stated_labels import columns_of, is_end_alone, take_label
from importing.readers.documents.stated_sentences import take_pair, take_range, take_singles
from importing.readers.documents.stated_words import (
    DOWN_FOR,
    FROM_DETECTION,
    LATER,
    NEXT_CLAUSE,
    ON_DAY,
    OPENS,
    OTHER_DAY,
    PLANNED,
    SAYS_LENGTH,
)
from importing.readers.documents.times import head_of

_OF_A_MACHINE = re.compile(r"\d{4}-\d{2}-\d{2}T\d")
_A_MINUTE = timedelta(minutes=1)
_HOURS = len(" hours")  # behind a clock time: `13.45 hours`
_FEW = 20  # characters beside a range that is a line of its own
_ORDER = (Part.DURATION, Part.DATE, Part.SUMMARY, Part.NARRATIVE, Part.IMPACT, None, Part.ABOUT)
# Parts that may tell it where no other one does.
_ELSEWHERE = (
    Part.OTHER,
    Part.ROOT_CAUSE,
    Part.CAUSE_AND_RESOLUTION,
    Part.TRIGGER,
    Part.DETECTION,
    Part.RESOLUTION,
    Part.WENT_WRONG,
    Part.CONTRIBUTING,
    Part.LESSONS,
    Part.TIMELINE,
)


def stated_in(
    passages: Sequence[Passage], title: Line | None = None, front: Iterable[Passage] = (), *, month_first: bool = False
) -> Stated:
    """Everything that the document states, labels first, the title last. `front` are labels of the front matter."""
    front = list(front)
    stated = Stated(lines_of_front=frozenset(each.line for each in front if _OF_A_MACHINE.match(each.lines[0].words)))
    passages = [*front, *passages]
    for passage in (*passages, *columns_of(passages)):
        if passage.named in {Part.START, Part.END}:
            take_label(stated, passage, month_first=month_first)
    if stated.end is None and (alone := next(filter(is_end_alone, passages), None)):
        take_label(stated, replace(alone, named=Part.END), month_first=month_first)
    told = [passage for passage in passages if passage.named not in {Part.START, Part.END, Part.PEOPLE}]
    timed = [passage for passage in _in_order(told) if _take_sentences(stated, passage, month_first=month_first)]
    if stated.start is None and stated.end is None and not stated.has_several:
        _take_any_range(stated, timed, month_first=month_first)
    is_told = stated.start or (stated.end and stated.end.sureness is not Sureness.GUESSED)
    if not is_told and not stated.has_several:
        _take_elsewhere(stated, passages, month_first=month_first)
    if title and stated.start is None and stated.end is None:
        _take_sentences(stated, Passage(Part.SUMMARY, lines=[title]), month_first=month_first)
    if stated.start is None and not stated.has_several:
        _take_opening(stated, timed, month_first=month_first)
    stated.end = stated.end or stated.end_alone
    return stated


def _in_order(passages: Sequence[Passage]) -> list[Passage]:
    """The passages that tell of it, those first that say it most clearly; what stands above all names is a summary."""
    above = {id(passage) for passage in takewhile(lambda each: each.part is None, passages)}
    parts = [(Part.SUMMARY if id(passage) in above else passage.part, passage) for passage in passages]
    return [passage for part in _ORDER for its, passage in parts if its is part]


def _take_any_range(stated: Stated, passages: Sequence[Passage], *, month_first: bool) -> None:
    """A range in a sentence that does not speak of an outage: a guess."""
    for passage in passages:
        if stated.start is None:
            said = sentences_of(passage)
            finds = with_days(said, times_of(passage, said, month_first=month_first))
            take_range(stated, said, finds, Sureness.GUESSED)


def _take_elsewhere(stated: Stated, passages: Sequence[Passage], *, month_first: bool) -> None:
    """What parts say that are about something else, such as the cause: guesses."""
    for part in _ELSEWHERE:
        for passage in passages:
            if passage.part is not part or (stated.start and stated.end):
                continue
            said = sentences_of(_in_paragraphs(passage) if part is Part.TIMELINE else passage)
            finds = with_days(said, times_of(passage, said, month_first=month_first))
            take_range(stated, said, finds, Sureness.GUESSED)
            take_singles(stated, said, finds, Sureness.GUESSED)
            for found in finds:
                stated.note(said, found)
            stated.has_several = False


def _in_paragraphs(passage: Passage) -> Passage:
    """What a timeline tells in paragraphs, at most one of which begins with a time: the others are entries."""
    entries = sum(head_of(line.words) is not None for line in passage.told)
    return replace(passage, lines=[line for line in passage.lines if line.kind is Kind.TEXT and entries <= 1])


def _take_opening(stated: Stated, passages: Sequence[Passage], *, month_first: bool) -> None:
    """The first time of a summary, if it opens a sentence, as a guess: `At 14:05 UTC, the team moved …`."""
    for passage in passages:
        said = sentences_of(passage)
        finds = times_of(passage, said, month_first=month_first)
        first = next(iter(finds), None)
        if first is None or not _opens(SENTENCE_END.split(said.text[: first.start])[-1]):
            continue
        if isinstance(first, FoundRange) or first.clock is None or is_published(said, first):
            continue
        if any(said.text[each.start - 1 : each.start] == "\n" for each in finds):  # lines of a timeline
            continue
        ends_line = said.text[first.end : first.end + 1] in {"", "\n"}
        if not passage.is_label and first.day and ends_line:  # when an update was posted
            continue
        behind = SENTENCE_END.split(said.text[first.end : first.end + NEXT_CLAUSE])[0]
        if not LATER.search(behind) and not PLANNED.search(behind):
            stated.start = At(first, said.line(first.start), Sureness.GUESSED)
            return


def _opens(words: str) -> bool:
    """Whether a time behind these words is at the head of its sentence."""
    return len(words) < NEXT_CLAUSE and OPENS.fullmatch(words) is not None


def _take_sentences(stated: Stated, passage: Passage, *, month_first: bool) -> bool:
    """What the sentences of a part say; whether they name a time at all."""
    said = sentences_of(passage)
    found_there = times_of(passage, said, month_first=month_first)
    for found in found_there:
        is_other = OTHER_DAY.search(said.text[max(0, found.start - NEXT_CLAUSE) : found.start]) is not None
        stated.note(said, found, is_published=is_other or is_published(said, found))
    finds = with_days(said, found_there)
    sure = Sureness.STATED if passage.part in {Part.DURATION, Part.DATE} else Sureness.LIKELY
    _take_days(stated, said, found_there)
    if passage.part is Part.DURATION and stated.minutes is None:
        _take_minutes(stated, passage, said)
    if _is_headed_by_range(stated, passage, said, found_there):
        stated.end = None
    if not (stated.start_surer_than(sure) and stated.end_surer_than(sure)):
        take_range(stated, said, finds, sure)
    if passage.part is Part.DURATION and stated.start is None and stated.end is None:
        take_pair(stated, said, finds)
    if not (stated.start_surer_than(sure) and stated.end) and not stated.has_several:
        take_singles(stated, said, finds, sure)
    if stated.minutes is None and passage.part in {Part.SUMMARY, Part.IMPACT, None, Part.NARRATIVE}:
        _take_minutes(stated, passage, said)
    return bool(finds)


def _is_headed_by_range(
    stated: Stated, passage: Passage, said: Sentences, finds: Sequence[FoundTime | FoundRange]
) -> bool:
    """Whether the impact begins with a range on a line of its own, from the known start on."""
    first = next(iter(finds), None)
    if passage.part is not Part.IMPACT or not isinstance(first, FoundRange) or stated.start is None:
        return False
    line = said.text[: first.start] + said.text[first.end :].partition("\n")[0]
    is_end_open = stated.end is not None and stated.end.sureness is Sureness.LIKELY and not stated.ends_after_range
    is_alone = len(line) <= _FEW and line.endswith(":")
    return is_alone and is_end_open and stated.start.found.clock == first.first.clock


def _take_days(stated: Stated, said: Sentences, finds: Sequence[FoundTime | FoundRange]) -> None:
    """The days that a summary names, and the period between two of them."""
    for found in finds:
        first = found.first if isinstance(found, FoundRange) else found
        if not first.day or is_published(said, found):
            continue
        if isinstance(found, FoundRange) and found.first.clock is None and found.first.day and found.last.day:
            stated.period = stated.period or (found.first.day, found.last.day)
        if first.day.month and ON_DAY.search(said.text[max(0, found.start - NEXT_CLAUSE) : found.start]):
            stated.summary_days.append(first.day)


def _take_minutes(stated: Stated, passage: Passage, said: Sentences) -> None:
    """How long it took: behind a label, or in a sentence with words that say so."""
    is_label = passage.part is Part.DURATION
    times = [(each.start, each.end) for each in times_of(passage, said, month_first=False)]
    for found in durations_in(said.text):
        if found.span < _A_MINUTE or any(start < found.end and found.start < end + _HOURS for start, end in times):
            continue
        around = said.text[max(0, found.start - NEXT_CLAUSE) : found.end + NEXT_CLAUSE // 2]
        if not is_label and not SAYS_LENGTH.search(around):
            continue
        stated.minutes = round(found.span.total_seconds() / 60)
        stated.minutes_line = said.line(found.start)
        if DOWN_FOR.search(around) or (is_label and not FROM_DETECTION.match(passage.heading)):
            stated.length = stated.length or Length(found.span, found.is_about)
        return
