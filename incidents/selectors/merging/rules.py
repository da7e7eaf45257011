"""Which incidents can be merged, who would see more by it, and which milestones it offers."""

from django.db.models import Q, QuerySet

from accounts.models import User
from incidents.enums import Milestone, Status, TaskState
from incidents.models import Incident, Mark, Merge, Task
from incidents.querysets import people_seeing
from incidents.registries.merging import refusal_of

EVERYBODY = "everybody who works on incidents"
# A milestone that an incident in this status cannot have reached.
AHEAD = {
    Status.INVESTIGATING: {Milestone.IDENTIFIED, Milestone.MITIGATED, Milestone.RESOLVED},
    Status.IDENTIFIED: {Milestone.MITIGATED, Milestone.RESOLVED},
    Status.MITIGATED: {Milestone.RESOLVED},
}


def would_see_more(shown_to: Incident, of: Incident) -> str:
    """Who sees the one incident and not the other, in words; empty when its readers may see both. Admins see all."""
    if not of.is_private:
        return ""
    if not shown_to.is_private:
        return EVERYBODY
    outsiders = shown_to.members.exclude(pk__in=people_seeing(of).values("pk"))
    return ", ".join(outsiders.order_by("name").values_list("name", flat=True))


def hides_entries(source: Incident, target: Incident) -> bool:
    """Whether a merge takes what every responder sees to where only members see it."""
    return target.is_private and not source.is_private


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
