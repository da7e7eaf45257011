"""Merges two texts that began from a third one: diff3, by paragraphs, then sentences, then words inside what changed.

What only one of them changed is taken from there. Where both changed the same words in different ways, it is a
conflict: a whole sentence at least, which somebody can read and decide about. A sentence that either of them rewrote is
never merged word by word. Spaces and line ends after a paragraph, sentence or word belong to it and are merged with it.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Self

from core.alignment import Change, Effort, changes_between
from core.text_diff import text_diff

OF_A_LOOK = 400  # steps that looking into any three texts takes
MOST_IN_TURN = 50
MOST_CONFLICTS = 40  # more are one, from the first to the last


class RowKind(StrEnum):
    """Where the text of a row comes from."""

    BOTH = "both"
    THEIRS = "theirs"
    MINE = "mine"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of a merge, and what stands there in each text; all rows together are each of the texts."""

    kind: RowKind
    base: str
    theirs: str
    mine: str

    @classmethod
    def of(cls, base: str, theirs: str, mine: str) -> Self:
        """The row of three texts that are not looked into."""
        if theirs == mine:
            return cls(RowKind.BOTH, base, theirs, mine)
        if mine == base:
            return cls(RowKind.THEIRS, base, theirs, mine)
        return cls(RowKind.MINE if theirs == base else RowKind.CONFLICT, base, theirs, mine)

    @property
    def is_conflict(self) -> bool:
        """Whether somebody has to decide."""
        return self.kind == RowKind.CONFLICT

    @property
    def text(self) -> str:
        """What the merged text says here; of a conflict both, theirs first."""
        if self.is_conflict:
            return both_texts(self.theirs, self.mine)
        return self.mine if self.kind == RowKind.MINE else self.theirs


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text in paragraphs, sentences or words: each as words alone, which are compared, and with what follows it."""

    words: list[str]
    texts: list[str]


@dataclass(frozen=True, slots=True)
class _Level:
    """How a text is cut; what separates its pieces where nothing does; whether changes side by side meet."""

    pieces: Callable[[str], list[str]]
    space: str
    side_by_side: bool

    def cut(self, texts: Iterable[str]) -> tuple[_Cut, ...]:
        """The pieces of texts that do not end with a space; each last one gets what would follow it."""
        found = [self.pieces(text) for text in texts]
        spaces = [pieces[-2][len(pieces[-2].rstrip()) :] for pieces in found if len(pieces) > 1]
        space = max(spaces, key=_length, default=self.space)
        return tuple(_Cut([piece.rstrip() for piece in pieces], [*pieces[:-1], pieces[-1] + space]) for pieces in found)


def _length(space: str) -> tuple[int, int]:
    return space.count("\n"), len(space)


def _after(pattern: str) -> Callable[[str], list[str]]:
    """Cuts a text after each match."""
    found = re.compile(pattern)

    def cut(text: str) -> list[str]:
        ends = [0, *(match.end() for match in found.finditer(text)), len(text)]
        return [text[start:end] for start, end in pairwise(ends)]

    return cut


PARAGRAPHS = _Level(_after(r"\n(?:[ \t]*\n)+"), "\n\n", side_by_side=False)
SENTENCES = _Level(_after(r"[.!?…][ \t]|\n"), " ", side_by_side=False)
WORDS = _Level(_after(r"\s+"), " ", side_by_side=True)
FINER = {PARAGRAPHS: SENTENCES, SENTENCES: WORDS}


def three_way(base: str, theirs: str, mine: str) -> list[Row]:
    """The rows of the merge, in order. Takes well under a second for three texts of 256 kB, whatever they hold."""
    return _fewer_conflicts(_joined(_resolved(PARAGRAPHS, base, theirs, mine, Effort())))


def merged_text(rows: Iterable[Row], decided: Iterable[str] = ()) -> str:
    """The text that the rows make, with what was decided about each conflict, in order."""
    answers = iter(decided)
    return "".join(next(answers, row.text) if row.is_conflict else row.text for row in rows)


def conflicts_in(rows: Iterable[Row]) -> list[Row]:
    """Those that somebody has to decide about."""
    return [row for row in rows if row.is_conflict]


def two_way(theirs: str, mine: str) -> list[Row]:
    """The same where nothing of mine is taken unasked: every line in which it differs is a conflict."""
    rows = []
    for part in text_diff(theirs, mine):
        texts = ("".join(piece.text for piece in pieces) for pieces in (part.before, part.after))
        rows.append(Row(RowKind.CONFLICT if part.is_changed else RowKind.BOTH, "", *texts))
    return _fewer_conflicts(rows)


def both_texts(theirs: str, mine: str) -> str:
    """The two, one after the other, each in a paragraph or a line of its own where it was one."""
    if not theirs.strip() or not mine.strip():
        return theirs if theirs.strip() else mine
    return theirs.rstrip() + (_space_after(theirs) or _space_after(mine) or "\n\n") + mine


def with_ending(text: str, row: Row) -> str:
    """What somebody typed in the place of a row, with the spaces that part it from what follows."""
    words = text.rstrip()
    return words + (_space_after(row.mine) or _space_after(row.theirs)) if words else ""


def _space_after(text: str) -> str:
    return text[len(text.rstrip()) :]


def _resolved(level: _Level, base: str, theirs: str, mine: str, effort: Effort) -> list[Row]:
    row = Row.of(base, theirs, mine)
    return _looked_into(level, row, effort) if row.is_conflict else [row]


def _looked_into(level: _Level, row: Row, effort: Effort) -> list[Row]:
    """The rows of three different texts; among words nothing is asked, the whole is one conflict instead."""
    texts = [text.rstrip() for text in (row.base, row.theirs, row.mine)]
    if not all(texts) or not effort.takes(OF_A_LOOK + sum(map(len, texts)) // 2):
        return [row]
    base, theirs, mine = level.cut(texts)
    of_theirs = changes_between(base.words, theirs.words, effort)
    of_mine = changes_between(base.words, mine.words, effort)
    if not level.side_by_side:
        of_theirs, of_mine = _one_by_one(of_theirs), _one_by_one(of_mine)
    if level is WORDS and 2 * max(_changed(of_theirs), _changed(of_mine)) > len(base.words):
        return [row]
    rows: list[Row] = []
    for found in _groups((base, theirs, mine), of_theirs, of_mine, side_by_side=level.side_by_side):
        if found.is_conflict and level is WORDS:
            return [row]
        rows += _looked_into(FINER[level], found, effort) if found.is_conflict else [found]
    spaces = [whole[len(text) :] for whole, text in zip((row.base, row.theirs, row.mine), texts, strict=True)]
    return [*_without_last_space(rows), _merged_space(*spaces)]


def _one_by_one(changes: Iterable[Change]) -> list[Change]:
    """Where as many pieces stand as before, and not very many, each took the place of one."""
    single: list[Change] = []
    for change in changes:
        size = change.end - change.start
        if size != change.end2 - change.start2 or size > MOST_IN_TURN:
            single.append(change)
            continue
        places = zip(range(change.start, change.end), range(change.start2, change.end2), strict=True)
        single += [Change(place, place + 1, place2, place2 + 1) for place, place2 in places]
    return single


def _changed(changes: Iterable[Change]) -> int:
    return sum(change.end - change.start for change in changes)


def _groups(
    cuts: tuple[_Cut, _Cut, _Cut],
    of_theirs: list[Change],
    of_mine: list[Change],
    *,
    side_by_side: bool,
) -> Iterator[Row]:
    """The rows of one level: what nobody changed, and each group of changes that meet."""
    base, theirs, mine = cuts
    sides = [*((change, 0) for change in of_theirs), *((change, 1) for change in of_mine)]
    waiting = deque(sorted(sides, key=_place))
    at, shifts = 0, [0, 0]  # how much further along the two texts are than the base
    while waiting:
        start, end = waiting[0][0].start, waiting[0][0].end
        begins = [start + shifts[0], start + shifts[1]]
        yield from _unchanged(cuts, (at, at + shifts[0], at + shifts[1]), start - at)
        first = True
        while waiting and (first or _meets(start, end, waiting[0][0], side_by_side=side_by_side)):
            change, side = waiting.popleft()
            end, first = max(end, change.end), False
            shifts[side] = change.end2 - change.end
        yield Row.of(
            "".join(base.texts[start:end]),
            "".join(theirs.texts[begins[0] : end + shifts[0]]),
            "".join(mine.texts[begins[1] : end + shifts[1]]),
        )
        at = end
    yield from _unchanged(cuts, (at, at + shifts[0], at + shifts[1]), len(base.texts) - at)


def _place(found: tuple[Change, int]) -> tuple[int, int]:
    return found[0].start, found[0].end


def _meets(start: int, end: int, change: Change, *, side_by_side: bool) -> bool:
    """Whether a change that begins no earlier belongs to the group; two that only insert meet at the same place."""
    if side_by_side or start == end == change.start == change.end:
        return change.start <= end
    return change.start < end


def _unchanged(cuts: tuple[_Cut, _Cut, _Cut], starts: tuple[int, int, int], size: int) -> Iterator[Row]:
    """One row where the spaces are the same, too; else one for each piece, with its spaces merged."""
    base, theirs, mine = (cut.texts[start : start + size] for cut, start in zip(cuts, starts, strict=True))
    if base == theirs == mine:
        text = "".join(base)
        yield from [Row(RowKind.BOTH, text, text, text)] if text else []
        return
    for words, *texts in zip(cuts[0].words[starts[0] :], base, theirs, mine, strict=False):
        spaces = _merged_space(*(text[len(words) :] for text in texts))
        yield Row(spaces.kind, words + spaces.base, words + spaces.theirs, words + spaces.mine)


def _merged_space(base: str, theirs: str, mine: str) -> Row:
    """Spaces are never asked about: where both changed them, the longer ones stand."""
    row = Row.of(base, theirs, mine)
    longer = max(theirs, mine, key=lambda space: (*_length(space), space))
    return Row(RowKind.BOTH, base, longer, longer) if row.is_conflict else row


def _without_last_space(rows: list[Row]) -> list[Row]:
    """The same rows, ending with a word: what follows the last one stands apart."""
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        rows[place] = Row(row.kind, row.base.rstrip(), row.theirs.rstrip(), row.mine.rstrip())
        if row.is_conflict or row.text:
            break
    return rows


def _joined(rows: Iterable[Row]) -> list[Row]:
    """Rows of one kind that follow one another are one; conflicts stay apart."""
    joined: list[Row] = []
    for kind, group in groupby(rows, key=lambda row: row.kind):
        found = list(group)
        joined += found if kind == RowKind.CONFLICT else [_one(kind, found)]
    return [row for row in joined if row.base or row.theirs or row.mine]


def _one(kind: RowKind, rows: Iterable[Row]) -> Row:
    texts = zip(*((row.base, row.theirs, row.mine) for row in rows), strict=True)
    return Row(kind, *map("".join, texts))


def _fewer_conflicts(rows: list[Row]) -> list[Row]:
    """The same rows, or one conflict instead of very many."""
    places = [place for place, row in enumerate(rows) if row.is_conflict]
    if len(places) <= MOST_CONFLICTS:
        return rows
    first, last = places[0], places[-1] + 1
    one = _one(RowKind.CONFLICT, rows[first:last])
    return [*rows[:first], one, *rows[last:]]
