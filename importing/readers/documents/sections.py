"""The sections of a document: its parts under their headings, each line of the original in one of them."""

from collections.abc import Sequence

from importing.readers.documents.facts import ReadSection
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage

_KINDS = {
    Part.SUMMARY: "summary",
    Part.NARRATIVE: "summary",
    Part.IMPACT: "impact",
    Part.DETECTION: "detection",
    Part.ROOT_CAUSE: "root_cause",
    Part.CAUSE_AND_RESOLUTION: "root_cause",
    Part.TRIGGER: "root_cause",
    Part.CONTRIBUTING: "root_cause",
    Part.RESOLUTION: "resolution",
    Part.REMEDIATION: "measures",
    Part.LESSONS: "lessons",
    Part.WENT_WELL: "lessons",
    Part.WENT_WRONG: "lessons",
    Part.GOT_LUCKY: "lessons",
    Part.SURPRISED: "lessons",
    Part.MEASURES: "measures",
    Part.CONCLUSION: "conclusion",
}


def sections_of(passages: Sequence[Passage], lines: Sequence[Line], left_out: set[int]) -> tuple[ReadSection, ...]:
    """All sections that hold words, in order. `left_out` are lines of no section, such as the title."""
    by_number = {line.number: line for line in lines}
    found: list[ReadSection] = []
    by_section: dict[int, list[Passage]] = {}
    for passage in passages:
        by_section.setdefault(passage.section, []).append(passage)
    for _, mine in sorted(by_section.items()):
        first = mine[0]
        numbers = {line.number for passage in mine for line in passage.lines}
        numbers |= {passage.line for passage in mine if passage.line}
        begins = any(line.number == first.line for passage in mine for line in passage.lines)
        body = sorted(number for number in numbers - left_out if number != first.line or begins)
        texts = [_shown(by_number[number], first) for number in body]
        told = [number for number in sorted(numbers - left_out) if by_number[number].kind is not Kind.BLANK]
        if told:
            kind = _kind(first)
            found.append(ReadSection(kind, first.heading, "\n".join(texts).strip("\n"), tuple(told)))
    return tuple(found)


def _kind(first: Passage) -> str:
    if first.heading.lower() == "factors":  # a list, which is no prose about the root cause
        return "custom"
    if first.named:
        return _KINDS.get(first.named, "custom")
    return "custom" if first.heading else "summary"


def _shown(line: Line, first: Passage) -> str:
    """A line as it stands there; the one that begins with the section's heading without it."""
    if line.number != first.line:
        return line.raw
    return line.raw.partition(first.heading)[2].lstrip(" \t:*_·–—-") or line.raw
