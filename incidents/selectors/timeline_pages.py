"""A long timeline, a page at a time: the newest entries, those before one, or those around one."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from incidents.models import Incident, TimelineEntry
from incidents.querysets import EntryQuerySet
from incidents.selectors.timeline import (
    SHOW_ALL,
    EntryRead,
    entries_for_page,
    last_entries,
    read_entries,
    told_or_starred,
)

MOST = 200


@dataclass(frozen=True, slots=True)
class Window:
    """Which part is asked for: what lies before an entry, what lies around one, or all; else the newest.

    With `since` it begins there, if not earlier anyway: so far back somebody has gone already.
    """

    before: int | None = None
    around: int | None = None
    is_all: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Entries that stand in a row, how many there are in all, and whether more lie before and after."""

    entries: list[EntryRead]
    count: int
    has_earlier: bool = False
    has_later: bool = False


def part_of(incident: Incident, show: str = SHOW_ALL, window: Window | None = None) -> Part:
    """The part of a timeline that a page shows. One query where 200 hold it all, else at most four; two for `since`."""
    window = window or Window()
    entries = told_or_starred(TimelineEntry.objects.filter(incident=incident), show)
    part = _asked_for(incident, show, window)
    if window.since is None or not part.has_earlier:
        return part
    return _begun_at(window.since, part, entries)


def _begun_at(since: datetime, part: Part, entries: EntryQuerySet) -> Part:
    """The part with what lies between this instant and its first entry."""
    further = read_entries(entries.filter(_earlier_than(part.entries[0]), happened_at__gte=since).in_order())
    if not further:
        return part
    return replace(part, entries=further + part.entries, has_earlier=entries.filter(happened_at__lt=since).exists())


def _asked_for(incident: Incident, show: str, window: Window) -> Part:
    entries = told_or_starred(TimelineEntry.objects.filter(incident=incident), show)
    if window.is_all:
        every = entries_for_page(incident, show)
        return Part(every, len(every))
    if window.before is not None and (found := _before(incident, entries, window.before)):
        return found
    newest = last_entries(incident, show, MOST)
    if len(newest) <= MOST:
        return Part(newest, len(newest))
    is_there = window.around is None or any(entry.id == window.around for entry in newest[1:])
    if not is_there and window.around is not None and (found := _around(incident, entries, window.around)):
        return found
    return Part(newest[1:], entries.count(), has_earlier=True)


def _before(incident: Incident, entries: EntryQuerySet, pk: int) -> Part | None:
    """The 200 before an entry; None when there is no such entry here."""
    lies_before = _lies_before(incident, pk)
    if lies_before is None:
        return None
    found = _last(entries.filter(lies_before))
    return Part(found[-MOST:], entries.count(), has_earlier=len(found) > MOST, has_later=True)


def _around(incident: Incident, entries: EntryQuerySet, pk: int) -> Part | None:
    """An entry with the 100 before it and the 100 after; None when there is no such entry here."""
    lies_before = _lies_before(incident, pk)
    if lies_before is None:
        return None
    half = MOST // 2
    earlier, later = (
        _last(entries.filter(lies_before), half),
        read_entries(entries.exclude(lies_before).in_order()[: half + 1]),
    )
    return Part(
        earlier[-half:] + later[:half], entries.count(), has_earlier=len(earlier) > half, has_later=len(later) > half
    )


def _last(entries: EntryQuerySet, most: int = MOST) -> list[EntryRead]:
    """The last so many in their order, and one more in front where there are more."""
    return read_entries(entries.order_by("-happened_at", "-seq")[: most + 1])[::-1]


def _lies_before(incident: Incident, pk: int) -> Q | None:
    """What lies before an entry, in the order shown."""
    anchor = TimelineEntry.objects.filter(incident=incident, pk=pk).only("happened_at", "seq").first()
    return _earlier_than(anchor) if anchor else None


def _earlier_than(entry: TimelineEntry | EntryRead) -> Q:
    return Q(happened_at__lt=entry.happened_at) | Q(happened_at=entry.happened_at, seq__lt=entry.seq)
