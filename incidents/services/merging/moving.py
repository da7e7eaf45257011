"""What a merge moves from one locked incident to another, and what comes back: entries, marks, files, tasks."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from core.clock import now
from incidents.models import Attachment, Incident, Mark, Merge, MovedEntry, Task, TimelineEntry
from incidents.registries.merging import movables
from incidents.selectors.merging.moving import STAYING
from incidents.services.merging.copies import restore_copies, strike_copies
from incidents.services.writing import next_seq


def move_entries(merge: Merge, source: Incident, target: Incident) -> dict[int, int]:
    """Gives the source's entries numbers behind the target's, in their order.

    All of them appear as changes to whoever watches the target. Returns the target's own entry for each that is struck
    because the target has it already.
    """
    entries = source.entries.exclude(kind__in=STAYING)
    numbers = list(entries.order_by("seq").values_list("pk", "seq", "changed_seq"))
    MovedEntry.objects.bulk_create(
        (
            MovedEntry(merge=merge, entry_id=pk, seq=seq, changed_seq=changed, place=place)
            for place, (pk, seq, changed) in enumerate(numbers, start=1)
        ),
        batch_size=2000,
    )
    entries.filter(merged_from=None).update(merged_from=source)
    copies = strike_copies(merge, entries, target)
    _renumber(merge, [pk for pk, _, _ in numbers], target)
    return copies


def return_entries(merge: Merge, source: Incident, where: Incident) -> int:
    """Takes back the entries of a merge that are still in `where`; returns how many.

    What was corrected, struck or redacted meanwhile stays so; what was struck by merging counts again. Each gets a new
    number, behind all that the source ever gave, in the old order.
    """
    ids = list(merge.moved.filter(returned_at=None, entry__incident=where).values_list("entry", flat=True))
    _renumber(merge, ids, source)
    TimelineEntry.objects.filter(pk__in=ids, merged_from=source).update(merged_from=None)
    onward = Merge.objects.active().filter(pk__gt=merge.pk)  # merges that may have carried on what this one moved
    moves = MovedEntry.objects.filter(Q(merge__in=onward) | Q(merge=merge), entry__in=ids, returned_at=None)
    restore_copies(moves)
    moves.update(returned_at=now())
    return len(ids)


def _renumber(merge: Merge, ids: list[int], to: Incident) -> None:
    """Puts entries of a merge into an incident, numbered behind its last change in their old order."""
    if not ids:
        return
    place = MovedEntry.objects.filter(merge=merge, entry=OuterRef("pk")).values("place")[:1]
    number = Subquery(place) + to.seq
    TimelineEntry.objects.filter(pk__in=ids).update(incident=to, seq=number, changed_seq=number)
    next_seq(to, count=merge.moved.count())


def end_marks_on(incident: Incident, entries: QuerySet[TimelineEntry], because: TimelineEntry) -> list[int]:
    """Ends the milestones on these entries; returns which marks, so that they can be put back."""
    marks = Mark.objects.current().filter(incident=incident, entry__in=entries)
    ids = list(marks.values_list("pk", flat=True))
    marks.update(ended_at=now(), ended_by=because.author, ended_seq=because.seq, ended_for=because)
    return ids


def put_marks_back(source: Incident, marks: "Iterable[int] | QuerySet[Mark, Any]") -> None:
    """The milestones of the incident when it was merged are set again, on the entries that came back."""
    Mark.objects.filter(pk__in=marks, incident=source, entry__incident=source).update(
        ended_at=None, ended_by=None, ended_seq=None, ended_for=None
    )


def give_marks_back(where: Incident, ended: Iterable[int], returning: Collection[int]) -> None:
    """Milestones that moved from own entries of `where` to returning ones are set on the own ones again.

    `ended` are the marks of the returning entries. What was taken off one on purpose stays unknown.
    """
    for taken in Mark.objects.filter(pk__in=list(ended)):
        before: Mark | None = taken
        while before is not None and before.entry_id in returning:
            before = Mark.objects.filter(
                incident=where,
                milestone=taken.milestone,
                ended_for=before.entry_id,
                ended_seq=before.began_seq,
                began_seq__lt=before.began_seq,
            ).first()
        if before is not None:
            put_marks_back(where, [before.pk])


def move_files(files: QuerySet[Attachment], target: Incident) -> list[int]:
    """Moves the rows of files; their bytes and addresses stay where they are."""
    ids = list(files.values_list("pk", flat=True))
    Attachment.objects.filter(pk__in=ids).update(incident=target)
    return ids


def move_tasks(tasks: QuerySet[Task], target: Incident, *, change: int) -> list[int]:
    """Moves tasks, done or not; `change` is the number of the change in the target."""
    ids = list(tasks.values_list("pk", flat=True))
    Task.objects.filter(pk__in=ids).update(incident=target, changed_seq=change)
    return ids


def take_back_added(merge: Merge, rows: Mapping[int, Incident]) -> None:
    """Takes from its target the services that a merge added; what it moved went back before.

    Of a chain's other incidents it takes only what a later merge carried on, as that one noted; from now on that is no
    longer the later merge's to return. `rows` are all incidents of the chain, locked.
    """
    onward = _carried_on_by(merge)
    for later in onward:
        for mine, theirs in zip(_moved_by(merge), _moved_by(later), strict=True):
            theirs.remove(*mine.all())
    services = set(merge.services.all())
    for step in (merge, *onward):
        services &= set(step.services.all())
        rows[step.target_id].services.remove(*services)
        if step is not merge:
            step.services.remove(*services)


def _moved_by(merge: Merge) -> list[Any]:
    """What a merge moved besides entries, by kind."""
    return [merge.files, merge.tasks, *(each.moved_by(merge) for each in movables())]


def _carried_on_by(merge: Merge) -> list[Merge]:
    """The merges by which the target went on, and where it went to, nearest first."""
    found: list[Merge] = []
    active = Merge.objects.active().select_for_update(of=("self",))
    while later := active.filter(source=(found or [merge])[-1].target_id).first():
        found.append(later)
    return found
