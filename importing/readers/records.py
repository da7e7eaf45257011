"""The record that a written postmortem becomes: what was read in it, as a person edits it before it is stored.

`fact_keys` and the `key` of each part are made from what was read, so that it is known again however it was edited.
Times are kept as precise as they are known, as text: ISO 8601 with an offset, a local date-time, a date, or a time.
`record_times` makes instants of them.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Self
from zoneinfo import ZoneInfo

from core.zones import meaning_of
from importing.readers.documents.facts import Moment, ReadDocument, Sureness

TRACKED = ("http://", "https://")
DONE = frozenset({"done", "closed", "complete", "completed", "fixed", "resolved", "verified"})
WONT_DO = frozenset({"won't do", "won’t do", "wont do", "cancelled", "canceled", "rejected"})


@dataclass(slots=True)
class Part:
    """What every part has: the line it came from (0: a person added it), how sure it is, and whether it is taken.

    `key` is made from the part as it was read, so that the same part is known again however it was edited.
    """

    text: str
    line: int = 0
    sureness: str = Sureness.STATED
    is_taken: bool = True
    key: str = ""


@dataclass(slots=True)
class EntryPart(Part):
    """An entry of the timeline; `lines` are all that it was made from."""

    at: str = ""
    until: str = ""
    is_about: bool = False
    author: str = ""
    milestones: list[str] = field(default_factory=list)
    has_stated_milestones: bool = False
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class KindPart(Part):
    """A factor, a lesson or a measure; `category` is the name of a factor's."""

    kind: str = ""
    category: str = ""


@dataclass(slots=True)
class ItemPart(Part):
    """An action item: `owner` is a person's number, `owner_words` who it says, `note` what stands below it."""

    owner: int | None = None
    owner_words: str = ""
    due: str = ""
    is_done: bool = False
    tracker: str = ""
    note: str = ""


@dataclass(slots=True)
class SectionPart(Part):
    """A section: `text` is its Markdown."""

    kind: str = "custom"
    heading: str = ""
    lines: list[int] = field(default_factory=list)


# The lists that a person may edit.
PART_TYPES: dict[str, type[Part]] = {
    "entries": EntryPart,
    "factors": KindPart,
    "lessons": KindPart,
    "measures": KindPart,
    "items": ItemPart,
}


@dataclass(slots=True)
class Notice:
    """What a person should look at."""

    code: str
    message: str
    line: int = 0


@dataclass(slots=True)
class Record:
    """All of it. `lines` holds the line of each fact of the head, by its name; `zone` is empty while it is unknown.

    `held` are lines whose facts stand in fields, and in no section.
    """

    title: str = ""
    started: str = ""
    ended: str = ""
    zone: str = ""
    zone_word: str = ""
    day: str = ""
    level: int = 3
    services: list[int] = field(default_factory=list)
    impact: str = ""
    percent: float | None = None
    percent_of: str = ""
    detection_source: str = ""
    detected_by: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    guessed: list[str] = field(default_factory=list)
    fact_keys: dict[str, str] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    entries: list[EntryPart] = field(default_factory=list)
    factors: list[KindPart] = field(default_factory=list)
    lessons: list[KindPart] = field(default_factory=list)
    measures: list[KindPart] = field(default_factory=list)
    items: list[ItemPart] = field(default_factory=list)
    sections: list[SectionPart] = field(default_factory=list)
    left_over: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """What was stored."""
        parts = {**PART_TYPES, "sections": SectionPart, "warnings": Notice}
        rows = {name: [part(**row) for row in stored.get(name, [])] for name, part in parts.items()}
        return cls(**{**stored, **rows})

    @property
    def part_lists(self) -> dict[str, list[Any]]:
        """The parts that a person may edit, by the name of their list."""
        return {name: getattr(self, name) for name in PART_TYPES}

    @property
    def words_of_parts(self) -> list[tuple[Any, str]]:
        """Each part with what tells it from others: its words, and its time without the zone it was read in."""
        lists = {**self.part_lists, "sections": self.sections}.items()
        return [
            (part, "|".join((name, getattr(part, "at", "")[:19], getattr(part, "heading", ""), part.text)))
            for name, parts in lists
            for part in parts
        ]

    @property
    def keys(self) -> list[str]:
        """Of all facts and parts."""
        parts = [part for listed in (*self.part_lists.values(), self.sections) for part in listed]
        return [*self.fact_keys.values(), *(part.key for part in parts)]

    @property
    def taken_keys(self) -> list[str]:
        """Of all facts, and of the parts that are not left out."""
        left_out = {part.key for listed in self.part_lists.values() for part in listed if not part.is_taken}
        return [key for key in self.keys if key not in left_out]


