"""The updates of a status page, each below a word such as `Investigating` or `Resolved`."""

import re
from collections.abc import Sequence
from itertools import pairwise

from core.prose.finds import FoundRange, FoundTime
from core.prose.times import times_in
from importing.readers.documents.lines import Kind, Line

_UPDATE = re.compile(
    r"(?:investigating|identified|monitoring|resolved|update|in progress|scheduled|completed|mitigated|verifying)\s*:?",
    re.IGNORECASE,
)
_LONGEST_STAMP = 80  # characters
_FIRST_LINES, _LONGEST_STAMP_LINE = 2, 120  # where the time of an update stands
_POSTED = re.compile(r"(?:posted|updated|at|on|time|published|\W)*", re.IGNORECASE)


def updates_in(lines: Sequence[Line]) -> set[int]:
    """The headings of a status page: two or more of its words stand alone above a time."""
    told = [line for line in lines if line.kind not in {Kind.BLANK, Kind.ASIDE}]
    found = [
        line
        for line, after in pairwise(told)
        if _UPDATE.fullmatch(line.words.strip()) and (line.kind is Kind.HEADING or line.is_bold) and _has_clock(after)
    ]
    return {line.number for line in found} if len({line.words.strip(" :").lower() for line in found}) > 1 else set()


def _has_clock(line: Line) -> bool:
    found = times_in(line.words[:_LONGEST_STAMP]) if len(line.words) <= _LONGEST_STAMP else []
    return any(not isinstance(each, FoundRange) and each.clock is not None for each in found)


def update_of(heading: str, told: Sequence[Line]) -> Line | None:
    """An update of a status page as one line: `Resolved` above its time and its words."""
    stamp = next((line for line in told[:_FIRST_LINES] if _stamp_in(line)), None)
    if stamp is None:
        return None
    at = _stamp_in(stamp)
    words = " ".join(line.words for line in told if line is not stamp)
    rest = f"{stamp.words[: at.start]} {stamp.words[at.end :]}".strip(" ,.;:–—-()|") if at else ""
    rest = "" if _POSTED.fullmatch(rest) else rest
    text = f"{stamp.words[at.start : at.end]} - {heading}: {words} {rest}".strip() if at else ""
    return Line(stamp.number, Kind.TEXT, stamp.raw, text, text)


def _stamp_in(line: Line) -> FoundTime | None:
    found = times_in(line.words[:_LONGEST_STAMP_LINE])
    return next((each for each in found if not isinstance(each, FoundRange) and each.clock is not None), None)
