"""The tasks of an incident as its page shows them: read in the query that reads the incident."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from incidents.enums import TaskState
from incidents.models import Incident, Task
from incidents.transitions import TASK_STATUSES

STATE_WORDS = {TaskState.DONE: "done", TaskState.DROPPED: "dropped", TaskState.ACTION: "became"}


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One line of the panel. `action` is the number of the action item it became."""

    id: int
    text: str
    person: str
    state: str
    reason: str
    action: int | None

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.state == TaskState.OPEN

    @property
    def is_done(self) -> bool:
        """Done, with a tick."""
        return self.state == TaskState.DONE


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
        """How many there are to count: what was dropped is not among them."""
        return sum(row.state != TaskState.DROPPED for row in self.rows)


def tasks_column() -> ArraySubquery:
    """The tasks of an incident as one column of its row."""
    shown = JSONObject(
        id="pk", text="text", person="person__name", state="state", reason="reason", action="action_number"
    )
    return ArraySubquery(Task.objects.filter(incident=OuterRef("pk")).order_by("pk").values(row=shown))


def task_panel(incident: Any) -> TaskPanel:
    """`incident` carries `task_rows`, made by `tasks_column`."""
    rows = [TaskShown(**row | {"person": row["person"] or ""}) for row in incident.task_rows]
    return TaskPanel(rows, may_change=takes_tasks(incident))


def takes_tasks(incident: Incident) -> bool:
    """Whether tasks can be added to it and worked on."""
    return incident.status in TASK_STATUSES


def open_tasks(incident: Incident) -> list[Task]:
    """What is still to be done, with people."""
    return list(incident.tasks.open().select_related("person"))
