"""Entries as a page shows them: under their days, each with its stamps, milestones and corrections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from django.urls import reverse

from accounts.models import User
from incidents.enums import Milestone, Origin
from incidents.models import Attachment, EntryRevision, TimelineEntry
from incidents.selectors.timeline import milestones_of
from incidents.selectors.zones import ShownZone, Stamp, is_apart

ICONS = {milestone: f"i-{milestone}" for milestone in Milestone} | {Milestone.IMPACT_STARTED: "i-impact"}


@lru_cache(maxsize=64)
def _address(incident_id: int) -> str:
    """The incident's address; resolved once, not for every entry."""
    return reverse("incident", args=[incident_id])


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What an entry said before a correction."""

    when: str
    html: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry, ready to be shown; the same for every viewer in one zone."""

    entry: TimelineEntry
    when: Stamp
    until: Stamp | None
    written: str
    milestones: list[Milestone]
    earlier: tuple[EarlierText, ...]
    attachments: tuple[Attachment, ...]
    struck: str
    redacted: str

    @property
    def icon(self) -> str:
        """The icon of the first milestone that still stands; empty for a plain dot."""
        return ICONS[self.milestones[0]] if self.milestones else ""

    @property
    def is_system(self) -> bool:
        """Whether Debrief recorded it by itself."""
        return self.entry.origin == Origin.SYSTEM

    @property
    def address(self) -> str:
        """Where its actions are."""
        return f"{_address(self.entry.incident_id)}entries/{self.entry.pk}/"

    @property
    def classes(self) -> str:
        """What kind of entry the style sheet draws."""
        entry = self.entry
        kinds = (
            ("entry-system", entry.origin == Origin.SYSTEM and not self.icon),
            ("entry-milestone", bool(self.icon)),
            ("entry-struck", entry.struck_at is not None),
            ("entry-redacted", entry.redacted_at is not None),
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


def days_of(entries: Iterable[TimelineEntry], zone: ShownZone) -> list[Day]:
    """Entries by day, on the clocks of the zone shown."""
    rows = (entry_row(entry, zone) for entry in entries)
    return [Day(label, tuple(of_day)) for label, of_day in groupby(rows, key=lambda row: row.when.day)]


def entry_row(entry: TimelineEntry, zone: ShownZone) -> EntryRow:
    """One entry of `entries_for_page`, with its stamps on the clocks of the zone shown."""
    when = zone.stamp(entry.happened_at)
    return EntryRow(
        entry=entry,
        when=when,
        until=zone.stamp(entry.until_at) if entry.until_at else None,
        written=zone.beside(entry.written_at, entry.happened_at)
        if is_apart(entry.written_at, entry.happened_at)
        else "",
        milestones=milestones_of(entry),
        earlier=tuple(_earlier(revision, entry, zone) for revision in getattr(entry, "earlier", ())),
        attachments=tuple(getattr(entry, "files", ())),
        struck=_by(zone, entry, entry.struck_at, entry.struck_by, entry.struck_reason),
        redacted=_by(zone, entry, entry.redacted_at, entry.redacted_by, entry.redacted_reason),
    )


def _written(entry: TimelineEntry, zone: ShownZone) -> str:
    """When it was written, where that is not when it happened."""
    apart = is_apart(entry.written_at, entry.happened_at)
    return zone.beside(entry.written_at, entry.happened_at) if apart else ""


def _by(zone: ShownZone, entry: TimelineEntry, at: datetime | None, person: User | None, reason: str) -> str:
    """`22:50 by Amina Otieno: it was another graph`."""
    if at is None:
        return ""
    who = f" by {person.name}" if person else ""
    said = f"{zone.beside(at, entry.happened_at)}{who}"
    return f"{said}: {reason}" if reason else said


def _earlier(revision: EntryRevision, entry: TimelineEntry, zone: ShownZone) -> EarlierText:
    when = zone.dated(revision.happened_at)
    if revision.until_at:
        when += f" to {zone.dated(revision.until_at)}"
    return EarlierText(
        when=when,
        html=revision.html,
        by=revision.replaced_by.name,
        at=zone.beside(revision.replaced_at, entry.happened_at),
        reason=revision.reason,
    )


def milestone_boxes(entry: TimelineEntry) -> list[MilestoneBox]:
    """All milestones, and which of them stand on the entry."""
    standing = milestones_of(entry)
    return [MilestoneBox(each.value, each.label, ICONS[each], each in standing) for each in Milestone]
