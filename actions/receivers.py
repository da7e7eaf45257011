"""Receivers of the signals of incidents: what action items do when one changes."""

from collections.abc import Sequence

from django.dispatch import receiver

from accounts.models import User
from actions.services.left_tasks import take_over_tasks
from actions.services.owners import refuse_to_shut_out
from actions.services.proposed import follow_withdrawal
from incidents.enums import EntryKind
from incidents.models import Incident, Task
from incidents.signals import incident_changed, sight_narrows, tasks_left


@receiver(sight_narrows, dispatch_uid="actions.keep_owners_in_sight")
def keep_owners_in_sight(sender: object, incident: Incident, leaving: User | None, **more: object) -> None:
    """In the same transaction: nobody keeps work that they could no longer see."""
    refuse_to_shut_out(incident=incident, leaving=leaving)


@receiver(tasks_left, dispatch_uid="actions.take_over_tasks")
def take_over(sender: object, incident: Incident, actor: User, tasks: Sequence[Task], **more: object) -> None:
    """In the same transaction: what is left of an incident's tasks becomes its action items."""
    take_over_tasks(incident=incident, actor=actor, tasks=tasks)


@receiver(incident_changed, dispatch_uid="actions.follow_withdrawal")
def follow(sender: object, incident: Incident, actor: User, change: EntryKind, **more: object) -> None:
    """In the same transaction: nobody goes on with the work of a withdrawn incident."""
    if change == EntryKind.WITHDRAWN:
        follow_withdrawal(incident=incident, actor=actor)
