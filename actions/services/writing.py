"""Locking an action item, and storing what changed in it."""

from actions.models import ActionItem
from incidents.services import lock_row


def lock_item(item: ActionItem) -> ActionItem:
    """The incident's lock first: whether an owner may see it must hold until the commit."""
    incident = lock_row(item.incident)
    locked = ActionItem.objects.select_for_update(of=("self",)).select_related("owner", "team").get(pk=item.pk)
    locked.incident = incident
    return locked


def save_item(item: ActionItem, *fields: str) -> None:
    """Stores these fields as the next version of the item."""
    item.version += 1
    item.save(update_fields=[*fields, "version"])
