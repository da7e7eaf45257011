"""Cuts Markdown into pieces that can be rendered apart, and says what rendering each would cost.

The Markdown library needs time that grows with the square of a piece's length, or worse, for some shapes: unbalanced
brackets, wide tables, nested markers. Small pieces keep that harmless; a piece that stays too dear is shown as it was
typed. `make bench-rendering` measures both.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from core.markdown_lists import with_even_indents
from core.markdown_tables import LONGEST_TABLE, head_of, pieces_of

BATCH = 4_000  # characters: small pieces are rendered together up to here
_SEPARATOR = frozenset("|:- ")
DEEPEST = 8  # markers of lists and quotes in front of one line
_DEEPEST_INDENT = 64

_FENCE = re.compile(r"(?P<indent>[ \t]{0,12})(?P<mark>`{3,}+|~{3,}+)[ ]*+(?P<info>[^`]*)$")
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}\.)[ \t]")
_FIRST_ITEM = re.compile(r" {0,3}(?:[-*+]|1\.)[ \t]+\S")
_CONTINUES = re.compile(r"[ \t>]|(?:[-*+]|\d{1,9}\.)[ \t]")
_HEADING = re.compile(r"#{1,6}[ \t]")
_RULE = re.compile(r" {0,3}(?:=+|-+|\*(?:[ ]?\*){2,}|-(?:[ ]?-){2,}|_(?:[ ]?_){2,})[ ]*$")
_MARKERS = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}\.)(?=[ \t])))+")
_ONE_MARKER = re.compile(r">|[-*+](?=[ \t])|\d{1,9}\.(?=[ \t])")
_ITEM_LINES = re.compile(r"^[ >]*(?:[-*+]|\d{1,9}\.) ", re.MULTILINE)
_BRACKETS = re.compile(r"[\[\]()]")
_SPECIAL = re.compile(r"[*_`\\&<\[]|!\[")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the source: a fenced block of code, or prose that is rendered apart from the rest.

    Rows of a long table have the head of the table as `table`; without it they are as they stand in the source.
    """

    text: str
    is_code: bool = False
    table: str = ""

    @property
    def source(self) -> str:
        """What the library renders."""
        return self.table + self.text


def split(source: str) -> list[Segment]:
    """The source in pieces, in order. Fenced code stands alone; an unclosed fence reaches to the end."""
    segments: list[Segment] = []
    prose: list[str] = []
    code: list[str] = []
    opened: re.Match[str] | None = None
    for line in source.split("\n"):
        fence = _FENCE.match(line)
        if opened is None and fence and len(fence["info"].split()) <= 1:
            segments += _batches(prose)
            prose, opened = [], fence
        elif opened is None:
            prose.append(line)
        elif fence and fence["mark"].startswith(opened["mark"]) and not fence["info"].strip():
            segments.append(_code(code))
            code, opened = [], None
        else:
            code.append(_unindented(line, len(opened["indent"])))
    segments += [*_batches(prose), *([_code(code)] if opened else [])]
    return [part for segment in segments for part in _without_long_tables(segment)]


def _without_long_tables(segment: Segment) -> list[Segment]:
    """The segment; where it holds a long table what stands above that, its rows in pieces, and what is below."""
    if segment.is_code or segment.text.count("\n") <= LONGEST_TABLE:
        return [segment]
    parts: list[Segment] = []
    prose: list[str] = []
    for block in segment.text.split("\n\n"):
        head = head_of(block.strip("\n"))
        if not head:
            prose.append(block)
            continue
        parts += [Segment("\n\n".join(prose))] if prose else []
        first, *rest = pieces_of(block.strip("\n"), head)
        parts += [Segment(head + first), *(Segment(rows, table=head) for rows in rest)]
        prose = []
    return [*parts, *([Segment("\n\n".join(prose))] if prose else [])]


def _code(lines: list[str]) -> Segment:
    return Segment("\n".join(lines), is_code=True)


def _unindented(line: str, width: int) -> str:
    """A line of code without the indent of its fence."""
    lead = line[:width]
    return lead.lstrip() + line[width:]


def _batches(lines: list[str]) -> list[Segment]:
    """Prose in batches, cut only where a blank line is followed by the fresh start of a paragraph."""
    batches: list[Segment] = []
    batch: list[str] = []
    size = 0
    for before, line in pairwise(["", *_spaced(with_even_indents([line.expandtabs(4) for line in lines]))]):
        if size >= BATCH and not before.strip() and line.strip() and not _CONTINUES.match(line):
            batches.append(Segment("\n".join(batch)))
            batch, size = [], 0
        batch.append(line)
        size += len(line) + 1
    text = "\n".join(batch)
    return [*batches, Segment(text)] if text.strip() else batches


def _spaced(lines: list[str]) -> list[str]:
    """The lines with the blank lines that the library needs: around headings, behind rules, before a list."""
    out: list[str] = []
    for line in lines:
        before = out[-1] if out else ""
        starts_list = _FIRST_ITEM.match(line) and not _CONTINUES.match(before) and not _RULE.match(line)
        follows = _HEADING.match(before) or (_RULE.match(before) and len(out) > 1)
        if before.strip() and line.strip() and (_HEADING.match(line) or starts_list or follows):
            out.append("")
        out.append(line)
    return out


def cost(text: str) -> float:
    """What rendering a piece of prose takes at most, in microseconds (measured generously on one slow core)."""
    return sum(_block_cost(block) for block in re.split(r"\n[ \t]*\n", text))


def _block_cost(block: str) -> float:
    lines = block.split("\n")
    specials = len(_SPECIAL.findall(block))
    size = len(block)
    estimate = 20.0 + 0.3 * size + 16.0 * len(lines) + 16.0 * specials
    estimate += specials * size / 1_000  # each replacement copies the rest of its paragraph
    estimate += 30.0 * len(_ITEM_LINES.findall(block))
    if "[" in block:
        estimate += 0.12 * _bracket_distance(block) + 20.0 * block.count("](")
    if len(lines) > 1 and set(lines[1]) <= _SEPARATOR:
        estimate += 12.0 * (lines[1].count("|") + 1) * len(lines)
    return estimate


def _bracket_distance(block: str) -> int:
    """How far the library looks for partners in all: from each bracket to its own, or to the end of the block."""
    total = 0
    open_at: dict[str, list[int]] = {"[": [], "(": []}
    for match in _BRACKETS.finditer(block):
        mark = match[0]
        if mark in open_at:
            open_at[mark].append(match.start())
        elif partners := open_at["[" if mark == "]" else "("]:
            total += match.start() - partners.pop()
    return total + sum(len(block) - at for stack in open_at.values() for at in stack)


def is_too_deep(text: str) -> bool:
    """Whether a line stands so deep in quotes and lists that nobody could read it as such."""
    for line in text.split("\n"):
        lead = _MARKERS.match(line)
        if lead and len(_ONE_MARKER.findall(lead[0])) > DEEPEST:
            return True
        if len(line) - len(line.lstrip()) > _DEEPEST_INDENT and _LIST_ITEM.match(line.lstrip() + " "):
            return True
    return False
