"""The entries of one incident and what stands on them, in four queries however many there are."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from core.prepared import PreparedRead
from incidents.enums import Milestone
from incidents.models import Attachment, EntryRevision, Incident, Mark, TimelineEntry
from incidents.querysets import EntryQuerySet

SHOW_ALL, SHOW_PEOPLE, SHOW_STARRED = "all", "people", "starred"
SHOWN = (SHOW_ALL, SHOW_PEOPLE, SHOW_STARRED)

Rows = Iterable[tuple[Any, ...]]


class EntryRead(NamedTuple):
    """What a page shows of one entry: plain values, since making fifty model instances costs more than the query."""

    id: int
    incident_id: int
    seq: int
    changed_seq: int
    origin: str
    kind: str
    happened_at: datetime
    until_at: datetime | None
    is_about: bool
    written_at: datetime
    html: str
    is_starred: bool
    struck_at: datetime | None
    struck_reason: str
    redacted_at: datetime | None
    redacted_reason: str
    merged_from_id: int | None
    merged_from__is_private: bool | None
    author_id: int | None
    author__name: str | None
    told_by: str
    source: str
    struck_by__name: str | None
    redacted_by__name: str | None
    author__kind: str | None


class RevisionRead(NamedTuple):
    """What a page shows of what an entry said before a correction."""

    entry_id: int
    happened_at: datetime
    is_about: bool
    until_at: datetime | None
    html: str
    replaced_by__name: str
    replaced_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands on the entries of an incident, by the entry's key. Files under None are the incident's own.

    Read by incident and not by entry: a prefetch for fifty entries costs three times as much.
    """

    milestones: Mapping[int, list[Milestone]]
    files: Mapping[int | None, list[Attachment]]
    earlier: Mapping[int, list[RevisionRead]]


def entries_for_page(incident: Incident, show: str = SHOW_ALL) -> list[EntryRead]:
    """The entries in order: all, those that people told, or the starred ones."""
    return read_entries(told_or_starred(TimelineEntry.objects.filter(incident=incident), show).in_order())


def told_or_starred(entries: EntryQuerySet, show: str) -> EntryQuerySet:
    """Those that a page shows: all, those that people told, or the starred ones."""
    if show == SHOW_PEOPLE:
        return entries.told()
    return entries.filter(is_starred=True) if show == SHOW_STARRED else entries


def entry_for_page(entry: TimelineEntry) -> EntryRead:
    """One entry, as pages show it."""
    return read_entries(TimelineEntry.objects.filter(pk=entry.pk))[0]


def read_entries(entries: QuerySet[TimelineEntry]) -> list[EntryRead]:
    """The entries, in their order, as pages show them."""
    return [EntryRead(*values) for values in entries.values_list(*EntryRead._fields)]


def surroundings(incident: Incident) -> Surroundings:
    """Standing milestones, files and earlier texts; three queries."""
    return _surroundings(_MARKS.rows(incident.pk), _FILES.rows(incident.pk), _REVISIONS.rows(incident.pk))


def surroundings_of(entries: Collection[int]) -> Surroundings:
    """The same for some entries, perhaps of several incidents; three queries."""
    return _surroundings(_marks(entry__in=entries), _files(entry__in=entries), _revisions(entry__in=entries))


def _marks(**those: Any) -> QuerySet[Mark, Any]:
    return Mark.objects.filter(ended_at__isnull=True, **those).order_by().values_list("entry_id", "milestone")


def _files(**those: Any) -> QuerySet[Attachment, Any]:
    return Attachment.objects.filter(removed_at__isnull=True, **those).values_list(*_FILE)


def _revisions(**those: Any) -> QuerySet[EntryRevision, Any]:
    return EntryRevision.objects.filter(**those).values_list(*RevisionRead._fields)


_FILE = [field.attname for field in Attachment._meta.concrete_fields]
_MARKS = PreparedRead(lambda incident: _marks(incident=incident))
_FILES = PreparedRead(lambda incident: _files(incident=incident))
_REVISIONS = PreparedRead(lambda incident: _revisions(entry__incident=incident))


def _surroundings(marks: Rows, attachments: Rows, revisions: Rows) -> Surroundings:
    files = defaultdict(list)
    for values in attachments:
        file = Attachment.from_db(DEFAULT_DB_ALIAS, _FILE, values)
        files[file.entry_id].append(file)
    earlier = defaultdict(list)
    for revision in itertools.starmap(RevisionRead, revisions):
        earlier[revision.entry_id].append(revision)
    return Surroundings(_standing(marks), files, earlier)


def milestones_on(entry: TimelineEntry) -> list[Milestone]:
    """The milestones that stand on one entry, in their usual order; a struck one carries none."""
    if not entry.counts:
        return []
    marks = Mark.objects.filter(entry=entry, ended_at__isnull=True)
    return _in_order(marks.values_list("milestone", flat=True))


def _standing(marks: Rows) -> dict[int, list[Milestone]]:
    names = defaultdict(list)
    for entry_id, name in marks:
        names[entry_id].append(name)
    return {entry_id: _in_order(found) for entry_id, found in names.items()}


def _in_order(names: Iterable[str]) -> list[Milestone]:
    found = set(names)
    return [milestone for milestone in Milestone if milestone in found]


def impact_union(intervals: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """How long customers suffered in all: the length of the union of the intervals whose ends are both known."""
    total = timedelta(0)
    reached: datetime | None = None
    for start, end in sorted(intervals):
        begin = start if reached is None or start > reached else reached
        if end > begin:
            total += end - begin
            reached = end
    return total
