"""Which digests a redaction reaches: those with a line about an action item or the postmortem of the incident."""

from accounts.models import User
from actions.models import ActionItem
from followthrough.selectors.messages import digests_about_incident, digests_about_items
from followthrough.selectors.questions import digests_asking_about, digests_asking_of
from incidents.models import TimelineEntry
from incidents.registries.redactions import register_erasure, register_messages
from notifications.services import erase_deliveries_about


def _erase_digests(entry: TimelineEntry, actor: User, reason: str) -> None:
    """The kept digests with the action item that the task of an entry became."""
    items = ActionItem.objects.filter(from_task=entry.facts.get("task", 0))
    if numbers := list(items.values_list("pk", flat=True)):
        erase_deliveries_about(digests_about_items(numbers) | digests_asking_of(numbers))


register_erasure(_erase_digests)
register_messages(digests_about_incident)
register_messages(digests_asking_about)
