"""The timeline as a postmortem tells it: the starred entries, or all of them; never notes about the record itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from incidents.enums import EntryKind
from incidents.models import Incident
from incidents.selectors.entry_rows import Day, by_day
from incidents.selectors.timeline import SHOW_ALL, EntryRead, Surroundings
from incidents.selectors.zones import ShownZone
from postmortems.selectors.versions import NOT_STORY

# What Debrief notes when somebody changes a field or hands out work. After the end it tells of the record.
NOTED = (EntryKind.DECLARED, EntryKind.STATUS, EntryKind.SEVERITY, EntryKind.ROLE, EntryKind.TASK)


@dataclass(frozen=True, slots=True)
class TimelineShown:
    """The entries shown by day; how many are starred. `is_all`: all of the `story` are shown."""

    days: list[Day]
    story: list[EntryRead]
    around: Surroundings
    starred: int
    is_all: bool

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.story)

    @property
    def has_choice(self) -> bool:
        """Whether the starred entries are some of them, so that there are two ways to read it."""
        return 0 < self.starred < self.count


def timeline_shown(
    incident: Incident, read: Iterable[EntryRead], around: Surroundings, zone: ShownZone, *, shown: str
) -> TimelineShown:
    """Of the entries of an incident the starred ones; all if `shown` says so or none is starred."""
    story = [entry for entry in read if not is_about_record(incident, entry)]
    starred = [entry for entry in story if entry.is_starred]
    is_all = shown == SHOW_ALL or not starred
    days = by_day(story if is_all else starred, around, zone)
    if incident.is_past:
        days = [_without_written(day) for day in days]
    return TimelineShown(days, story, around, len(starred), is_all)


def is_about_record(incident: Incident, entry: EntryRead) -> bool:
    """Whether an entry tells how the record was kept: an edited field, the postmortem, a status after the end.

    What was noted while a past incident was recorded is about the record, too, and so are the words for customers that
    somebody wrote then. What people told is part of the story whenever they told it.
    """
    if entry.kind in NOT_STORY:
        return True
    kinds = (*NOTED, EntryKind.UPDATE) if incident.is_past else NOTED
    return entry.kind in kinds and _is_after_end(incident, entry.happened_at)


def _is_after_end(incident: Incident, at: datetime) -> bool:
    if incident.is_past:
        return at >= incident.declared_at
    return incident.resolved_at is not None and at > incident.resolved_at


def _without_written(day: Day) -> Day:
    """Every entry of a past incident was written when it was recorded: the page says so once, below them."""
    return replace(day, rows=tuple(replace(row, written=None) for row in day.rows))
