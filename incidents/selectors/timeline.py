"""The entries of one incident as its page shows them, in a number of queries that does not depend on how many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from incidents.enums import Milestone
from incidents.models import Attachment, EntryRevision, Incident, Mark, TimelineEntry

SHOW_ALL, SHOW_PEOPLE, SHOW_STARRED = "all", "people", "starred"


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day, in the zone shown."""

    day: date
    entries: list[TimelineEntry]


def entries_for_page(incident: Incident, show: str = SHOW_ALL) -> QuerySet[TimelineEntry]:
    """All entries in order, with author, standing marks, earlier texts and attachments at hand."""
    rows = (
        TimelineEntry.objects.filter(incident=incident)
        .select_related("author", "struck_by", "redacted_by")
        .defer("search")
        .prefetch_related(
            Prefetch("marks", Mark.objects.filter(ended_at__isnull=True), to_attr="standing_marks"),
            Prefetch("attachments", Attachment.objects.filter(removed_at__isnull=True), to_attr="files"),
            Prefetch("revisions", EntryRevision.objects.select_related("replaced_by"), to_attr="earlier"),
        )
        .in_order()
    )
    if show == SHOW_PEOPLE:
        return rows.told()
    if show == SHOW_STARRED:
        return rows.filter(is_starred=True)
    return rows


def by_day(entries: Iterable[TimelineEntry], zone: str | ZoneInfo) -> list[Day]:
    """The entries under the days on which they happened, in the zone shown."""
    local = ZoneInfo(zone) if isinstance(zone, str) else zone
    days: list[Day] = []
    for entry in entries:
        day = entry.happened_at.astimezone(local).date()
        if not days or days[-1].day != day:
            days.append(Day(day, []))
        days[-1].entries.append(entry)
    return days


def milestones_of(entry: TimelineEntry) -> list[Milestone]:
    """The milestones that stand on an entry fetched by `entries_for_page`; a struck one carries none."""
    if not entry.counts:
        return []
    marks: Sequence[Mark] = getattr(entry, "standing_marks", ())
    return [milestone for milestone in Milestone if any(mark.milestone == milestone for mark in marks)]


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
