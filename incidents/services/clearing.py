"""Removes example incidents, with their timelines and files. The only thing that ever deletes an incident."""

from collections.abc import Collection
from functools import partial
from itertools import chain

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from incidents.enums import Status
from incidents.models import Attachment, Incident, Merge, MovedEntry, TimelineEntry
from incidents.services.merging.undo import undo_merge


def example_incidents() -> list[int]:
    """Numbers of the examples, and of what example people declared while nobody real wrote in it."""
    by_real_people = TimelineEntry.objects.filter(incident=OuterRef("pk"), author__is_example=False)
    moved_on = MovedEntry.objects.filter(
        merge__source=OuterRef("pk"), returned_at=None, entry__author__is_example=False
    )
    tried_out = Q(declared_by__is_example=True) & ~Exists(by_real_people) & ~Exists(moved_on)
    return list(Incident.objects.filter(Q(is_example=True) | tried_out).values_list("pk", flat=True))


@transaction.atomic
def part_from_kept(*, incidents: Collection[int]) -> None:
    """Undoes the merges between examples and incidents that stay, so that each keeps what is its own."""
    goes, merged_into = Q(source__in=incidents), Q(source__duplicate_of__in=incidents)
    crossing = Merge.objects.active().filter((goes & ~merged_into) | (~goes & merged_into))
    for merge in crossing.select_related("source", "merged_by"):
        undo_merge(incident=merge.source, actor=merge.merged_by, expose=True)


@transaction.atomic
def clear_example_incidents(*, incidents: Collection[int]) -> None:
    """Deletes them for good. What the apps above hang on them has to be gone before, and `part_from_kept` called."""
    attachments = Attachment.objects.filter(incident__in=incidents)
    for name in filter(None, chain.from_iterable(attachments.values_list("file", "thumb", "unchecked__file"))):
        transaction.on_commit(partial(default_storage.delete, name))
    attachments.delete()
    TimelineEntry.objects.filter(incident__in=incidents).delete()
    merged = Incident.objects.filter(pk__in=incidents, status=Status.MERGED)
    merged.update(status=Status.CANCELLED, duplicate_of=None)
    Incident.objects.filter(pk__in=incidents).delete()
