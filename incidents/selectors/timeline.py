"""The entries of one incident and what stands on them, in four queries however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from core.compiled_once import compiled_once
from incidents.enums import Milestone
from incidents.models import Attachment, EntryRevision, Incident, Mark, TimelineEntry
from incidents.querysets import EntryQuerySet

SHOW_ALL, SHOW_PEOPLE, SHOW_STARRED = "all", "people", "starred"
SHOWN = (SHOW_ALL, SHOW_PEOPLE, SHOW_STARRED)


class EntryRead(NamedTuple):
    """What a page shows of one entry: plain values, since making fifty model instances costs more than the query."""

    id: int
    incident_id: int
    seq: int
    changed_seq: int
    origin: str
    kind: str
    facts: Mapping[str, Any]
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


@dataclass(frozen=True, slots=True)
class EndedMark:
    """A milestone that stood on an entry until it moved to another one, or no longer held."""

    milestone: Milestone
    until: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands on the entries of an incident, by the entry's key. Files under None are the incident's own.

    Read by incident and not by entry: a prefetch for fifty entries costs three times as much.
    """

    milestones: Mapping[int, list[Milestone]]
    ended: Mapping[int, list[EndedMark]]
    files: Mapping[int | None, list[Attachment]]
    earlier: Mapping[int, list[EntryRevision]]
    about: frozenset[Milestone] = frozenset()  # the milestones whose time is approximate


def entries_for_page(incident: Incident, show: str = SHOW_ALL) -> list[EntryRead]:
    """The entries in order: all, those that people told, or the starred ones."""
    return [EntryRead(*values) for values in _all_entries(show, incident=incident.pk)]


def last_entries(incident: Incident, show: str, most: int) -> list[EntryRead]:
    """The last so many of them in their order, and one more in front where there are more."""
    return [EntryRead(*values) for values in reversed(_last_entries(show, most, incident=incident.pk))]


@compiled_once
def _all_entries(show: str, *, incident: Any) -> QuerySet[TimelineEntry, Any]:
    found = told_or_starred(TimelineEntry.objects.filter(incident=incident), show)
    return found.in_order().values_list(*EntryRead._fields)


@compiled_once
def _last_entries(show: str, most: int, *, incident: Any) -> QuerySet[TimelineEntry, Any]:
    found = told_or_starred(TimelineEntry.objects.filter(incident=incident), show)
    return found.order_by("-happened_at", "-seq").values_list(*EntryRead._fields)[: most + 1]


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
    """Milestones of now and before, files and earlier texts; three queries."""
    number = incident.pk
    return _surroundings(_marks_of(incident=number), _files_of(incident=number), _revisions_of(incident=number))


def surroundings_of(entries: Collection[int]) -> Surroundings:
    """The same for some entries, perhaps of several incidents; three queries."""
    of_entries = Q(entry__in=entries)
    return _surroundings(_marks(of_entries), _files(of_entries), _revisions(of_entries))


@compiled_once
def _marks_of(*, incident: Any) -> QuerySet[Mark, Any]:
    return _marks(Q(incident=incident))


@compiled_once
def _files_of(*, incident: Any) -> QuerySet[Attachment]:
    return _files(Q(incident=incident))


@compiled_once
def _revisions_of(*, incident: Any) -> QuerySet[EntryRevision]:
    return _revisions(Q(entry__incident=incident))


def _marks(those: Q) -> QuerySet[Mark, Any]:
    columns = ("entry", "milestone", "ended_at", "ended_by__name", "entry__is_about", "entry__struck_at")
    return Mark.objects.filter(those).order_by("ended_seq", "id").values_list(*columns)


def _files(those: Q) -> QuerySet[Attachment]:
    return Attachment.objects.filter(those, removed_at__isnull=True)


def _revisions(those: Q) -> QuerySet[EntryRevision]:
    return EntryRevision.objects.filter(those).select_related("replaced_by")


def _surroundings(
    marks: Iterable[Any], attachments: Iterable[Attachment], revisions: Iterable[EntryRevision]
) -> Surroundings:
    names: dict[int, list[str]] = defaultdict(list)
    ended: dict[int, list[EndedMark]] = defaultdict(list)
    about: set[Milestone] = set()
    for entry_id, milestone, until, by, is_about, struck_at in marks:
        if until is not None:
            ended[entry_id].append(EndedMark(Milestone(milestone), until, by or "Debrief"))
            continue
        names[entry_id].append(milestone)
        if is_about and struck_at is None:
            about.add(Milestone(milestone))
    files: dict[int | None, list[Attachment]] = defaultdict(list)
    for file in attachments:
        files[file.entry_id].append(file)
    earlier: dict[int, list[EntryRevision]] = defaultdict(list)
    for revision in revisions:
        earlier[revision.entry_id].append(revision)
    milestones = {entry_id: _in_order(found) for entry_id, found in names.items()}
    return Surroundings(milestones, ended, files, earlier, frozenset(about))


def milestones_on(entry: TimelineEntry) -> list[Milestone]:
    """The milestones on one entry, in their usual order; none on one that is struck through."""
    if not entry.counts:
        return []
    marks = Mark.objects.current().filter(entry=entry)
    return _in_order(marks.values_list("milestone", flat=True))


def is_as_seen(entry: TimelineEntry, base_seq: int) -> bool:
    """Whether it says what it said at that change: pictures that appeared since then are no other words."""
    seq: int | None = entry.changed_seq
    if seq == base_seq:
        return True
    decided = entry.attachments.exclude(decided_after=None)
    before = dict(decided.values_list("decided_seq", "decided_after"))
    while seq in before and seq != base_seq:
        seq = before[seq]
    return seq == base_seq


def _in_order(names: Iterable[str]) -> list[Milestone]:
    found = set(names)
    return [milestone for milestone in Milestone if milestone in found]
