"""What of a document stands in the sections of its postmortem: every line that is nowhere else."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from importing.readers.records import KindPart, Record, SectionPart
from importing.readers.words import as_code
from importing.services.documents.wording import is_name_of_list, is_said, is_said_by_title, said_by_line, words
from postmortems.enums import SectionKind
from postmortems.services import WrittenFactor, WrittenPostmortem, WrittenSection, in_parts

LEFT_OVER = "Left over from the original"
INTRODUCTION = "Introduction"
PROSE = (SectionKind.SUMMARY, SectionKind.ROOT_CAUSE, SectionKind.RESOLUTION, SectionKind.IMPACT, SectionKind.DETECTION)


def written_of(record: Record, text: str, *, source: str) -> WrittenPostmortem:
    """Sections, factors, lessons and measures, with what nothing could be made of as the last section."""
    return WrittenPostmortem(
        source=source,
        sections=sections_of(record, text),
        factors=[factor_of(each) for each in record.factors if each.is_taken],
        lessons=[(each.kind or "lesson", each.text) for each in record.lessons if each.is_taken],
        measures=[(each.kind, each.text) for each in record.measures if each.is_taken],
    )


def factor_of(part: KindPart) -> WrittenFactor:
    """A factor without a kind is a contributing one."""
    return WrittenFactor(part.kind or "contributing", part.text, part.category)


def sections_of(record: Record, text: str, *, only: Collection[str] | None = None) -> list[WrittenSection]:
    """A section whose lines all became entries or rows, in all their words, is not written a second time.

    `only` are the keys of those that are wanted; what is left over is always there.
    """
    lines = text.split("\n")
    elsewhere = said_by_line(record, lines)
    sections = [
        WrittenSection(each.kind, _heading(each), each.text)
        for each in record.sections
        if (only is None or each.key in only) and each.text.strip() and not _is_elsewhere(each, lines, elsewhere)
    ]
    left = "\n".join(line for _, line in left_over_lines(record, lines, elsewhere))
    if left:
        sections += [WrittenSection(SectionKind.CUSTOM, LEFT_OVER, as_code(part)) for part in in_parts(left)]
    return sections


def left_over_lines(
    record: Record, lines: Sequence[str], elsewhere: Mapping[int, Counter[str]]
) -> list[tuple[int, str]]:
    """The lines of which nothing could be made, with their numbers; empty ones say nothing."""
    left, held = set(record.left_over), set(record.held)
    for section in record.sections:
        is_stored = section.text.strip() or is_name_of_list(section.heading, section.heading)
        held |= set(section.lines) if is_stored else set()
    title = record.lines.get("title", 0)
    return [
        (number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip()
        and (number in left or (number not in held and not is_said(line, elsewhere.get(number, Counter()))))
        and not (number == title and is_said_by_title(line, record.title))
    ]


def _heading(section: SectionPart) -> str:
    if section.heading.strip():
        return section.heading
    return INTRODUCTION if section.kind == SectionKind.CUSTOM else SectionKind(section.kind).label


def _is_elsewhere(section: SectionPart, lines: Sequence[str], elsewhere: Mapping[int, Counter[str]]) -> bool:
    """Whether all its lines but the heading became entries or rows. Prose is kept whatever was made of it."""
    if section.kind in PROSE or not section.lines:
        return False
    first = min(section.lines) if section.heading else 0
    named = words(section.heading) if is_name_of_list(section.heading, section.heading) else Counter()
    for number in section.lines:
        line = lines[number - 1] if number <= len(lines) else ""
        if number == first and is_name_of_list(line, section.heading):
            continue
        if line.lstrip().startswith("#") and is_name_of_list(line, line):  # of one of its parts
            continue
        said = elsewhere.get(number)
        if said is None or not is_said(line, said + named if number == first else said):
            return False
    return True
