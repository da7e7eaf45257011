"""The message to somebody who was given a task."""

from collections.abc import Mapping

from incidents.deliveries.messages import (
    Context,
    Deliveries,
    IncidentMessage,
    Obsolete,
    in_payloads,
    is_hidden,
    register_message,
)
from incidents.enums import TaskState
from incidents.models import Incident, Task
from incidents.services.notices import TASK_GIVEN
from notifications.models import Delivery


def _tasks(deliveries: Deliveries) -> dict[int, Task]:
    return Task.objects.select_related("incident").in_bulk(in_payloads(deliveries, "task"))


def _obsolete(deliveries: Deliveries) -> Obsolete:
    tasks = _tasks(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        task = tasks.get(delivery.payload["task"])
        if task is None or task.state != TaskState.OPEN:
            return "The task was closed before this was sent."
        if is_hidden(task.incident, delivery):
            return "The task moved to another incident before this was sent."
        return (
            ""
            if task.person_id == delivery.recipient_id
            else "The task was given to somebody else before this was sent."
        )

    return reason


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    tasks = _tasks(deliveries)
    contexts = {}
    for delivery in deliveries:
        task = tasks.get(delivery.payload["task"])
        contexts[delivery.pk] = {"task": None if task is None or is_hidden(task.incident, delivery) else task}
    return contexts


register_message(IncidentMessage(TASK_GIVEN, "Task given", "task", _context, _obsolete))
