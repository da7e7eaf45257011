"""A postmortem that Debrief exported as Markdown: what stands beside each time. See docs/postmortem-format.md."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from importing.readers.documents.facts import Detection, Impact, ReadEntry, ReadSection, Sureness
from importing.readers.documents.items import Item
from importing.readers.documents.lines import Kind, Line

_TITLE = re.compile(r"# Postmortem of [A-Z]{2,10}-\d+: ")
_EXPORTED = "- Exported: "
_LOOKED_AT = 40
_REFERENCE = re.compile(r"^ACT-\d+\s+")
_STAMP = re.compile(r"(?P<said>[^:]{0,400}):(?: (?P<text>.*))?", re.DOTALL)
_ORIGIN = re.compile(r"from .{1,60}|starred|.{1,60} → .{1,60}")
_MILESTONES = {
    "impact started": "impact_started",
    "detected": "detected",
    "reported": "reported",
    "acknowledged": "acknowledged",
    "identified": "identified",
    "mitigated": "mitigated",
    "resolved": "resolved",
}

# Labels whose values are fields of the record, or are reckoned anew wherever it is shown.
_OF_HEAD = frozenset({"Incident", "Severity", "Services", "Postmortem", "Due", "Exported"})
_DURATIONS = re.compile(r"Time to .{1,40}|Duration of the impact")
_SHARE = re.compile(r"(?P<percent>\d{1,3}(?:\.\d{1,4})?) %(?: of (?P<of>[^,]{1,80}))?")
_SOURCES = frozenset({"monitoring", "employee", "customer", "partner"})
_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.){0,500})\]\[picture:[0-9a-f-]{36}\]")
_OF_A_LIST = 3  # level of the headings of days and of kinds; those of somebody's text are lower
_LINKS = re.compile(r"(?:Action items|Made possible by|Evidence): ")  # to what has other numbers elsewhere
_ZONE_OF_TIMES = re.compile(r"Times in .{1,120}\.")


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What the head, the key facts and the milestones say; `held` are their lines that no section has to keep."""

    impact: Impact | None
    detection: Detection | None
    held: frozenset[int]


def is_own(lines: Sequence[Line]) -> bool:
    """Whether Debrief wrote the file."""
    top = [line.raw for line in lines[:_LOOKED_AT]]
    return any(_TITLE.match(raw) for raw in top) and any(raw.startswith(_EXPORTED) for raw in top)


def own_item(item: Item) -> Item:
    """An item without what stands below it: what it is linked to, and why its state is as it is (`own_note`)."""
    return Item(item.line, [_REFERENCE.sub("", item.words[0])], item.lines, item.cells, item.heading)


def own_note(item: Item) -> str:
    """Why the state of an action item is as it is."""
    return " ".join(item.words[1:])


def own_entry(entry: ReadEntry) -> ReadEntry:
    """An entry with what stands between its time and its words: who, which milestones, whether it is starred."""
    match = _STAMP.fullmatch(entry.text)
    if match is None:
        return entry
    said = [part.strip() for part in match["said"].split(",") if part.strip()]
    marks = tuple(_MILESTONES[part.lower()] for part in said if part.lower() in _MILESTONES)
    people = [part for part in said if part.lower() not in _MILESTONES and not _ORIGIN.fullmatch(part)]
    return replace(
        entry,
        text=(match["text"] or "").strip(),
        milestones=marks,
        author=", ".join(people),
        has_stated_milestones=bool(marks),
    )


def own_facts(lines: Sequence[Line], taken: set[int]) -> OwnFacts:
    """The impact and how it was detected, exactly as they were exported, and which lines are held in fields.

    `taken` are those that became entries or rows.
    """
    impact: Impact | None = None
    detection: Detection | None = None
    share: tuple[float, str] | None = None
    titles = {line.number for line in lines if _TITLE.match(line.raw)}
    held = titles | taken
    for part, heading, line in _below_headings(lines):
        label, _, value = line.words.partition(": ")
        if part == "Key facts" and label == "Customers cannot":
            impact = Impact(value, line.number)
        elif part == "Key facts" and label == "How much" and (match := _SHARE.search(value)):
            share = float(match["percent"]), match["of"] or ""
            if not _SHARE.fullmatch(value):
                continue
        elif part == "Key facts" and label == "Detected by":
            detection = _detection(value, line.number)
        elif line.number not in held and not _is_reckoned(part, label, line):
            continue
        held |= {line.number, heading}
    if share:
        impact = replace(impact or Impact("", 0), percent=share[0], percent_of=share[1])
    kept = {heading for _, heading, line in _below_headings(lines) if line.number not in held}
    return OwnFacts(impact, detection, frozenset(held - kept | titles))


def pictures_of(source: str) -> set[int]:
    """The lines that hold pictures: they stay in the original."""
    return {number for number, line in enumerate(source.split("\n"), start=1) if line.startswith("[picture:")}


def own_sections(sections: Iterable[ReadSection]) -> tuple[ReadSection, ...]:
    """The sections, what is left of the head without the title, and pictures by their captions."""
    return tuple(
        replace(
            each,
            heading="" if _TITLE.match(f"# {each.heading}") else each.heading,
            body=_PICTURE.sub(r"(picture: \1)", each.body),
        )
        for each in sections
    )


def _below_headings(lines: Sequence[Line]) -> Iterator[tuple[str, int, Line]]:
    """Each line that says something, with the part it stands in, empty for the head, and the number of its heading."""
    part, number = "", 0
    for line in lines:
        if _TITLE.match(line.raw):
            number = line.number
        elif line.kind is Kind.HEADING and line.level <= 2:  # noqa: PLR2004 - that of the title and of the parts
            part, number = line.words, line.number
        elif line.kind is not Kind.BLANK:
            yield part, number, line


def _is_reckoned(part: str, label: str, line: Line) -> bool:
    if line.kind is Kind.HEADING and line.level == _OF_A_LIST:
        return True
    if part == "Timeline":
        return _ZONE_OF_TIMES.fullmatch(line.words) is not None
    if line.indent and (part == "Action items" or _LINKS.match(line.words)):
        return True
    if part == "Milestones":
        return label.lower() in _MILESTONES
    return (not part and label in _OF_HEAD) or (part == "Key facts" and _DURATIONS.fullmatch(label) is not None)


def _detection(value: str, number: int) -> Detection | None:
    source, _, who = value.partition(", ")
    if source not in _SOURCES:
        source, who = "", value
    return Detection("" if who == "unknown" else who, number, source, Sureness.STATED) if value != "unknown" else None
