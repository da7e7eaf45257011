"""The preview of one document: what was read beside the original, and what must be said before it is imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import User
from catalogue.models import Service
from core.zones import zone_or_utc
from importing.models import Document
from importing.readers.documents.facts import Sureness
from importing.readers.record_times import PlacedEntry, ended_at, place, started_at, unanswered
from importing.readers.records import EntryPart, ItemPart, KindPart, Notice, Part, Record
from importing.selectors.documents.earlier import Difference, differences, earlier_incident
from importing.selectors.documents.times import typed_time
from incidents.enums import DetectionSource, Milestone
from incidents.models import Incident
from postmortems.enums import FactorKind, LessonKind, MeasureKind, SectionKind

KINDS = {"factors": FactorKind, "lessons": LessonKind, "measures": MeasureKind}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the head: its words, the line it came from (0: none), and whether it was guessed or edited."""

    name: str
    label: str
    words: str
    line: int = 0
    is_guessed: bool = False
    is_mended: bool = False


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as the page shows it; `when` is its time in words, `note` what is to be known of it."""

    key: str
    kind: str
    place: int
    part: Part
    when: str = ""
    note: str = ""
    tags: Sequence[str] = ()
    is_mended: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A list of parts under its heading; `one` is one of them in words."""

    kind: str
    heading: str
    one: str
    rows: Sequence[PartRow]


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """A line of the original."""

    number: int
    text: str
    is_left_over: bool


class Preview:
    """All of it."""

    def __init__(self, document: Document, viewer: User) -> None:
        self.document, self.viewer = document, viewer
        self.record = Record.from_json(document.record)

    @cached_property
    def missing(self) -> dict[str, str]:
        """What a person must say before it can be imported."""
        return unanswered(self.record)

    @cached_property
    def warnings(self) -> list[Notice]:
        """What else to look at, but for what is said already."""
        note = self.document.note
        return [each for each in self.record.warnings if each.code not in self.missing and each.message != note]

    @cached_property
    def earlier(self) -> Incident | None:
        """What it became when it was imported before."""
        return earlier_incident(self.document, self.record, self.viewer)

    @cached_property
    def differences(self) -> list[Difference]:
        """What it says that the earlier import does not."""
        return differences(self.record, self.earlier) if self.earlier else []

    @cached_property
    def lines(self) -> list[OriginalLine]:
        """The original, line by line."""
        left = set(self.record.left_over)
        return [
            OriginalLine(number, text, number in left)
            for number, text in enumerate(self.document.text.split("\n"), start=1)
        ]

    @property
    def left_over(self) -> list[OriginalLine]:
        """The lines of which nothing could be made."""
        return [line for line in self.lines if line.is_left_over and line.text.strip()]

    @cached_property
    def facts(self) -> list[Fact]:
        """The head."""
        record = self.record
        names = Service.objects.filter(pk__in=record.services).values_list("name", flat=True) if record.services else ()
        percent = "" if record.percent is None else f"{record.percent:g} % {record.percent_of}".strip()
        source = DetectionSource(record.detection_source).label if record.detection_source else ""
        told = (
            ("title", "Title", record.title),
            ("zone", "Time zone", record.zone_word or record.zone or "unknown"),
            ("started", "Impact started", self._time(record.started)),
            ("ended", "Resolved", self._time(record.ended)),
            ("level", "Severity", f"SEV{record.level}"),
            ("services", "Services", ", ".join(names)),
            ("impact", "Impact", record.impact),
            ("percent", "Percent affected", percent),
            ("detection", "Detected by", ": ".join(filter(None, (source, record.detected_by)))),
        )
        return [
            Fact(name, label, words, record.lines.get(name, 0), name in record.guessed, name in record.edited)
            for name, label, words in told
        ]

    @cached_property
    def entries(self) -> list[PartRow]:
        """The timeline."""
        placed = {id(each.part): each for each in place(self.record)}
        return [self._entry(number, part, placed.get(id(part))) for number, part in enumerate(self.record.entries)]

    @property
    def groups(self) -> list[Group]:
        """Factors, lessons, measures and action items."""
        lists = (
            ("factors", "Factors", "a factor"),
            ("lessons", "Lessons", "a lesson"),
            ("measures", "Measures", "a measure"),
        )
        groups = [
            Group(kind, heading, one, [self._kind(kind, *each) for each in enumerate(getattr(self.record, kind))])
            for kind, heading, one in lists
        ]
        items = [self._item(number, part) for number, part in enumerate(self.record.items)]
        return [*groups, Group("items", "Action items", "an action item", items)]

    @property
    def sections(self) -> list[tuple[str, str, int]]:
        """Headings, kinds in words, and the line of each."""
        return [
            (part.heading or "Without a heading", SectionKind(part.kind).label, part.line)
            for part in self.record.sections
        ]

    @property
    def duration(self) -> str:
        """A warning where the end is before the start."""
        began, ended = started_at(self.record), ended_at(self.record)
        return "The end is before the start." if began and ended and ended < began else ""

    def _time(self, text: str) -> str:
        return typed_time(text, self.record) or "unknown"

    def _entry(self, number: int, part: EntryPart, placed: PlacedEntry | None) -> PartRow:
        when, note = typed_time(part.at, self.record), ""
        if placed and placed.at:
            local = placed.at.astimezone(zone_or_utc(self.record.zone or "UTC"))
            when = f"{local.day} {local:%b %Y %H:%M}"
            if placed.until:
                when += f" to {placed.until.astimezone(local.tzinfo):%H:%M}"
            note = "" if part.at else "without a time: it stands with the entry above"
        elif part.is_taken:
            note = "cannot be placed yet"
        tags = [Milestone(name).label + ("" if part.has_stated_milestones else "?") for name in part.milestones]
        about = "about " if placed and placed.is_about and part.at else ""
        return self._row("entries", number, part, when=about + (when or "no time"), note=note, tags=tags)

    def _kind(self, kind: str, number: int, part: KindPart) -> PartRow:
        label = str(KINDS[kind](part.kind).label) if part.kind else ""
        is_guessed = part.sureness == Sureness.GUESSED and f"{kind}-{number}" not in self.record.edited
        tags = (label, part.category, "guessed" if is_guessed else "")
        return self._row(kind, number, part, tags=[tag for tag in tags if tag])

    def _item(self, number: int, part: ItemPart) -> PartRow:
        owner = next((person.name for person in self._people if person.pk == part.owner), "")
        note = f"owner in the document: {part.owner_words}" if part.owner_words and not owner else ""
        tags = [owner, f"due {part.due}" if part.due else "", "done" if part.is_done else "", part.tracker]
        return self._row("items", number, part, note=note, tags=[tag for tag in tags if tag])

    @cached_property
    def _people(self) -> list[User]:
        wanted = [item.owner for item in self.record.items if item.owner]
        return list(User.objects.filter(pk__in=wanted)) if wanted else []

    def _row(self, kind: str, number: int, part: Part, **more: Any) -> PartRow:
        key = f"{kind}-{number}"
        return PartRow(key, kind, number, part, is_mended=key in self.record.edited, **more)
