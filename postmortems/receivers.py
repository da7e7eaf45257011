"""What postmortems hear from incidents."""

from collections.abc import Sequence

from django.dispatch import receiver

from accounts.models import User
from incidents.enums import EntryKind
from incidents.models import Incident, Task
from incidents.signals import incident_changed, sight_narrows, task_erased, tasks_left
from postmortems.services.action_owners import refuse_to_shut_out
from postmortems.services.duplicates import follow_merge
from postmortems.services.left_tasks import erase_from_action_item, take_over_tasks
from postmortems.services.postmortems import follow_incident

RULING = frozenset({EntryKind.DECLARED, EntryKind.STATUS, EntryKind.SEVERITY, EntryKind.DETAILS})


@receiver(incident_changed, dispatch_uid="postmortems.hold_to_rule")
def hold_to_rule(sender: object, incident: Incident, actor: User, change: EntryKind, **more: object) -> None:
    """In the same transaction: require a postmortem as the severity says, and open it once the incident is over."""
    if change in RULING:
        follow_incident(incident=incident, actor=actor, change=change)


@receiver(sight_narrows, dispatch_uid="postmortems.keep_owners_in_sight")
def keep_owners_in_sight(sender: object, incident: Incident, leaving: User | None, **more: object) -> None:
    """In the same transaction: nobody keeps work that they could no longer see."""
    refuse_to_shut_out(incident=incident, leaving=leaving)


@receiver(tasks_left, dispatch_uid="postmortems.take_over_tasks")
def take_over(sender: object, incident: Incident, actor: User, tasks: Sequence[Task], **more: object) -> None:
    """In the same transaction: what is left of an incident's tasks becomes its action items."""
    take_over_tasks(incident=incident, actor=actor, tasks=tasks)


@receiver(task_erased, dispatch_uid="postmortems.erase_task")
def erase_task(sender: object, actor: User, task: Task, **more: object) -> None:
    """In the same transaction: the action item that a task became says its words no more."""
    erase_from_action_item(task=task, actor=actor)


@receiver(incident_changed, dispatch_uid="postmortems.follow_merge")
def follow_duplicate(sender: object, incident: Incident, actor: User, change: EntryKind, **more: object) -> None:
    """In the same transaction: cancel the draft of a duplicate, or take it up again."""
    if change == EntryKind.MERGE:
        follow_merge(incident=incident, actor=actor)
