"""Lines to passages: each stands under a heading or a label, and is a part of the document."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from importing.readers.documents.headings import BOLD, Heading, heading_of, inner_labels
from importing.readers.documents.lines import Kind, Line, Lines
from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import LABELS, Part
from importing.readers.documents.times import head_behind, head_of, is_time_alone
from importing.readers.documents.updates import is_stamp, is_whole_time, updates_in

# A label of these tells one fact, to the end of its paragraph; the part around it goes on below.
_ONE_PARAGRAPH = LABELS | {Part.IMPACT, Part.DETECTION, Part.TRIGGER}
_GROUPED = frozenset({Part.ACTIONS, Part.MEASURES, Part.REMEDIATION})
_GROUPS = frozenset(
    {
        Part.MEASURES,
        Part.DETECTION,
        Part.RESOLUTION,
        Part.OTHER,
        Part.ABOUT,
        Part.NARRATIVE,
        Part.IMPACT,
        Part.PEOPLE,
        Part.MITIGATORS,
    }
)
_LOOKED_AHEAD, _ENOUGH_TIMES = 12, 2  # lines below a heading, and how many of them begin with a time
# What follows the time at which these were posted is another text, such as an earlier update of the page.
_ENDED_BY_STAMP = frozenset({Part.ACTIONS, Part.MEASURES, Part.REMEDIATION, Part.LESSONS, Part.CONCLUSION})
_TOLD_BY_TIMES = frozenset({Part.TIMELINE, Part.NARRATIVE})


# Below a heading about the fix: what was done while it lasted.
_AT_ONCE = re.compile(r"\W*(?:immediate|initial|emergency|first|short[- ]term|temporary|actions\W*$)", re.IGNORECASE)
# A heading of what mitigates, now or later, and how an item begins that has been done.
_PLANS = re.compile(
    r"(?:(?:proposed|possible|planned|future|further|suggested) )*"
    r"(?:mitigations|(?<= )mitigation|mitigations? (?:(?:for|in) the future|plans?|planned))",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(?:\W*(?:we|i|the|team|\w+ly)\s)*(?:\w+ed|was|were|has|have|had|took|set|put|ran|made)\b", re.IGNORECASE
)


@dataclass(slots=True, eq=False)
class Passage:
    """Lines under one heading.

    `part` is inherited from above where the heading names none; `named` is what its own heading names. `section` is the
    number of the section it stands in.
    """

    part: Part | None
    heading: str = ""
    named: Part | None = None
    level: int = 0
    line: int = 0
    section: int = 0
    is_label: bool = False
    is_update: bool = False  # of a status page: `Monitoring`, `Resolved`
    indent: int | None = None  # of its heading, where that is an item of a list
    lines: list[Line] = field(default_factory=list)

    @property
    def told(self) -> list[Line]:
        """Its lines that hold words."""
        return [line for line in self.lines if line.kind is not Kind.BLANK and line.kind is not Kind.ASIDE]


@dataclass(slots=True)
class _Reading:
    passages: list[Passage]
    section: Passage
    sections: int = 0
    is_paragraph: bool = False  # inside a label that ends with its paragraph
    before: Line | None = None  # the line right above, if it holds words

    @property
    def current(self) -> Passage:
        return self.passages[-1]

    def add(self, passage: Passage) -> None:
        self.passages.append(passage)


def passages_of(lines: Sequence[Line], title_line: int = 0) -> list[Passage]:
    """The passages of a document. The first holds what stands before the first heading.

    The line of the title is no part's heading, whatever its words.
    """
    first = Passage(None)
    reading = _Reading([first], first)
    following = _following(lines)
    updates = updates_in(lines)
    for at, line in enumerate(lines):
        if line.number in updates:
            _begin(reading, Heading(line.words.rstrip(" :"), Part.TIMELINE, max(line.level, BOLD)), line)
            reading.current.is_update = True
            reading.before = None
            continue
        is_stamped = reading.section.part in _ENDED_BY_STAMP and (is_stamp(line) or is_whole_time(line))
        if is_stamped and (reading.section.told or reading.current.told):
            _begin(reading, Heading(line.words, Part.OTHER, 1), line)
            reading.before = None
            continue
        if line.number == title_line:
            _begin(reading, Heading(line.words, None, 1), line)
            continue
        pieces = inner_labels(line) if line.kind is Kind.TEXT else [line]
        for piece in pieces:
            within = None if _ends_list(reading, piece) else reading.current.part
            heading = heading_of(piece, within, reading.before, following[at])
            is_of_times = heading and _is_of_the_times(reading, heading, piece, lines[at + 1 : at + 1 + _LOOKED_AHEAD])
            if heading and not is_of_times:
                _begin(reading, heading, piece)
            else:
                _go_on(reading, piece)
            reading.before = None if piece.kind in {Kind.BLANK, Kind.ASIDE} or (heading and not heading.rest) else piece
    return _with_plans(reading.passages)


def _with_plans(passages: list[Passage]) -> list[Passage]:
    """Mitigations are measures where another part tells the fix, or where all of them are still to be done."""
    fixes = [each for each in passages if each.part is Part.RESOLUTION and not each.is_label and each.told]
    plans = [each for each in fixes if _PLANS.fullmatch(each.heading)]
    for plan in plans:
        items = [line for line in plan.told if line.kind is Kind.ITEM and not line.indent]
        is_to_do = len(items) > 1 and not any(_DONE.match(line.words) for line in items)
        if is_to_do or any(each.section != plan.section for each in fixes):
            plan.part = plan.named = Part.MEASURES
    return passages


def front_labels(lines: Lines) -> list[Passage]:
    """What the front matter says of start and end, as if it were labels: `start-time: 14:05 UTC`."""
    found: list[Passage] = []
    is_of_status = is_of_status_page(lines.front)
    for key, value in lines.front.items():
        part = Part.START if is_of_status and key == "date" else part_of(key.replace("-", " ").replace("_", " "))
        if part in {Part.START, Part.END, Part.DURATION} and value:
            number = next((line.number for line in lines.all if value in line.raw), 0)
            line = Line(number, Kind.TEXT, value, value, value)
            found.append(Passage(part, key, part, line=number, is_label=True, lines=[line]))
    return found


def is_of_status_page(front: Mapping[str, str]) -> bool:
    """Whether front matter is that of an incident on a page of statuses, the date of which is the start."""
    return {"resolved", "severity"} <= front.keys() and not {"affected", "affectedsystems"}.isdisjoint(front)


def _ends_list(reading: _Reading, line: Line) -> bool:
    """Whether an item stands beside the one that is the heading of the part, and not below it."""
    indent = reading.section.indent
    return indent is not None and line.kind is Kind.ITEM and line.indent <= indent


def _following(lines: Sequence[Line]) -> list[Line | None]:
    """For each line the next one that holds words."""
    found: list[Line | None] = [None] * len(lines)
    following: Line | None = None
    for at in range(len(lines) - 1, -1, -1):
        found[at] = following
        if lines[at].kind not in {Kind.BLANK, Kind.ASIDE}:
            following = lines[at]
    return found


def _is_of_the_times(reading: _Reading, heading: Heading, line: Line, below: Sequence[Line]) -> bool:
    """Whether a heading is a day or a time of a timeline, or stands below one there."""
    if heading.part is not None and reading.section.part is Part.TIMELINE and heading.level > reading.section.level:
        return line.kind is Kind.HEADING and bool(head_behind(line.words) or _is_told_by_times(below))
    if heading.part is not None or reading.section.part not in _TOLD_BY_TIMES:
        return False
    return is_time_alone(line.words) or heading.level > reading.section.level


def _is_told_by_times(below: Sequence[Line]) -> bool:
    """Whether the lines below a heading, up to the next one, begin with clock times."""
    told = list(takewhile(lambda line: line.kind is not Kind.HEADING, below))
    heads = [head_of(line.words) for line in told if line.kind in {Kind.TEXT, Kind.ITEM, Kind.ROW}]
    return sum(1 for head in heads if head and head.first and head.first.clock is not None) >= _ENOUGH_TIMES


def _begin(reading: _Reading, heading: Heading, line: Line) -> None:
    section = reading.section
    is_label = _is_label(section, heading)
    is_below = heading.part is None and heading.level > section.level and section.part is not None
    is_below = is_below or _is_group_of_items(section, heading)
    part = section.part if is_below else heading.part
    indent = line.indent if line.kind is Kind.ITEM else None
    passage = Passage(part, heading.words, heading.part, heading.level, line.number, is_label=is_label, indent=indent)
    if is_below or is_label or _is_of_the_lessons(section, heading):
        passage.section = section.section
    else:
        reading.sections += 1
        passage.section = reading.sections
        reading.section = passage
    reading.add(passage)
    reading.is_paragraph = heading.is_run_in and heading.part in _ONE_PARAGRAPH
    if heading.rest is not None:
        passage.lines.append(heading.rest)


def _is_group_of_items(section: Passage, heading: Heading) -> bool:
    """Whether it groups the items of the list it stands in: `### Process improvements` below *Action items*."""
    if heading.is_run_in or heading.level <= section.level:
        return False
    if section.named is Part.RESOLUTION:
        return heading.part is Part.ACTIONS and _AT_ONCE.match(heading.words) is not None
    if section.named not in _GROUPED:
        return False
    return heading.part in _GROUPS or (section.named is Part.REMEDIATION and heading.part is Part.ACTIONS)


def _is_label(section: Passage, heading: Heading) -> bool:
    """Whether it is one fact of the section it stands in: `Duration:`, or `Impact:` in a summary."""
    if heading.part in LABELS:
        return heading.level >= BOLD or heading.is_run_in
    in_summary = section.part in {None, Part.SUMMARY, Part.ABOUT}
    return heading.part in _ONE_PARAGRAPH and (heading.is_run_in or (heading.level >= BOLD and in_summary))


def _is_of_the_lessons(section: Passage, heading: Heading) -> bool:
    kinds = {Part.WENT_WELL, Part.WENT_WRONG, Part.GOT_LUCKY, Part.SURPRISED}
    return section.part in {Part.LESSONS, Part.ACTIONS} and heading.part in kinds and heading.level > section.level


def _go_on(reading: _Reading, line: Line) -> None:
    if reading.is_paragraph and line.kind is not Kind.TEXT and not (line.kind is Kind.ITEM and line.indent):
        reading.is_paragraph = False
        section = reading.section
        reading.add(Passage(section.part, level=section.level, section=section.section))
    reading.current.lines.append(line)
