"""Entries as a page shows them: under their days, each with its stamps, milestones and corrections."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby

from django.urls import reverse

from accounts.enums import UserKind
from incidents.change_words import ValueChange, change_beside, value_changes
from incidents.enums import UNDONE, EntryKind, Milestone, Origin, Source
from incidents.models import Attachment, EntryRevision, Incident, TimelineEntry
from incidents.selectors.origin import UNKNOWN_AUTHOR, origin_of
from incidents.selectors.timeline import (
    SHOW_ALL,
    EntryRead,
    Surroundings,
    entries_for_page,
    entry_for_page,
    milestones_on,
    surroundings,
)
from incidents.selectors.zones import Marked, ShownZone, Stamp, is_apart

ICONS = {milestone: f"i-{milestone}" for milestone in Milestone} | {Milestone.IMPACT_STARTED: "i-impact"}


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What an entry said before a correction."""

    when: Marked
    is_about: bool
    until: Marked | None
    html: str
    by: str
    at: Marked
    reason: str


@dataclass(frozen=True, slots=True)
class EarlierMilestone:
    """A milestone that stood on an entry, until when, and who moved or ended it."""

    label: str
    until: Marked
    by: str


@dataclass(frozen=True, slots=True)
class Act:
    """When somebody struck an entry through or redacted it, who it was, and why."""

    at: Marked
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry, ready to be shown; the same for every viewer in one zone.

    One that is alone, above a form about it, is no place to link to and offers nothing.
    """

    number: int
    seq: int
    first_seq: int
    at: str
    author_id: int | None
    address: str
    icon: str
    is_system: bool
    is_told: bool
    author: str
    brought_in: str
    logged_by: str  # who wrote it down, where somebody else did it or said it
    change: str
    html: str
    is_about: bool
    is_starred: bool
    when: Stamp
    until: Marked | None
    written: Marked | None
    milestones: list[Milestone]
    earlier: list[EarlierText]
    earlier_milestones: list[EarlierMilestone]
    changed_values: list[ValueChange]
    attachments: list[Attachment]
    struck: Act | None
    redacted: Act | None
    is_bot: bool = False  # its author
    is_undone: bool = False  # its author took it back at once
    is_update: bool = False  # its words went out to customers
    origin: str = ""
    is_alone: bool = False

    @property
    def has_head(self) -> bool:
        """Whether a line with who said it, and what it marks, stands above its words."""
        return (bool(self.icon) or not self.is_system) and not self.is_undone

    @property
    def has_remarks(self) -> bool:
        """Whether anything stands beside its author; most entries have nothing there."""
        remarks = (self.is_bot, self.is_update, self.brought_in, self.logged_by, self.written, self.origin)
        return self.is_starred or any(remarks)

    @property
    def has_more(self) -> bool:
        """Whether anything stands below its words."""
        below = (self.attachments, self.struck, self.earlier, self.earlier_milestones, self.changed_values)
        return any(below) and not self.is_undone

    @property
    def classes(self) -> str:
        """What kind of entry the style sheet draws."""
        kinds = (
            ("entry-system", self.is_system and not self.milestones),
            ("entry-milestone", bool(self.milestones)),
            ("entry-struck", self.struck is not None),
            ("entry-undone", self.is_undone),
            ("entry-redacted", self.redacted is not None),
        )
        return " ".join(name for name, holds in kinds if holds)


@dataclass(frozen=True, slots=True)
class MilestoneBox:
    """A milestone that an entry can be given, and whether it stands on it."""

    value: str
    label: str
    icon: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day on the clocks of the zone shown."""

    label: str
    rows: tuple[EntryRow, ...]


def days_of(incident: Incident, zone: ShownZone, show: str = SHOW_ALL) -> list[Day]:
    """The timeline by day, on the clocks of the zone shown; four queries."""
    return by_day(entries_for_page(incident, show), surroundings(incident), zone)


