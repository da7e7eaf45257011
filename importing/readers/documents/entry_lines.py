"""Lines of a timeline on which several entries stand."""

import re
from dataclasses import replace

from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.times import head_of

_FEWEST = 2  # pieces of a line between semicolons, besides the first
_LONG_ENOUGH = 40  # characters, for two entries on one line
_MILITARY = r"(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs?|hours)(?:\s\(?[A-Z]{2,4}\)?)?\s?[:–—-]\s"
_NEXT_ENTRY = re.compile(
    rf"(?<=[.!?;,\w)\]\"'])\s+(?={_MILITARY})|"
    r"(?<=\w)\s+(?=\d{1,2}:\d{2}\s?[AaPp]\.?[Mm]\.?\s\(?[A-Z]{2,4}\)?:\s)|"
    r"(?<=[.!?;,\w)])\s+[-•*–—]\s+(?=\d{1,2}:\d{2}(?::\d{2})?\s?(?:[AaPp]\.?[Mm]\.?)?(?:\s\(?[A-Z]{2,4}\)?)?\s?[:–—-])"
    r"|(?<=[.!?;])\s+(?=\d{1,2}:\d{2}(?::\d{2})?\s?(?:[AaPp]\.?[Mm]\.?)?(?:\s\(?[A-Z]{2,4}\)?)?\s?[:–—-]\s)"
)
_NEXT_BEHIND_SEMICOLON = re.compile(r";\s+(?=\d{1,2}:\d{2}\b)")


def apart(line: Line) -> list[Line]:
    """A line on which several entries stand, cut before each time: `10:00: slow. - 10:05: down.`."""
    if line.kind not in {Kind.TEXT, Kind.ITEM} or len(line.words) < _LONG_ENOUGH:
        return [line]
    pieces = _NEXT_ENTRY.split(line.words)
    if len(pieces) == 1 and len(told := _NEXT_BEHIND_SEMICOLON.split(line.words)) > _FEWEST:
        pieces = told
    first = head_of(pieces[0])
    if len(pieces) == 1 or first is None or not first.rest:
        return [line]
    return [replace(line, words=piece, text=piece) for piece in pieces]
