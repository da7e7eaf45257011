"""What a redaction does to action items besides removing words from them."""

from collections.abc import Collection

from django.db.models import Q

from accounts.models import User
from actions.models import ActionItem
from actions.services.left_tasks import erase_from_action_item
from incidents.models import Incident, Task, TimelineEntry
from incidents.registries.redactions import register_erasure, register_messages, register_row_change


def _change_item(item: ActionItem, actor: User, seq: int) -> Collection[str]:
    """A form that was opened before gets a conflict."""
    item.version += 1
    return ("version",)


def _erase_from_item(entry: TimelineEntry, actor: User, reason: str) -> None:
    """Removes the task's words from the action item that it became."""
    if task := Task.objects.filter(pk=entry.facts.get("task")).first():
        erase_from_action_item(task=task, actor=actor)


def _messages(incident: Incident) -> Q:
    """Those about its action items."""
    items = list(ActionItem.objects.filter(incident=incident).values_list("pk", flat=True))
    return Q(payload__item__in=items) | Q(payload__items__has_any_keys=[str(pk) for pk in items])


register_erasure(_erase_from_item)
register_messages(_messages)
register_row_change(ActionItem, _change_item)
