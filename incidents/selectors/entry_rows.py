"""Entries as a page shows them: under their days, each with its stamps, milestones and corrections."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.enums import UserKind
from core.rows import TableRow
from incidents.enums import EntryKind, Milestone, Origin, Source
from incidents.models import Attachment, EntryRevision, Incident, TimelineEntry
from incidents.selectors.timeline import (
    SHOW_ALL,
    EntryRead,
    Surroundings,
    entries_for_page,
    entry_for_page,
    milestones_on,
    surroundings,
)
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
class EntryRow(TableRow):
    """One entry, ready to be shown; the same for every viewer in one zone.

    One that is alone, above a form about it, is no place to link to and offers nothing.
    """

    number: int
    seq: int
    data: str
    address: str
    classes: str
    icon: str
    is_system: bool
    author: str
    brought_in: str
    html: str
    is_about: bool
    is_starred: bool
    when: Stamp
    until: Stamp | None
    written: str
    milestones: list[Milestone]
    earlier: list[EarlierText]
    attachments: list[Attachment]
    struck: str
    redacted: str
    is_bot: bool = False  # its author
    is_update: bool = False  # its words went out to customers
    origin: str = ""
    is_alone: bool = False

    @property
    def has_head(self) -> bool:
        """Whether a line with who said it, and what it marks, stands above its words."""
        return bool(self.icon) or not self.is_system

    @property
    def has_more(self) -> bool:
        """Whether anything stands below its words; most entries have nothing there."""
        return bool(self.attachments or self.struck or self.earlier)


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
    is_system = entry.origin == Origin.SYSTEM
    return EntryRow(
        number=entry.id,
        seq=entry.changed_seq,
        data=_data(entry),
        address=f"{_address(entry.incident_id)}entries/{entry.id}/",
        classes=_classes(entry, is_plain=not milestones),
        icon=ICONS[milestones[0]] if milestones else "",
        is_bot=entry.author__kind == UserKind.BOT and not entry.told_by,
        is_update=entry.kind == EntryKind.UPDATE,
        is_system=is_system,
        author=entry.told_by or entry.author__name or "",
        brought_in=entry.author__name or "" if entry.source == Source.IMPORTED else "",
        html=entry.html,
        is_about=entry.is_about,
        is_starred=entry.is_starred,
        when=zone.stamp(entry.happened_at),
        until=zone.stamp(entry.until_at) if entry.until_at else None,
        written=_written(entry, zone),
        milestones=milestones,
        earlier=[_earlier(revision, entry, zone) for revision in around.earlier.get(entry.id, ())],
        attachments=around.files.get(entry.id, []),
        struck=_by(zone, entry, entry.struck_at, entry.struck_by__name, entry.struck_reason),
        redacted=_by(zone, entry, entry.redacted_at, entry.redacted_by__name, entry.redacted_reason),
        origin=_origin(entry),
    )


def _data(entry: EntryRead) -> SafeString:
    """What scripts go by: where it belongs (`at`, `first`), how new it is (`seq`), whose it is, which views show it.

    One string, because fifty entries look up nine values less in the template.
    """
    at = entry.happened_at.astimezone(UTC).isoformat(timespec="microseconds")[:26]
    told = " data-told" if entry.origin == Origin.TOLD else ""
    starred = " data-starred" if entry.is_starred else ""
    author = f' data-by="{entry.author_id}"' if entry.author_id else ""
    places = f'data-seq="{entry.changed_seq}" data-first="{entry.seq}" data-at="{at}Z"'
    return SafeString(f"{places}{author}{told}{starred}")  # numbers and an instant


def _origin(entry: EntryRead) -> str:
    """Which duplicate brought it; a private one is not named, as not all who read this may know of it."""
    if entry.merged_from_id is None:
        return ""
    return "a private duplicate" if entry.merged_from__is_private else f"INC-{entry.merged_from_id}"


def _classes(entry: EntryRead, *, is_plain: bool) -> str:
    """What kind of entry the style sheet draws."""
    kinds = (
        ("entry-system", is_plain and entry.origin == Origin.SYSTEM),
        ("entry-milestone", not is_plain),
        ("entry-struck", entry.struck_at is not None),
        ("entry-redacted", entry.redacted_at is not None),
    )
    return " ".join(name for name, holds in kinds if holds)


def _written(entry: EntryRead, zone: ShownZone) -> str:
    """When it was written, where that is not when it happened."""
    apart = is_apart(entry.written_at, entry.happened_at)
    return zone.marked(entry.written_at, entry.happened_at) if apart else ""


def _by(zone: ShownZone, entry: EntryRead, at: datetime | None, name: str | None, reason: str) -> str:
    """`22:50 by Amina Otieno: it was another graph`; empty when it did not happen."""
    if at is None:
        return ""
    said = zone.marked(at, entry.happened_at)
    if name:
        said = format_html("{} by {}", said, name)
    return format_html("{}: {}", said, reason) if reason else said


def _earlier(revision: EntryRevision, entry: EntryRead, zone: ShownZone) -> EarlierText:
    at = zone.marked(revision.happened_at)
    when = format_html("about {}", at) if revision.is_about else at
    return EarlierText(
        when=format_html("{} to {}", when, zone.marked(revision.until_at)) if revision.until_at else when,
        html=revision.html,
        by=revision.replaced_by.name,
        at=zone.marked(revision.replaced_at, entry.happened_at),
        reason=revision.reason,
    )


def milestone_boxes(entry: TimelineEntry) -> list[MilestoneBox]:
    """All milestones, and which of them stand on the entry."""
    standing = milestones_on(entry)
    return [MilestoneBox(each.value, each.label, ICONS[each], each in standing) for each in Milestone]