def record_from(read: ReadDocument, *, level: int) -> Record:
    """What was read, as it would be stored."""
    meaning = meaning_of(read.zone_word)
    record = Record(
        title=" ".join(read.title.text.split())[:200] if read.title else "",
        started=iso(read.started.moment) if read.started else "",
        ended=iso(read.ended.moment) if read.ended else "",
        zone=_zone(read),
        zone_word=meaning.kept_word if meaning else "",
        level=level,
        entries=_entries(read),
        factors=[
            KindPart(each.text, each.line, each.sureness, kind=each.kind, category=each.category)
            for each in read.factors
        ],
        lessons=[KindPart(each.text, each.line, each.sureness, kind=each.kind) for each in read.lessons],
        measures=[KindPart(each.text, each.line, each.sureness, kind=each.kind) for each in read.measures],
        items=_items(read),
        sections=[
            SectionPart(
                each.body, min(each.lines, default=0), kind=each.kind, heading=each.heading, lines=[*each.lines]
            )
            for each in read.sections
        ],
        left_over=[*read.left_over],
        held=[*read.held],
        warnings=[Notice(each.code, each.message, each.line) for each in read.warnings],
    )
    if read.root_cause and not any(each.kind == "root_cause" for each in record.factors):
        told = read.root_cause
        record.factors.insert(0, KindPart(told.text, told.line, told.sureness, kind="root_cause"))
    _add_head(record, read)
    return record


def iso(moment: Moment | None) -> str:
    """As precise as it is known; empty for nothing."""
    return (moment.iso or "") if moment else ""


def _zone(read: ReadDocument) -> str:
    """The name of the zone on whose clocks the document is; empty while nobody knows."""
    if meaning := meaning_of(read.zone_word):
        return meaning.iana
    told = [read.started.moment if read.started else None, read.ended.moment if read.ended else None]
    zones = [moment.zone for moment in (*told, *(entry.at for entry in read.timeline)) if moment and moment.zone]
    if not zones:
        return ""
    if isinstance(zones[0], ZoneInfo):
        return zones[0].key
    offset = zones[0].utcoffset(None)
    sign, minutes = ("-", -1) if offset and offset.days < 0 else ("+", 1)
    total = int(offset.total_seconds()) // 60 * minutes if offset else 0
    meaning = meaning_of(f"{sign}{total // 60:02}:{total % 60:02}")
    return meaning.iana if meaning else ""


def _entries(read: ReadDocument) -> list[EntryPart]:
    return [
        EntryPart(
            each.text,
            each.line,
            each.sureness,
            at=iso(each.at),
            until=iso(each.until),
            is_about=bool(each.at and each.at.is_about),
            author=each.author,
            milestones=[*each.milestones],
            has_stated_milestones=each.has_stated_milestones,
            lines=[*each.lines],
        )
        for each in read.timeline
    ]


def _items(read: ReadDocument) -> list[ItemPart]:
    return [
        ItemPart(
            each.text,
            each.line,
            each.sureness,
            owner_words=each.owner,
            due=each.due.isoformat() if each.due else "",
            is_done=each.status.lower() in DONE,
            is_taken=each.status.lower() not in WONT_DO,
            tracker=each.tracker,
            note=each.note,
        )
        for each in read.action_items
    ]


def _add_head(record: Record, read: ReadDocument) -> None:
    if read.impact:
        record.impact = read.impact.text[:4000]
        record.percent, record.percent_of = read.impact.percent, read.impact.percent_of[:80]
    if read.detection:
        record.detection_source, record.detected_by = read.detection.source, read.detection.text[:200]
    facts = {
        "title": read.title,
        "started": read.started,
        "ended": read.ended,
        "impact": read.impact,
        "detection": read.detection,
    }
    record.lines = {name: fact.line for name, fact in facts.items() if fact is not None}
    record.guessed = [name for name, fact in facts.items() if fact is not None and fact.sureness == Sureness.GUESSED]
