"""Which digests a redaction reaches: those with a line about an action item or the postmortem of the incident."""

from accounts.models import User
from followthrough.selectors.messages import digests_about_incident, digests_about_items
from incidents.models import Task, TimelineEntry
from incidents.registries.redactions import register_erasure, register_messages
from notifications.services.erasing import erase_deliveries_about


def _erase_digests(entry: TimelineEntry, actor: User, reason: str) -> None:
    """The kept digests with the action item that the task of an entry became."""
    task = Task.objects.filter(pk=entry.facts.get("task")).first()
    if task and task.action_number:
        erase_deliveries_about(digests_about_items([task.action_number]))


register_erasure(_erase_digests)
register_messages(digests_about_incident)
