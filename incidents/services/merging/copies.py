"""What both incidents of a merge have: lines imported twice, the same report. The second copy does not count."""

from django.db.models import OuterRef, QuerySet, Subquery

from incidents.models import Incident, Merge, MovedEntry, TimelineEntry

STANDS_ALREADY = "The same entry is already in this incident."


def strike_copies(merge: Merge, moving: QuerySet[TimelineEntry], target: Incident) -> dict[int, int]:
    """Strikes moved entries that the target has already, and takes their external ids, which `merge.moved` keeps.

    Returns the target's own entry for each that was struck. Where that one is struck itself, the copy goes on counting.
    """
    with_id = moving.exclude(external_id="")
    own = target.entries.filter(external_id__in=with_id.values("external_id"))
    theirs = {
        (source, external_id): (pk, struck_at)
        for pk, source, external_id, struck_at in own.values_list("pk", "source", "external_id", "struck_at")
    }
    copies = {
        pk: theirs[source, external_id]
        for pk, source, external_id in with_id.values_list("pk", "source", "external_id")
        if (source, external_id) in theirs
    }
    struck = {pk: original for pk, (original, struck_at) in copies.items() if struck_at is None}
    given_up = TimelineEntry.objects.filter(pk=OuterRef("entry")).values("external_id")
    merge.moved.filter(entry__in=copies).update(external_id=Subquery(given_up))
    TimelineEntry.objects.filter(pk__in=copies).update(external_id="")
    TimelineEntry.objects.filter(pk__in=struck, struck_at=None).update(
        struck_at=merge.merged_at, struck_by=merge.merged_by, struck_reason=STANDS_ALREADY
    )
    return struck


def restore_copies(moves: QuerySet[MovedEntry]) -> None:
    """Entries that went back count again where a merge struck them, and have the external ids that they gave up."""
    gave_up = moves.exclude(external_id="")
    entries = TimelineEntry.objects.filter(pk__in=gave_up.values("entry"))
    entries.filter(struck_at=Subquery(gave_up.filter(entry=OuterRef("pk")).values("merge__merged_at"))).update(
        struck_at=None, struck_by=None, struck_reason=""
    )
    entries.update(external_id=Subquery(gave_up.filter(entry=OuterRef("pk")).values("external_id")))
