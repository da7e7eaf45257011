"""What is known of an incident when its postmortem is opened: fields, milestones, entries that count, people, tasks.

Nothing struck or redacted is read, and no entry about the record itself, such as edited details or a merge.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import UserKind
from actions.models import ActionItem
from catalogue.enums import BuiltInRole
from core.durations import Duration
from core.references import written
from customers.models import Report
from incidents.enums import EntryKind, Milestone, Source, TaskState
from incidents.models import Incident, Mark, RoleAssignment, Task, TimelineEntry
from incidents.selectors.durations import FORMULAS, IMPACT, incident_durations
from incidents.selectors.impact import Period, periods_of
from incidents.selectors.zones import ShownZone, incident_zone

# What people told of the incident itself. Words for customers are approved for them, and not copied.
TOLD_KINDS = (EntryKind.NOTE, EntryKind.STATUS, EntryKind.SEVERITY, EntryKind.ESCALATION, EntryKind.REPORT)

IN_VAIN = re.compile(
    r"\bin vain\b|\bto no avail\b|\bwithout (?:success|effect)\b|\bno (?:effect|improvement)\b"
    r"|\bno change\s*(?:[.;,)]|$)|\bmade no difference\b|\b(?:did|does|do)(?: not|n['’]t) (?:help|work)\b"
    r"|\bruled out\b|\bnothing is wrong with\b|\b(?:is|are|was|were) not the cause\b"
    r"|\bneither\b[^.]{1,80}\bnor\b[^.]{1,80}\bcause\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """An entry that somebody told and that holds, with the milestones on it."""

    pk: int
    happened_at: datetime
    text: str
    is_starred: bool
    milestones: frozenset[Milestone]

    @property
    def is_in_vain(self) -> bool:
        """Whether it says that something was tried and did not help, or was not the cause."""
        return bool(IN_VAIN.search(self.text))


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part, and in which roles; none for who only wrote entries."""

    name: str
    roles: tuple[str, ...]
    has_led: bool = False


@dataclass(frozen=True, slots=True)
class LeftTask:
    """A task that was left over: who has it, and the action item that it became."""

    text: str
    person: str
    action: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. `about` are the milestones whose time is approximate."""

    incident: Incident
    zone: ShownZone
    services: tuple[str, ...]
    periods: tuple[Period, ...]
    durations: Mapping[str, Duration]
    about: frozenset[Milestone]
    entries: tuple[ToldEntry, ...]
    participants: tuple[Participant, ...]
    tasks: tuple[LeftTask, ...]
    reports: int

    def marked(self, *milestones: Milestone) -> list[ToldEntry]:
        """The entries that mark one of these."""
        return [entry for entry in self.entries if entry.milestones.intersection(milestones)]

    def at(self, milestone: Milestone) -> datetime | None:
        """When it was; None when nobody set it."""
        found: datetime | None = getattr(self.incident, milestone.column)
        return found


def story_of(incident: Incident) -> Story:
    """Read in eight queries, however much there is."""
    marks, about = _marks(incident)
    periods = periods_of(incident)
    durations = {named.name: named.duration for named in incident_durations(incident, periods, about)}
    entries = list(_told(incident))
    return Story(
        incident=incident,
        zone=incident_zone(incident),
        services=tuple(incident.services.order_by("name").values_list("name", flat=True)),
        periods=tuple(periods),
        durations=durations,
        about=frozenset(about),
        entries=tuple(
            ToldEntry(entry.pk, entry.happened_at, entry.text, entry.is_starred, frozenset(marks[entry.pk]))
            for entry in entries
        ),
        participants=tuple(_participants(incident, entries)),
        tasks=tuple(_left_tasks(incident)),
        reports=Report.objects.filter(incident=incident).count(),
    )


def _marks(incident: Incident) -> tuple[defaultdict[int, set[Milestone]], set[Milestone]]:
    """The milestones by entry, and those whose time is approximate."""
    found: defaultdict[int, set[Milestone]] = defaultdict(set)
    about = set()
    counting = Mark.objects.counting().filter(incident=incident)
    for entry, name, is_about in counting.values_list("entry", "milestone", "entry__is_about"):
        found[entry].add(Milestone(name))
        if is_about:
            about.add(Milestone(name))
    return found, about


def _told(incident: Incident) -> list[TimelineEntry]:
    """What people told of it and holds, in order."""
    told = TimelineEntry.objects.filter(incident=incident, kind__in=TOLD_KINDS).live().told()
    columns = ("happened_at", "text", "is_starred", "source", "author__name", "author__kind")
    return list(told.in_order().select_related("author").only(*columns))


def _participants(incident: Incident, entries: list[TimelineEntry]) -> list[Participant]:
    """Who had a role, in the order of the roles; then who told what happened. No bot."""
    roles: dict[str, list[str]] = {}
    leads = set()
    for each in RoleAssignment.objects.filter(incident=incident).select_related("person", "role"):
        given = roles.setdefault(each.person.name, [])
        if each.role.noun not in given:
            given.append(each.role.noun)
        if each.role_id == BuiltInRole.LEAD:
            leads.add(each.person.name)
    tellers = (entry.author for entry in entries if entry.source != Source.IMPORTED)
    for name in [author.name for author in tellers if author is not None and author.kind != UserKind.BOT]:
        roles.setdefault(name, [])
    return [Participant(name, tuple(given), has_led=name in leads) for name, given in roles.items()]


def _left_tasks(incident: Incident) -> list[LeftTask]:
    """Open ones, and those that became action items."""
    tasks = Task.objects.filter(incident=incident, state__in=(TaskState.OPEN, TaskState.ACTION))
    became = dict(ActionItem.objects.filter(from_task__in=tasks).values_list("from_task", "pk"))
    return [
        LeftTask(
            task.text,
            task.person.name if task.person else "",
            written(ActionItem.PREFIX, became[task.pk]) if task.pk in became else "",
        )
        for task in tasks.select_related("person")
    ]


def duration_named(story: Story, milestone: Milestone) -> Duration | None:
    """The duration that ends with a milestone; None for one that ends none."""
    name = next((name for name, end, _ in FORMULAS if end == milestone), "")
    return story.durations.get(name)


def impact_of(story: Story) -> Duration:
    """How long customers were affected."""
    return story.durations[IMPACT]
