"""What a merge would do: who would see more, which milestones and incidents it offers, what moves and what stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from incidents.enums import EntryKind, Milestone, Status, TaskState
from incidents.models import Attachment, Incident, Mark, Merge, Task, TimelineEntry
from incidents.querysets import people_seeing
from incidents.registries.merging import movables, refusal_of

# Entries about what stays with an incident stay too: who may see it, its postmortem, its current state, its merges.
STAYING = (EntryKind.PRIVACY, EntryKind.POSTMORTEM, EntryKind.STATE, EntryKind.MERGE)
EVERYBODY = "everybody who works on incidents"
# A milestone that an incident in this status cannot have reached.
AHEAD = {
    Status.INVESTIGATING: {Milestone.IDENTIFIED, Milestone.MITIGATED, Milestone.RESOLVED},
    Status.IDENTIFIED: {Milestone.MITIGATED, Milestone.RESOLVED},
    Status.MITIGATED: {Milestone.RESOLVED},
}


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


def would_see_more(shown_to: Incident, of: Incident) -> str:
    """Who sees the one incident and not the other, in words; empty when its readers may see both. Admins see all."""
    if not of.is_private:
        return ""
    if not shown_to.is_private:
        return EVERYBODY
    outsiders = shown_to.members.exclude(pk__in=people_seeing(of).values("pk"))
    return ", ".join(outsiders.order_by("name").values_list("name", flat=True))


def task_outsiders(tasks: QuerySet[Task], target: Incident) -> list[User]:
    """Whoever has one of these tasks, still open, and cannot see the incident."""
    if not target.is_private:
        return []
    with_tasks = User.objects.filter(tasks__in=tasks.filter(state=TaskState.OPEN))
    outsiders = with_tasks.exclude(pk__in=people_seeing(target).values("pk"))
    return list(outsiders.distinct().order_by("name", "pk"))


def circle_refusal(source: Incident, target: Incident) -> str:
    """Why the one cannot lead to the other: that is itself, or leads to it. Empty when it can."""
    if source.pk not in {target.pk, target.duplicate_of_id}:
        return ""
    return (
        f"That would be circular: {source.reference} would be its own duplicate. Choose another incident, or undo "
        "the other merge first."
    )


def pair_refusal(source: Incident, target: Incident) -> str:
    """Why these two cannot become one, in words that name what to do; empty when they can."""
    if target.status == Status.CANCELLED:
        return f"{target.reference} was cancelled. Reopen it first. Nothing was moved."
    if target.is_drill != source.is_drill:
        return "A drill and a real incident cannot be merged. Nothing was moved."
    if words := refusal_of(source, target):
        return words
    if people := would_see_more(target, source):
        return (
            f"{target.reference} is less private than {source.reference}: it would show its entries to {people}. "
            "Nothing was moved. Make the target private, or choose members who see both."
        )
    return ""


def milestone_entries(incident: Incident) -> dict[Milestone, int]:
    """The id of the entry that each milestone is on and counts by."""
    marks = Mark.objects.counting().filter(incident=incident)
    return {Milestone(name): entry for name, entry in marks.values_list("milestone", "entry")}


def offered_milestones(source: Incident, target: Incident) -> dict[Milestone, int]:
    """Milestones the source knows, the target does not, and can have reached; each with the source's entry."""
    taken = Mark.objects.current().filter(incident=target).values_list("milestone", flat=True)
    known = set(taken) | AHEAD.get(Status(target.status), set())
    return {milestone: entry for milestone, entry in milestone_entries(source).items() if milestone not in known}


def changed_since(merge: Merge, where: Incident) -> bool:
    """Whether anybody wrote into what the merge moved: corrected, struck, redacted, put a file on it, changed a task.

    Each change of a task is an entry, which a further merge carries on with it.
    """
    tasks = list(merge.tasks.values_list("pk", flat=True))
    if where.entries.filter(facts__task__in=tasks, written_at__gt=merge.merged_at).exists():
        return True
    moved = where.entries.filter(moves__merge=merge, moves__returned_at=None)
    at = merge.merged_at
    words = Q(revisions__replaced_at__gt=at) | Q(struck_at__gt=at) | Q(redacted_at__gt=at)
    return moved.filter(words | Q(attachments__uploaded_at__gt=at)).exists()
