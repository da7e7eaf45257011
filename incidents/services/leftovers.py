"""What becomes of the tasks that are still open when an incident ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import User
from core.errors import DomainError
from incidents.enums import Status, TaskState
from incidents.models import Incident, Task
from incidents.services.tasks import settle_task
from incidents.signals import tasks_left
from incidents.transitions import TASK_STATUSES

LEFT_OPEN = "left open when the incident ended"


@dataclass(frozen=True, slots=True)
class Fate:
    """What somebody decided for a task: done, dropped with a word, an action item, or (`open`) nothing yet."""

    state: TaskState
    reason: str = ""


def fates_of_all(tasks: Iterable[Task], state: TaskState) -> dict[int, Fate]:
    """The same for all of them; where they become action items, what only a checklist asked for is dropped."""
    dropped = Fate(TaskState.DROPPED, LEFT_OPEN)
    same = dropped if state == TaskState.DROPPED else Fate(state)
    is_listed = {task.pk: task.checklist_item_id is not None for task in tasks}
    return {pk: dropped if state == TaskState.ACTION and listed else same for pk, listed in is_listed.items()}


def settle_tasks(incident: Incident, *, actor: User, fates: Mapping[int, Fate], why: str) -> None:
    """Does what was decided for the open tasks of a locked incident that has just moved.

    A closed incident leaves none open: DomainError while one is undecided. A cancelled one drops what nobody decided.
    DomainError, too, for a task dropped without a word.
    """
    if incident.status in TASK_STATUSES and not fates:
        return
    left = []
    for task in incident.tasks.open().select_for_update(of=("self",)).select_related("person"):
        fate = fates.get(task.pk) or _undecided(incident, why)
        if fate.state == TaskState.ACTION:
            left.append(task)
        elif fate.state != TaskState.OPEN:
            settle_task(task, incident, actor=actor, state=fate.state, reason=fate.reason)
    if left:
        tasks_left.send(sender=Incident, incident=incident, actor=actor, tasks=left)
        incident.refresh_from_db(fields=["seq", "parts_seq"])
    if incident.status == Status.CLOSED:
        _refuse_open(incident)


def _undecided(incident: Incident, why: str) -> Fate:
    is_cancelled = incident.status == Status.CANCELLED
    return Fate(TaskState.DROPPED, f"Cancelled: {why}") if is_cancelled else Fate(TaskState.OPEN)


def _refuse_open(incident: Incident) -> None:
    still = list(Task.objects.filter(incident=incident).open().values_list("text", flat=True)[:4])
    if still:
        raise DomainError(
            f"Still open: {'; '.join(still[:3])}{' …' if len(still) > 3 else ''}. "  # noqa: PLR2004 - what a line holds
            "Decide about each task in the form that closes the incident. Nothing was changed."
        )
