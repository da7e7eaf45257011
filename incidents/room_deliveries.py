"""Messages to single people in the room: a role given or handed on, a task, an update for customers that is overdue."""

from collections.abc import Callable, Mapping, Sequence

from accounts.models import User
from incidents.enums import IncidentRole, Status, TaskState
from incidents.message_sight import incidents_of, listed_to, note_read, visible_to
from incidents.models import Incident, Task, TimelineEntry
from incidents.services.notices import ROLE_GIVEN, ROLE_HANDED_ON, TASK_GIVEN
from incidents.services.updates import UPDATE_OVERDUE, due_stamp
from notifications.emails import absolute, compose
from notifications.kinds import Kind, Message, register
from notifications.models import Delivery

Reason = Callable[[Delivery, Incident], str]
Deliveries = Sequence[Delivery]


def _numbers(deliveries: Deliveries, name: str) -> set[int]:
    return {delivery.payload[name] for delivery in deliveries if name in delivery.payload}


def _tasks(deliveries: Deliveries) -> dict[int, Task]:
    return Task.objects.select_related("incident").in_bulk(_numbers(deliveries, "task"))


def _went_out_of_sight(delivery: Delivery, incident: Incident) -> bool:
    """Whether a merge took what the message tells into a private incident that it does not name."""
    return incident.is_private and incident.pk != delivery.payload["incident"]


def _lines(deliveries: Deliveries) -> dict[int, str]:
    """By delivery, the line that was said when a role changed hands; it stands below what the system wrote."""
    rows = TimelineEntry.objects.select_related("incident").only("text", "incident__is_private")
    entries = rows.in_bulk(_numbers(deliveries, "entry"))
    lines = {}
    for delivery in deliveries:
        entry = entries.get(delivery.payload.get("entry", 0))
        is_hidden = entry is None or _went_out_of_sight(delivery, entry.incident)
        lines[delivery.pk] = "" if entry is None or is_hidden else entry.text.partition("\n\n")[2]
    return lines


def _reasons(deliveries: Deliveries, why: Reason) -> dict[int, str]:
    """Why a message is no longer due, for those that are not."""
    incidents = incidents_of(deliveries)
    found = {}
    for delivery in deliveries:
        incident = incidents.get(delivery.payload["incident"])
        if incident is None:
            found[delivery.pk] = "The incident is gone."
        elif incident.status == Status.CANCELLED:
            found[delivery.pk] = f"{incident.reference} was cancelled before this was sent."
        else:
            found[delivery.pk] = why(delivery, incident)
    return {pk: reason for pk, reason in found.items() if reason}


def _given_still_due(deliveries: Deliveries) -> Mapping[int, str]:
    def why(delivery: Delivery, incident: Incident) -> str:
        is_theirs = getattr(incident, f"{delivery.payload['role']}_id") == delivery.recipient_id
        return "" if is_theirs else "The role was given to somebody else before this was sent."

    return _reasons(deliveries, why)


def _handed_on_still_due(deliveries: Deliveries) -> Mapping[int, str]:
    def why(delivery: Delivery, incident: Incident) -> str:
        is_theirs = getattr(incident, f"{delivery.payload['handed']}_id") == delivery.recipient_id
        return "They have the role again." if is_theirs else ""

    return _reasons(deliveries, why)


def _task_still_due(deliveries: Deliveries) -> Mapping[int, str]:
    tasks = _tasks(deliveries)

    def why(delivery: Delivery, incident: Incident) -> str:
        task = tasks.get(delivery.payload["task"])
        if task is None or task.state != TaskState.OPEN:
            return "The task was settled before this was sent."
        if _went_out_of_sight(delivery, task.incident):
            return "The task went into another incident before this was sent."
        return "" if task.person_id == delivery.recipient_id else "The task was given to somebody else before this."

    return _reasons(deliveries, why)


def _update_still_due(deliveries: Deliveries) -> Mapping[int, str]:
    def why(delivery: Delivery, incident: Incident) -> str:
        is_missed = incident.asks_for_updates and due_stamp(incident) == delivery.payload["due"]
        return "" if is_missed else "An update went out, or none is asked for any more."

    return _reasons(deliveries, why)


def _render_roles(deliveries: Deliveries) -> Mapping[int, Message]:
    return _compose("role", deliveries, lines=_lines(deliveries))


def _render_handed_on(deliveries: Deliveries) -> Mapping[int, Message]:
    names = dict(User.objects.filter(pk__in=_numbers(deliveries, "to")).values_list("pk", "name"))
    new = {delivery.pk: names.get(delivery.payload["to"], "somebody") for delivery in deliveries}
    return _compose("handed_on", deliveries, lines=_lines(deliveries), new=new)


def _render_tasks(deliveries: Deliveries) -> Mapping[int, Message]:
    tasks = _tasks(deliveries)
    told = {each.pk: tasks.get(each.payload["task"]) for each in deliveries}
    hidden = {each.pk for each in deliveries if (task := told[each.pk]) and _went_out_of_sight(each, task.incident)}
    return _compose("task", deliveries, tasks={pk: None if pk in hidden else task for pk, task in told.items()})


def _render_overdue(deliveries: Deliveries) -> Mapping[int, Message]:
    return _compose("update_overdue", deliveries)


def _compose(name: str, deliveries: Deliveries, **further: Mapping[int, object]) -> Mapping[int, Message]:
    """`further` holds what a template needs besides, by delivery: `lines` becomes `line`."""
    incidents = incidents_of(deliveries)
    messages = {}
    for delivery in deliveries:
        incident = incidents.get(delivery.payload["incident"])
        if incident is None:
            continue
        role = delivery.payload.get("role") or delivery.payload.get("handed")
        context = {
            "incident": incident,
            "link": absolute(incident.get_absolute_url()),
            "reason": delivery.reason,
            "role": IncidentRole(role).label.lower() if role else "",
        }
        own = {words.removesuffix("s"): values.get(delivery.pk) for words, values in further.items()}
        messages[delivery.pk] = compose(f"incidents/emails/{name}", context | own)
    return messages


for kind, label, still_due, render in (
    (ROLE_GIVEN, "Role given", _given_still_due, _render_roles),
    (ROLE_HANDED_ON, "Role handed on", _handed_on_still_due, _render_handed_on),
    (TASK_GIVEN, "Task given", _task_still_due, _render_tasks),
    (UPDATE_OVERDUE, "Update for customers overdue", _update_still_due, _render_overdue),
):
    register(Kind(kind, label, still_due, visible_to, render, note_read=note_read, listed_to=listed_to))
