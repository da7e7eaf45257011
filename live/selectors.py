"""What has changed in incidents since somebody last looked, for streams and for pages that ask: in bulk, by `seq`."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from incidents.models import Incident, TimelineEntry
from incidents.selectors.entry_rows import EntryRow, entry_row
from incidents.selectors.timeline import EntryRead, read_entries, surroundings_of
from incidents.selectors.zones import ShownZone, ZoneChoice

PAGE = 200  # changes that one answer brings at most
FARTHEST = 1000  # changes after which beginning anew is cheaper than catching up
MOST_ROWS = 2 * PAGE  # entries in one answer: one change may touch many


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry as it is now, and the number of its last change."""

    number: int
    seq: int
    row: EntryRow


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in one incident after `since`, up to and with `seq`.

    `is_more`: there is another page. `is_lost`: `since` is too old, from the future, or before entries left; the
    timeline has to be read anew. `parts_seq`: the last change that shows outside the timeline.
    """

    incident: Incident
    since: int
    seq: int
    entries: list[ChangedEntry]
    is_more: bool = False
    is_lost: bool = False

    @property
    def parts_seq(self) -> int:
        """The last change that shows outside the timeline."""
        return self.incident.parts_seq


def changes_since(cursors: Mapping[int, int]) -> dict[int, Changes]:
    """What changed in each incident since its cursor; five queries, however many incidents. Visibility is asked before.

    An incident that is gone is left out.
    """
    incidents = Incident.objects.defer("search").in_bulk(list(cursors))
    found = {number: _reach(incident, cursors[number]) for number, incident in incidents.items()}
    wanted = [reach for reach in found.values() if not reach.is_lost and reach.seq > reach.since]
    if not wanted:
        return found
    ranges = Q()
    for reach in wanted:
        ranges |= Q(incident=reach.incident.pk, changed_seq__gt=reach.since, changed_seq__lte=reach.seq)
    entries = TimelineEntry.objects.filter(ranges).order_by("changed_seq", "seq")
    read = read_entries(entries[: MOST_ROWS * len(wanted) + 1])
    return found | _filled(wanted, read)


def _reach(incident: Incident, since: int) -> Changes:
    """How far one answer goes. A page is counted in changes, so that entries changed together stay together."""
    behind = incident.seq - since
    is_lost = behind < 0 or behind > FARTHEST or since < incident.replay_from
    seq = incident.seq if is_lost else min(incident.seq, since + PAGE)
    return Changes(incident, since, seq, [], is_more=seq < incident.seq, is_lost=is_lost)


def _filled(wanted: list[Changes], read: list[EntryRead]) -> dict[int, Changes]:
    around = surroundings_of([entry.id for entry in read])
    zones = {
        reach.incident.pk: ShownZone(ZoneChoice.INCIDENT, reach.incident.time_zone, reach.incident.zone_word)
        for reach in wanted
    }
    rows: dict[int, list[ChangedEntry]] = defaultdict(list)
    for entry in read:
        shown = entry_row(entry, around, zones[entry.incident_id])
        rows[entry.incident_id].append(ChangedEntry(entry.id, entry.changed_seq, shown))
    is_cut = len(read) > MOST_ROWS * len(wanted)
    return {reach.incident.pk: _with(reach, rows[reach.incident.pk], is_cut=is_cut) for reach in wanted}


def _with(reach: Changes, rows: list[ChangedEntry], *, is_cut: bool) -> Changes:
    is_lost = is_cut or len(rows) > MOST_ROWS
    seq = reach.incident.seq if is_lost else reach.seq
    kept = [] if is_lost else rows
    return Changes(reach.incident, reach.since, seq, kept, is_more=seq < reach.incident.seq, is_lost=is_lost)
