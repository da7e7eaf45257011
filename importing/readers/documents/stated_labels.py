"""Labels of start and end, and the cells of tables of facts that are called so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from core.prose.finds import FoundRange, FoundTime
from core.prose.times import times_in
from importing.readers.documents.facts import Sureness
from importing.readers.documents.lines import Kind
from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part
from importing.readers.documents.passage_times import is_published, sentences_of, times_of
from importing.readers.documents.passages import Passage
from importing.readers.documents.stated_facts import At, Stated

_MARKS = " \t\n|,;:.·*_()–—-"  # around a label inside a line
_WORD = re.compile(r"\w")
_MOST_ROWS = 20  # of a table of facts


def columns_of(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The cells of a table of facts whose columns are called start and end, as labels."""
    for passage in passages:
        for head, row in pairwise(islice((line for line in passage.lines if line.kind is Kind.ROW), _MOST_ROWS)):
            parts = [part_of(cell) for cell in head.cells]
            if {Part.START, Part.END} <= set(parts) and len(head.cells) == len(row.cells):
                for part, name, cell in zip(parts, head.cells, row.cells, strict=True):
                    line = replace(row, kind=Kind.TEXT, text=cell, words=cell, cells=())
                    yield Passage(part, name, part, line=row.number, is_label=True, lines=[line])
                break


def take_label(stated: Stated, passage: Passage, *, month_first: bool) -> None:
    """The first time behind a label of the start or the end, and what further labels of the line say."""
    said = sentences_of(passage)
    named, last = passage.named, 0
    for found in times_of(passage, said, month_first=month_first):
        stated.note(said, found)
        if is_published(said, found):
            continue
        if last:
            named = part_of(said.text[last : found.start].strip(_MARKS))
        if named in {Part.START, Part.END}:
            _take_time(stated, named, found, said.line(found.start))
        elif last:
            break
        last = found.end


def _take_time(stated: Stated, named: Part, found: FoundTime | FoundRange, line: int) -> None:
    """The time of a label; a range is both."""
    if isinstance(found, FoundRange):
        stated.start = stated.start or At(found.first, line, Sureness.STATED)
        if stated.end is None:
            stated.end, stated.ends_after_range = At(found.last, line, Sureness.STATED), True
    elif named is Part.START:
        stated.start = _joined(stated.start, At(found, line, Sureness.STATED))
    else:
        stated.end = _joined(stated.end, At(found, line, Sureness.STATED))


def is_end_alone(passage: Passage) -> bool:
    """Whether a label of the resolution is followed by nothing but a time: `Recovery: 15:10 UTC`."""
    told = passage.told
    if passage.named is not Part.RESOLUTION or len(told) != 1:
        return False
    found = times_in(told[0].words)
    return (
        len(found) == 1
        and isinstance(found[0], FoundTime)
        and not _WORD.search(told[0].words[: found[0].start] + told[0].words[found[0].end :])
    )


def _joined(known: At | None, further: At) -> At:
    """One time of two labels: `Start date:` and `Start time:`. Of two whole times the first counts."""
    if known is None:
        return further
    one, two = known.found, further.found
    if one.clock is None and two.clock is not None and two.day in {None, one.day}:
        return replace(further, found=replace(two, day=one.day, can_be_two_days=one.can_be_two_days))
    if one.day is None and two.day is not None and two.clock is None:
        return replace(known, found=replace(one, day=two.day, can_be_two_days=two.can_be_two_days))
    return known
