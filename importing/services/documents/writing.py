"""What of a document stands in the sections of its postmortem: every line that is nowhere else."""

from importing.readers.records import Record, SectionPart
from importing.readers.words import as_code
from postmortems.enums import SectionKind
from postmortems.services import WrittenPostmortem, WrittenSection

LEFT_OVER = "Left over from the original"
INTRODUCTION = "Introduction"
PROSE = (SectionKind.SUMMARY, SectionKind.ROOT_CAUSE, SectionKind.RESOLUTION, SectionKind.IMPACT, SectionKind.DETECTION)


def written_of(record: Record, text: str, *, source: str) -> WrittenPostmortem:
    """Sections, factors, lessons and measures, with what nothing could be made of as the last section."""
    return WrittenPostmortem(
        source=source,
        sections=sections_of(record, text),
        factors=[(each.kind or "contributing", each.text) for each in record.factors if each.is_taken],
        lessons=[(each.kind or "lesson", each.text) for each in record.lessons if each.is_taken],
        measures=[(each.kind, each.text) for each in record.measures if each.is_taken],
    )


def sections_of(record: Record, text: str) -> list[WrittenSection]:
    """A section whose lines all became entries or rows is not written a second time."""
    elsewhere = _lines_elsewhere(record)
    sections = [
        WrittenSection(each.kind, _heading(each), each.text)
        for each in record.sections
        if each.text.strip() and not _is_elsewhere(each, elsewhere)
    ]
    if left := left_over_lines(record, text):
        sections.append(WrittenSection(SectionKind.CUSTOM, LEFT_OVER, as_code("\n".join(line for _, line in left))))
    return sections


def left_over_lines(record: Record, text: str) -> list[tuple[int, str]]:
    """The lines of which nothing could be made, with their numbers; empty ones say nothing."""
    lines = text.split("\n")
    return [
        (number, lines[number - 1])
        for number in record.left_over
        if 0 < number <= len(lines) and lines[number - 1].strip()
    ]


def _heading(section: SectionPart) -> str:
    if section.heading.strip():
        return section.heading
    return INTRODUCTION if section.kind == SectionKind.CUSTOM else SectionKind(section.kind).label


def _lines_elsewhere(record: Record) -> set[int]:
    lines = {line for entry in record.entries if entry.is_taken for line in entry.lines}
    rows = [*record.lessons, *record.measures, *record.items]
    return lines | {row.line for row in rows if row.is_taken}


def _is_elsewhere(section: SectionPart, elsewhere: set[int]) -> bool:
    """Whether all its lines but the heading became entries or rows. Prose is kept whatever was made of it."""
    if section.kind in PROSE or not section.lines:
        return False
    heading = {min(section.lines)} if section.heading else set()
    return set(section.lines) - heading <= elsewhere
