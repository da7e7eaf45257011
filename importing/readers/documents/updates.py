"""The updates of a status page, each below a word such as `Investigating` or `Resolved`."""

import re
from collections.abc import Sequence
from itertools import pairwise

from core.prose.finds import FoundRange, FoundTime
from core.prose.times import times_in
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part

_UPDATE = re.compile(
    r"(?:investigating|identified|monitoring|resolved|update(?: ?#?\d{1,2})?|in progress|scheduled|completed"
    r"|mitigated|verifying"
    r"|recovering|recovered|degraded)\s*:?",
    re.IGNORECASE,
)
_LONGEST_STAMP = 80  # characters
_ENOUGH = 2  # headings with a time
_FIRST_LINES, _LONGEST_STAMP_LINE = 2, 120  # where the time of an update stands
_SAYS_POSTED = re.compile(r"\W*(?:posted|updated|published|track)(?: (?:on|at))?[:\s\"]+", re.IGNORECASE)
_TRACK = re.compile(r"\{\{<\s*track\b")  # how pages made with cState say it
_WORD = re.compile(r"\w")
_POSTED = re.compile(r"(?:posted|updated|at|on|time|published|track|\W)*", re.IGNORECASE)


def updates_in(lines: Sequence[Line]) -> set[int]:
    """The headings of a status page: two or more of its words stand alone above a time."""
    told = [line for line in lines if line.kind not in {Kind.BLANK, Kind.ASIDE}]
    found = [
        line
        for line, after in pairwise(told)
        if _UPDATE.fullmatch(line.words.strip()) and (line.kind is Kind.HEADING or line.is_bold) and _has_clock(after)
    ]
    found += _above_stamps(told)
    kinds = {line.words.strip(" :").lower() for line in found}
    return {line.number for line in found} if len(kinds) > 1 else _headed_by_clocks(told)


def _headed_by_clocks(told: Sequence[Line]) -> set[int]:
    """Headings of a text without a timeline, each of which says but when an update was told: `Update 14:05 UTC`."""
    headings = [line for line in told if line.kind is Kind.HEADING or line.is_bold]
    found = {line.number for line in headings if _is_clock_of_update(line.words)}
    if len(found) < _ENOUGH or any(part_of(line.words) is Part.TIMELINE for line in told):
        return set()
    return found


def _is_clock_of_update(heading: str) -> bool:
    if len(heading) > _LONGEST_STAMP:
        return False
    stamp = times_in(heading)
    if len(stamp) != 1 or not isinstance(stamp[0], FoundTime) or stamp[0].clock is None:
        return False
    rest = _around(heading, stamp[0])
    return _POSTED.fullmatch(rest) is not None or _UPDATE.fullmatch(rest) is not None


def _around(words: str, stamp: FoundTime) -> str:
    """The words beside a time."""
    return f"{words[: stamp.start]} {words[stamp.end :]}".strip(" ,.;:–—-()[]|#*")


def _above_stamps(told: Sequence[Line]) -> list[Line]:
    """Its words on lines of plain text, each above what was told and a line that says when: `Posted Nov 13, 19:12`."""
    found: list[Line] = []
    word: Line | None = None
    is_tracked = any(_TRACK.match(line.words) for line in told)
    for line in told:
        is_update = not line.is_bold and _UPDATE.fullmatch(line.words.strip())
        if line.kind is Kind.TEXT and (is_update or (is_tracked and line.is_bold)):
            word = line
        elif word and is_stamp(line):
            found.append(word)
            word = None
        elif line.kind is Kind.HEADING:
            word = None
    return found


def is_stamp(line: Line) -> bool:
    """Whether a line says but when the text above it was posted."""
    match = _SAYS_POSTED.match(line.words[:_LONGEST_STAMP]) if line.kind is Kind.TEXT else None
    return match is not None and len(line.words) <= _LONGEST_STAMP and _is_whole(line.words, match.end())


def is_whole_time(line: Line) -> bool:
    """Whether a line is a day with its year and a clock time, and nothing else: the head of an update of a page."""
    return line.kind is Kind.TEXT and len(line.words) <= _LONGEST_STAMP and _is_whole(line.words, 0)


def _is_whole(words: str, start: int) -> bool:
    found = times_in(words[start:])
    first = found[0] if len(found) == 1 else None
    if not isinstance(first, FoundTime) or first.clock is None or first.day is None or first.day.year is None:
        return False
    return not _WORD.search(words[start : start + first.start] + words[start + first.end :])


def _has_clock(line: Line) -> bool:
    found = times_in(line.words[:_LONGEST_STAMP]) if len(line.words) <= _LONGEST_STAMP else []
    return any(not isinstance(each, FoundRange) and each.clock is not None for each in found)


def update_of(heading: str, told: Sequence[Line]) -> Line | None:
    """An update of a status page as one line: `Resolved` above its time and its words."""
    if _is_clock_of_update(heading) and told:
        words = " ".join(line.words for line in told)
        clock = times_in(heading)[0]
        text = f"{heading[clock.start : clock.end]} - {words}"
        return Line(told[0].number, Kind.TEXT, told[0].raw, text, text)
    stamp = next((line for line in told[:_FIRST_LINES] if _stamp_in(line)), None)
    stamp = stamp or next((line for line in told if is_stamp(line)), None)
    if stamp is None:
        return None
    at = _stamp_in(stamp)
    words = " ".join(line.words for line in told if line is not stamp)
    rest = _around(stamp.words, at) if at else ""
    rest = "" if _POSTED.fullmatch(rest) else rest
    text = f"{stamp.words[at.start : at.end]} - {heading}: {words} {rest}".strip() if at else ""
    return Line(stamp.number, Kind.TEXT, stamp.raw, text, text)


def _stamp_in(line: Line) -> FoundTime | None:
    found = times_in(line.words[:_LONGEST_STAMP_LINE])
    return next((each for each in found if not isinstance(each, FoundRange) and each.clock is not None), None)
