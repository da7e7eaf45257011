"""What a merge moves, and what its undo moves back: entries, files, tasks, and what other apps registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from incidents.enums import EntryKind
from incidents.models import Attachment, Incident, Merge, Task, TimelineEntry
from incidents.registries.merging import movables

# Entries about what stays with an incident stay too: who may see it, its postmortem, its current state, its merges.
STAYING = (EntryKind.PRIVACY, EntryKind.POSTMORTEM, EntryKind.STATE, EntryKind.MERGE, EntryKind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Moving:
    """What goes from one incident to another; `others` holds rows of the apps above, by the name of their kind."""

    entries: QuerySet[TimelineEntry]
    files: QuerySet[Attachment]
    tasks: QuerySet[Task]
    others: Mapping[str, "QuerySet[Any]"]

    def counted(self) -> list[str]:
        """`14 entries`, `1 file`, `2 reports`; nothing of what there is none, and no file that was removed."""
        counts = (
            (self.entries.count(), "entry", "entries"),
            (self.files.filter(removed_at=None).count(), "file", "files"),
            (self.tasks.count(), "task", "tasks"),
            *((self.others[each.name].count(), each.one, each.many) for each in movables()),
        )
        return [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]

    def said(self) -> str:
        """All of it in one line."""
        return ", ".join(self.counted()) or "nothing"


def moving_from(source: Incident) -> Moving:
    """What a merge of this incident moves."""
    entries, files = source.entries.exclude(kind__in=STAYING), source.attachments.exclude(entry__kind__in=STAYING)
    return Moving(entries, files, source.tasks.all(), {each.name: each.of(source) for each in movables()})


def moving_back(merge: Merge, where: Incident) -> Moving:
    """What a merge moved and is still where that was merged into, with the files added to its entries since."""
    entries = where.entries.filter(moves__merge=merge, moves__returned_at=None)
    files = where.attachments.filter(Q(pk__in=merge.files.values("pk")) | Q(entry__in=entries))
    others = {each.name: each.of(where).filter(pk__in=each.moved_by(merge).values("pk")) for each in movables()}
    return Moving(entries, files, where.tasks.filter(pk__in=merge.tasks.values("pk")), others)
