"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORD = re.compile(r"\S+\s*|\s+")
MOST = 2_000_000  # comparisons of two parts with each other; beyond that a text is shown as removed and added


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that was kept, removed or added."""

    mark: Mark
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order; those that are not added make `before`, those not removed make `after`.

    Lines are compared first, and words only where lines differ, so that long texts take no longer than short ones.
    """
    pieces: list[Piece] = []
    for mark, old, new in _compared(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if mark == Mark.SAME:
            pieces.append(Piece(Mark.SAME, old))
            continue
        for word_mark, gone, come in _compared(WORD.findall(old), WORD.findall(new)):
            pieces += [Piece(Mark.SAME, gone)] if word_mark == Mark.SAME else _replaced(gone, come)
    return _joined(pieces)


def shortened(pieces: Sequence[Piece], *, around: int = 120) -> list[Piece]:
    """The same with long runs that did not change cut in their middle."""
    return [Piece(piece.mark, _cut(piece.text, around)) if piece.mark == Mark.SAME else piece for piece in pieces]


def _cut(text: str, around: int) -> str:
    return text if len(text) <= 2 * around + 20 else f"{text[:around]} … {text[-around:]}"


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Mark, str, str]]:
    """Runs of parts that are the same in both, and between them what stands instead of what."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    last_old, last_new = len(old) - end, len(new) - end
    if start:
        yield Mark.SAME, "".join(old[:start]), ""
    yield from _middle(old[start:last_old], new[start:last_new])
    if end:
        yield Mark.SAME, "".join(old[last_old:]), ""


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Mark, str, str]]:
    if not old and not new:
        return
    if len(old) * len(new) > MOST:
        yield Mark.REMOVED, "".join(old), "".join(new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield Mark.SAME if tag == "equal" else Mark.REMOVED, "".join(old[a:b]), "".join(new[c:d])


def _replaced(gone: str, come: str) -> list[Piece]:
    return [piece for piece in (Piece(Mark.REMOVED, gone), Piece(Mark.ADDED, come)) if piece.text]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].mark == piece.mark:
            joined[-1] = Piece(piece.mark, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return joined
