"""How one text became another: line by line, and word by word inside the lines that changed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.alignment import Change, Effort, changes_between

OF_A_LOOK = 200  # steps that looking into any two texts takes

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class PieceKind(StrEnum):
    """What became of a piece."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that was kept, removed or added."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that follow one another and are the same, or that changed; as pieces of both texts, in order."""

    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything differs."""
        return any(piece.kind != PieceKind.SAME for piece in self.pieces)

    @property
    def before(self) -> list[Piece]:
        """What the earlier text says here."""
        return [piece for piece in self.pieces if piece.kind != PieceKind.ADDED]

    @property
    def after(self) -> list[Piece]:
        """What the later text says here."""
        return [piece for piece in self.pieces if piece.kind != PieceKind.REMOVED]


def text_diff(before: str, after: str) -> list[Part]:
    """The parts of both texts, in order; in well under a second for 256 kB of anything."""
    effort = Effort()
    one, two = _LINE.findall(before), _LINE.findall(after)
    parts: list[Part] = []
    at = 0
    for change in [*changes_between(one, two, effort), Change(len(one), len(one), len(two), len(two))]:
        if change.start > at:
            parts.append(Part((Piece(PieceKind.SAME, "".join(one[at : change.start])),)))
        if change.end > change.start or change.end2 > change.start2:
            old, new = "".join(one[change.start : change.end]), "".join(two[change.start2 : change.end2])
            parts.append(Part(tuple(_words(old, new, effort))))
        at = change.end
    return parts


def pieces_between(before: str, after: str) -> list[Piece]:
    """The same in one row."""
    return list(_joined(piece for part in text_diff(before, after) for piece in part.pieces))


def shortened(pieces: Iterable[Piece], *, around: int = 120) -> list[Piece]:
    """The same with long runs that did not change cut in their middle."""
    return [Piece(piece.kind, _cut(piece.text, around)) if piece.kind == PieceKind.SAME else piece for piece in pieces]


def _cut(text: str, around: int) -> str:
    return text if len(text) <= 2 * around + 20 else f"{text[:around]} … {text[-around:]}"


def _words(before: str, after: str, effort: Effort) -> Iterator[Piece]:
    if not before or not after or not effort.takes(OF_A_LOOK + len(before) + len(after)):
        return _joined([Piece(PieceKind.REMOVED, before), Piece(PieceKind.ADDED, after)])
    one, two = _WORD.findall(before), _WORD.findall(after)
    changes = changes_between(one, two, effort)
    pieces: list[Piece] = []
    at = 0
    for change in [*changes, Change(len(one), len(one), len(two), len(two))]:
        pieces.append(Piece(PieceKind.SAME, "".join(one[at : change.start])))
        pieces.append(Piece(PieceKind.REMOVED, "".join(one[change.start : change.end])))
        pieces.append(Piece(PieceKind.ADDED, "".join(two[change.start2 : change.end2])))
        at = change.end
    return _joined(_without_islands(pieces))


def _without_islands(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A space between two changes belongs to them: words are not told apart by what only separates them."""
    for place, piece in enumerate(pieces):
        is_island = piece.kind == PieceKind.SAME and 0 < place < len(pieces) - 3 and piece.text.strip(" ") == ""
        if is_island and piece.text:
            yield Piece(PieceKind.REMOVED, piece.text)
            yield Piece(PieceKind.ADDED, piece.text)
        elif piece.text:
            yield piece


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Removed words that follow one another in one piece, then the added ones in one."""
    waiting = {PieceKind.REMOVED: "", PieceKind.ADDED: ""}
    same = ""
    for piece in pieces:
        if piece.kind != PieceKind.SAME:
            if same:
                yield Piece(PieceKind.SAME, same)
                same = ""
            waiting[piece.kind] += piece.text
            continue
        yield from _taken(waiting)
        same += piece.text
    if same:
        yield Piece(PieceKind.SAME, same)
    yield from _taken(waiting)


def _taken(waiting: dict[PieceKind, str]) -> Iterator[Piece]:
    for kind, text in waiting.items():
        if text:
            yield Piece(kind, text)
            waiting[kind] = ""
