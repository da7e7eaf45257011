"""What is read in a written postmortem: facts, each with the line it came from and how sure it is.

Lines are numbered from 1, in the text of the original (`ReadDocument.text`). What nobody wrote is None or empty.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from enum import StrEnum


class Sureness(StrEnum):
    """How sure a fact is."""

    STATED = "stated"  # the document says it, under that name
    LIKELY = "likely"  # its place says so: a heading, the line beside it, the only candidate
    GUESSED = "guessed"  # words suggest it, as those that mark a milestone


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as precise as a document tells it: any of its parts may be unknown."""

    day: date | None = None
    clock: time | None = None
    zone: tzinfo | None = None  # the zone of the document, where nothing stands beside the time itself
    is_about: bool = False

    @property
    def local(self) -> datetime | None:
        """Day and time on the document's clock, without a zone."""
        return datetime.combine(self.day, self.clock) if self.day and self.clock is not None else None

    @property
    def instant(self) -> datetime | None:
        """The instant, when nothing is left open."""
        return None if self.local is None or self.zone is None else self.local.replace(tzinfo=self.zone)

    @property
    def iso(self) -> str | None:
        """As precise as known: ISO 8601 with offset, a local date-time, a date, or a time."""
        for known in (self.instant, self.local, self.day, self.clock):
            if known is not None:
                return known.isoformat()
        return None


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in words. `text` is plain text."""

    text: str
    line: int
    sureness: Sureness = Sureness.STATED


@dataclass(frozen=True, slots=True)
class ToldMoment:
    """A fact that is a time."""

    moment: Moment
    line: int
    sureness: Sureness = Sureness.STATED


@dataclass(frozen=True, slots=True)
class Impact:
    """What users felt. `percent` from 0 to 100, of what (`users`)."""

    text: str
    line: int
    percent: float | None = None
    percent_of: str = ""
    sureness: Sureness = Sureness.STATED


@dataclass(frozen=True, slots=True)
class Detection:
    """How it was noticed. `source`: monitoring, employee, customer, partner, or empty when it is unknown."""

    text: str
    line: int
    source: str = ""
    sureness: Sureness = Sureness.LIKELY


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One entry of a timeline. `text` is plain and without its time; `lines` are all that it was made from."""

    text: str
    line: int
    lines: tuple[int, ...]
    at: Moment | None = None
    until: Moment | None = None
    milestones: tuple[str, ...] = ()  # values of incidents.enums.Milestone; all of them guesses but with an `is_stated`
    author: str = ""
    sureness: Sureness = Sureness.STATED
    has_stated_milestones: bool = False


@dataclass(frozen=True, slots=True)
class ReadFactor:
    """A cause or circumstance. `kind` is a value of postmortems.enums.FactorKind."""

    kind: str
    text: str
    line: int
    sureness: Sureness = Sureness.LIKELY
    category: str = ""


@dataclass(frozen=True, slots=True)
class ReadLesson:
    """A lesson. `kind` is a value of postmortems.enums.LessonKind."""

    kind: str
    text: str
    line: int
    sureness: Sureness = Sureness.STATED


@dataclass(frozen=True, slots=True)
class ReadMeasure:
    """An improvement called for in words. `kind` is a value of postmortems.enums.MeasureKind, or empty."""

    kind: str
    text: str
    line: int
    sureness: Sureness = Sureness.STATED


@dataclass(frozen=True, slots=True)
class ReadActionItem:
    """A piece of work. `owner` and `tracker` (an address or key) as written; `status`: open, done, or as written.

    `note` is what a file of ours says below it.
    """

    text: str
    line: int
    owner: str = ""
    due: date | None = None
    status: str = ""
    tracker: str = ""
    note: str = ""
    sureness: Sureness = Sureness.STATED


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A part under its heading (empty: what stands before the first). `kind`: a value of postmortems.enums.SectionKind.

    `body` is Markdown; `lines` are all that stand in it, those of entries and items too.
    """

    kind: str
    heading: str
    body: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """What a person should look at. `code` stays the same between versions; `line` is 0 where none is meant."""

    code: str
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """Everything read in one document. `text` is the original as lines of plain text or Markdown."""

    file: str
    text: str
    is_postmortem: bool = False
    title: Told | None = None
    started: ToldMoment | None = None
    ended: ToldMoment | None = None
    zone_word: str = ""  # as written
    duration_minutes: int | None = None
    impact: Impact | None = None
    detection: Detection | None = None
    timeline: tuple[ReadEntry, ...] = ()
    root_cause: Told | None = None
    resolution: Told | None = None
    factors: tuple[ReadFactor, ...] = ()
    lessons: tuple[ReadLesson, ...] = ()
    measures: tuple[ReadMeasure, ...] = ()
    action_items: tuple[ReadActionItem, ...] = ()
    sections: tuple[ReadSection, ...] = ()
    left_over: tuple[int, ...] = ()
    held: tuple[int, ...] = ()  # of a file of ours: lines whose facts stand in fields, and in no section
    warnings: tuple[Warned, ...] = field(default=())
