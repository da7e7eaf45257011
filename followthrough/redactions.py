"""Which messages a redaction reaches besides those of incidents: reminders and digests."""

from accounts.models import User
from followthrough.selectors.messages import about_incident, about_items
from incidents.models import Task, TimelineEntry
from incidents.registries.redactions import register_erasure, register_messages
from notifications.services.erasing import erase_deliveries_about


def _erase_messages(entry: TimelineEntry, actor: User, reason: str) -> None:
    """The kept messages about the action item that the task of an entry became."""
    tasks = Task.objects.filter(pk=entry.facts.get("task"), action_number__isnull=False)
    if numbers := list(tasks.values_list("action_number", flat=True)):
        erase_deliveries_about(about_items(numbers))


register_erasure(_erase_messages)
register_messages(about_incident)
