"""The two incidents of a merge: both are locked, told and derived anew, whether it is done or undone."""

from accounts.models import User
from core.clock import now
from core.errors import Conflict
from incidents.enums import EntryKind, Origin
from incidents.models import Incident, Merge, TimelineEntry
from incidents.services.updates import settle_update_due
from incidents.services.writing import NewEntry, announce_change, derive, lock_rows, write_entry


def lock_pair(source: Incident, other: Incident) -> dict[int, Incident]:
    """Two incidents and all that were merged into either, locked in the order of their numbers.

    Raises Conflict when another merge came in between.
    """
    pair = {source.pk, other.pk}
    duplicates = Incident.objects.filter(duplicate_of__in=pair).values_list("pk", flat=True)
    rows = lock_rows(pair | set(duplicates))
    if not set(duplicates.all()) <= set(rows):
        raise Conflict("Somebody merged another incident into one of these at the same moment. Try again.")
    return rows


def record_merge(incident: Incident, actor: User, text: str, merge: Merge, *, undone: bool = False) -> TimelineEntry:
    """The one entry of each side; the reason stands in it, unless the merge was undone."""
    facts = {"merge": merge.pk, "undone": undone}
    why = f" {merge.reason}" if merge.reason and not undone else ""
    return write_entry(
        incident,
        NewEntry(text=text + why, happened_at=now(), kind=EntryKind.MERGE, origin=Origin.SYSTEM, facts=facts),
        actor=actor,
    )


def settle_pair(source: Incident, other: Incident, actor: User) -> None:
    """Derives both incidents anew, and tells the apps above."""
    for incident in (source, other):
        derive(incident)
        settle_update_due(incident)
        announce_change(incident, actor=actor, change=EntryKind.MERGE)
