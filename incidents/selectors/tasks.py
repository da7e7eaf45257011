"""The tasks of an incident as its page shows them."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from accounts.models import User
from core.panel_registries import Cell
from incidents.enums import TaskState
from incidents.models import Incident, Task
from incidents.registries.panels import task_columns
from incidents.transitions import TASK_STATUSES


@dataclass(frozen=True, slots=True)
class TaskRead:
    """A task as `tasks_column` has it."""

    id: int
    text: str
    person: str | None
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One line of the panel. `links` lead to what it became."""

    id: int
    text: str
    person: str
    state: str
    reason: str
    links: list[Cell]

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.state == TaskState.OPEN

    @property
    def is_done(self) -> bool:
        """Done, with a tick."""
        return self.state == TaskState.DONE

    @property
    def lives_on(self) -> bool:
        """It became something else, and is worked on there."""
        return self.state == TaskState.ACTION


@dataclass(frozen=True, slots=True)
class TaskPanel:
    """All tasks in the order they came, and whether they can still be worked on."""

    rows: list[TaskShown]
    may_change: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(row.is_done for row in self.rows)

    @property
    def count(self) -> int:
        """How many there are to count: what was dropped or became an action item is not among them."""
        return sum(row.is_done or row.is_open for row in self.rows)

    @property
    def words(self) -> str:
        """`3 of 4 done, 1 dropped, 1 moved`."""
        dropped = sum(row.state == TaskState.DROPPED for row in self.rows)
        moved = sum(row.lives_on for row in self.rows)
        parts = (
            f"{self.done} of {self.count} done" if self.count else "",
            f"{dropped} dropped" if dropped else "",
            f"{moved} moved to action items" if moved else "",
        )
        return ", ".join(filter(None, parts))


def tasks_column() -> ArraySubquery:
    """The tasks of an incident as one column of its row."""
    shown = JSONObject(id="pk", text="text", person="person__name", state="state", reason="reason")
    return ArraySubquery(Task.objects.filter(incident=OuterRef("pk")).order_by("pk").values(row=shown))


def task_panel(incident: Incident, tasks: list[TaskRead], viewer: User) -> TaskPanel:
    """The panel of what `tasks_column` has; a query more where some became something else."""
    links = task_columns.read([task.id for task in tasks if task.state == TaskState.ACTION], viewer)
    rows = [
        TaskShown(
            id=task.id,
            text=task.text,
            person=task.person or "",
            state=task.state,
            reason=task.reason,
            links=list(links.get(task.id, {}).values()),
        )
        for task in tasks
    ]
    return TaskPanel(rows, may_change=takes_tasks(incident))


def takes_tasks(incident: Incident) -> bool:
    """Whether tasks can be added to it and worked on."""
    return incident.status in TASK_STATUSES


def open_tasks(incident: Incident) -> list[Task]:
    """What is still to be done, with people."""
    return list(incident.tasks.open().select_related("person"))