def by_day(entries: Iterable[EntryRead], around: Surroundings, zone: ShownZone) -> list[Day]:
    """Entries that were read already, by day."""
    rows = (entry_row(entry, around, zone) for entry in entries)
    return [Day(_label(day), tuple(of_day)) for day, of_day in groupby(rows, key=lambda row: row.when.day)]


def _label(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def row_of(entry: TimelineEntry, zone: ShownZone) -> EntryRow:
    """One entry by itself."""
    return replace(entry_row(entry_for_page(entry), surroundings(entry.incident), zone), is_alone=True)


def entry_row(entry: EntryRead, around: Surroundings, zone: ShownZone) -> EntryRow:
    """An entry with its stamps on the clocks of the zone shown."""
    milestones = around.milestones.get(entry.id, []) if entry.struck_at is None else []
    is_apart_written = is_apart(entry.written_at, entry.happened_at)
    return EntryRow(
        number=entry.id,
        seq=entry.changed_seq,
        first_seq=entry.seq,
        at=f"{entry.happened_at.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z",
        author_id=entry.author_id,
        address=reverse("entry", args=[entry.incident_id, entry.id]),
        icon=ICONS[milestones[0]] if milestones else "",
        is_bot=entry.author__kind == UserKind.BOT and not entry.told_by,
        is_undone=entry.struck_reason == UNDONE and entry.redacted_at is None,
        is_update=entry.kind == EntryKind.UPDATE,
        is_system=entry.origin == Origin.SYSTEM,
        is_told=entry.origin == Origin.TOLD,
        author=entry.told_by or (UNKNOWN_AUTHOR if entry.source == Source.IMPORTED else entry.author__name or ""),
        brought_in=entry.author__name or "" if entry.source == Source.IMPORTED else "",
        logged_by=entry.author__name or "" if entry.told_by and entry.source != Source.IMPORTED else "",
        change=change_beside(entry.origin, entry.kind, entry.facts),
        html=entry.html,
        is_about=entry.is_about,
        is_starred=entry.is_starred,
        when=zone.stamp(entry.happened_at),
        until=zone.until(entry.until_at, entry.happened_at) if entry.until_at else None,
        written=zone.marked(entry.written_at, entry.happened_at) if is_apart_written else None,
        milestones=milestones,
        earlier=[_earlier(revision, entry, zone) for revision in around.earlier.get(entry.id, ())],
        earlier_milestones=[
            EarlierMilestone(ended.milestone.label, zone.marked(ended.until, entry.happened_at), ended.by)
            for ended in around.ended.get(entry.id, ())
        ],
        changed_values=value_changes(entry.facts),
        attachments=around.files.get(entry.id, []),
        struck=_act(zone, entry, entry.struck_at, entry.struck_by__name, entry.struck_reason),
        redacted=_act(zone, entry, entry.redacted_at, entry.redacted_by__name, entry.redacted_reason),
        origin=_origin(entry),
    )


def _origin(entry: EntryRead) -> str:
    """Which duplicate brought it; nothing for the incident's own."""
    return origin_of(entry.merged_from_id, is_private=bool(entry.merged_from__is_private))


def _act(zone: ShownZone, entry: EntryRead, at: datetime | None, name: str | None, reason: str) -> Act | None:
    """None when it did not happen."""
    return Act(zone.marked(at, entry.happened_at), name or "", reason) if at else None


def _earlier(revision: EntryRevision, entry: EntryRead, zone: ShownZone) -> EarlierText:
    return EarlierText(
        when=zone.marked(revision.happened_at),
        is_about=revision.is_about,
        until=zone.marked(revision.until_at, revision.happened_at) if revision.until_at else None,
        html=revision.html,
        by=revision.replaced_by.name,
        at=zone.marked(revision.replaced_at, entry.happened_at),
        reason=revision.reason,
    )


def milestone_boxes(entry: TimelineEntry) -> list[MilestoneBox]:
    """All milestones, and which of them stand on the entry."""
    ticked = milestones_on(entry)
    return [MilestoneBox(each.value, each.label, ICONS[each], each in ticked) for each in Milestone]
