"""Nested lists the way people write them (two, three or four spaces) in the four spaces that the library wants."""

import re
from dataclasses import dataclass

_ITEM = re.compile(r"(?P<indent> *)(?P<marker>(?:[-*+]|\d{1,9}\.) +)(?=\S)")
_STEP = 4
_LEAST_STEP = 2
_CODE_INDENT = 4


@dataclass(frozen=True, slots=True)
class _Item:
    """An open list item: where its marker stands in the source, and where its words do."""

    marker_at: int
    words_at: int


def with_even_indents(lines: list[str]) -> list[str]:
    """The lines, each list item and each further paragraph of one indented by four spaces a level."""
    out: list[str] = []
    items: list[_Item] = []
    after_blank, in_paragraph = True, False
    for line in lines:
        match = _ITEM.match(line)
        indent = len(line) - len(line.lstrip(" "))
        if not line.strip():
            out.append("")
        elif match and (items or indent < _CODE_INDENT):
            if in_paragraph and not after_blank:
                out.append("")  # behind a further paragraph of an item the library sees no new item otherwise
            in_paragraph = False
            items = _with(items, _Item(indent, match.end()))
            out.append(" " * (_STEP * (len(items) - 1)) + line[indent:])
        elif after_blank and items:
            while items and indent < items[-1].marker_at + _LEAST_STEP:
                items = items[:-1]
            in_paragraph = bool(items)
            deeper = max(0, indent - items[-1].words_at) if items else indent
            out.append(" " * (_STEP * len(items) + deeper) + line[indent:])
        else:
            out.append(line)
        after_blank = not line.strip()
    return out


def _with(items: list[_Item], item: _Item) -> list[_Item]:
    """The open items once `item` is added: inside the last one, or beside one of them."""
    while items and item.marker_at < items[-1].marker_at:
        items = items[:-1]
    if items and item.marker_at < items[-1].marker_at + _LEAST_STEP:
        items = items[:-1]
    return [*items, item]
