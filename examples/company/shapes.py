"""What an example is made of. Times are wall-clock times of the incident's day, in its zone."""

from dataclasses import dataclass, field
from datetime import date

from actions.enums import ActionStatus
from catalogue.enums import ActionKind, Priority
from incidents.enums import DetectionSource, ImpactScope, Milestone, RevenueLost
from incidents.services import StateOfThings
from postmortems.enums import FactorKind, LessonKind, MeasureKind, PostmortemStatus, SectionKind


@dataclass(frozen=True, slots=True)
class ExampleEntry:
    """A told entry: `by` is the first name of an example person.

    `told_by` is who did it or said it, where that is no user; `escalated_to` makes it an escalation, `text` says why.
    """

    at: str
    text: str
    by: str
    milestones: tuple[Milestone, ...] = ()
    is_about: bool = False
    is_starred: bool = False
    told_by: str = ""
    escalated_to: str = ""


@dataclass(frozen=True, slots=True)
class ExampleInterval:
    """A period of impact; an unknown end is empty."""

    started: str
    ended: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExampleImpact:
    """Impact in fields."""

    text: str
    scope: ImpactScope
    percent: int | None = None
    percent_about: bool = False
    percent_of: str = ""
    all_users: bool = False
    revenue_lost: RevenueLost = RevenueLost.UNKNOWN
    revenue_extent: str = ""
    intervals: tuple[ExampleInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleFactor:
    """A factor of the analysis.

    `evidence` are the times of entries; `made_possible_by` are positions of factors before it, from 0.
    """

    kind: FactorKind
    text: str
    category: str = ""
    evidence: tuple[str, ...] = ()
    made_possible_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleLesson:
    """A lesson."""

    text: str
    kind: LessonKind = LessonKind.LESSON


@dataclass(frozen=True, slots=True)
class ExampleMeasure:
    """A measure."""

    text: str
    kind: MeasureKind = MeasureKind.UNSTATED


@dataclass(frozen=True, slots=True)
class ExampleAction:
    """An action item. `due_in` counts days from the day of loading.

    `answers` are positions of measures, `answers_factors` of factors, from 0.
    """

    title: str
    kind: ActionKind
    due_in: int | None
    owner: str = ""
    team: str = ""
    priority: Priority = Priority.MEDIUM
    status: ActionStatus = ActionStatus.OPEN
    reason: str = ""  # what blocks it, why it will not be done, or what shows that it is done
    answers: tuple[int, ...] = ()
    answers_factors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleDrawing:
    """A picture that the loader draws: boxes by name, arrows between them, one box marked as failing."""

    name: str
    caption: str
    boxes: tuple[str, ...]
    failing: str


@dataclass(frozen=True, slots=True)
class ExampleTask:
    """A task of the incident, and who has it."""

    text: str
    person: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class ExampleUpdate:
    """What customers were told while it went on; `by` drafted it, the lead approved it. One may correct the last."""

    at: str
    text: str
    by: str
    workaround: str = ""
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One incident with its postmortem."""

    key: str
    title: str
    severity: int
    day: date
    zone: str
    zone_word: str
    services: tuple[str, ...]
    lead: str
    summary: str
    public_summary: str  # the closing words
    impact: ExampleImpact
    detection_source: DetectionSource
    detected_by: str
    entries: tuple[ExampleEntry, ...]
    sections: dict[SectionKind, str]
    factors: tuple[ExampleFactor, ...]
    lessons: tuple[ExampleLesson, ...] = ()
    measures: tuple[ExampleMeasure, ...] = ()
    actions: tuple[ExampleAction, ...] = ()
    drawings: tuple[ExampleDrawing, ...] = field(default=())
    postmortem_status: PostmortemStatus = PostmortemStatus.PUBLISHED
    report: str = ""
    report_customer: str = ""
    state: StateOfThings | None = None
    tasks: tuple[ExampleTask, ...] = ()
    updates: tuple[ExampleUpdate, ...] = ()
    corrected: dict[SectionKind, str] = field(default_factory=dict)  # what these sections said when it was published


@dataclass(frozen=True, slots=True)
class RecentEntry:
    """A told entry, so many minutes before the examples are loaded."""

    ago: int
    text: str
    by: str
    milestones: tuple[Milestone, ...] = ()
    is_starred: bool = False


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An incident that goes on. `began`, `declared` and `updated` are minutes before it is loaded."""

    key: str
    title: str
    severity: int
    services: tuple[str, ...]
    lead: str
    communications: str
    summary: str
    began: int
    declared: int
    entries: tuple[RecentEntry, ...]
    update: str
    updated: int


@dataclass(frozen=True, slots=True)
class Drill(UnderWay):
    """One that is a drill. `stated` is minutes before it is loaded, too."""

    state: StateOfThings
    stated: int
    done: tuple[str, ...]  # tasks of the checklist that are done already
    task: str
    task_for: str


@dataclass(frozen=True, slots=True)
class Noticed(UnderWay):
    """One that customers notice. `next_in` counts minutes from when it is loaded."""

    workaround: str
    next_in: int
    customers: dict[str, int]  # since when each is affected
    told: str  # one of them, by Peter
