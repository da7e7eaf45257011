"""Tasks that were still open when their incident ended, and became action items."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services.events import record
from actions.services.items import ActionDetails, create_action_item
from actions.services.owners import able_owner
from catalogue.enums import ActionKind
from core import markdown
from incidents.models import Incident, Task
from incidents.selectors.due_dates import postmortem_due_on
from incidents.services import note_became_action
from notifications.services import REMOVED, erase_deliveries_about


@transaction.atomic
def take_over_tasks(*, incident: Incident, actor: User, tasks: Iterable[Task]) -> None:
    """Makes an action item of each task: its owner is who had the task, due when the postmortem is due.

    Whoever may not own one any more, or no longer sees a private incident, leaves it without an owner.
    """
    for task in tasks:
        item = create_action_item(
            incident=incident,
            actor=actor,
            details=ActionDetails(
                title=task.text,
                description=f"A task that was still open when {incident.reference} was {incident.status}.",
                kind=ActionKind.UNSTATED,
                owner=able_owner(task.person, incident),
                due_on=postmortem_due_on(incident),
            ),
            client_uuid=uuid5(NAMESPACE_URL, f"debrief-task/{task.pk}/{task.changed_seq}"),
        )
        item.from_task = task
        item.save(update_fields=["from_task"])
        note_became_action(task=task, actor=actor, reference=item.reference)


@transaction.atomic(savepoint=False)  # it runs inside the redaction that it follows
def erase_from_action_item(*, task: Task, actor: User) -> None:
    """Removes a task's words from the action item it became: title, description, history.

    Everything else that was written there stays; other words for the same secret are for *redact words*.
    """
    item = ActionItem.objects.select_for_update(of=("self",)).defer("search").filter(from_task=task).first()
    if item is None:
        return
    item.title = item.title.replace(task.text, REMOVED)[:300]
    item.description = item.description.replace(task.text, REMOVED)
    rendered = markdown.render(item.description)
    item.html, item.renderer, item.version = rendered.html, rendered.version, item.version + 1
    item.save(update_fields=["title", "description", "html", "renderer", "version"])
    events = item.events.all()
    for column in ("before", "after", "note"):
        events.filter(**{f"{column}__contains": task.text}).update(**{column: REMOVED})
    record(item, actor, Change("title", "", item.title), note="The task that it was created from was redacted.")
    erase_deliveries_about(Q(payload__item=item.pk) | Q(payload__items__contains=[str(item.pk)]))
