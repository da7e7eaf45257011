"""Action items that were read in a document: accepted together, and held back when their incident is withdrawn."""

from django.db import transaction

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services.events import record
from actions.services.statuses import change_status
from actions.services.writing import lock_item, save_item
from incidents.models import Incident
from incidents.services import lock_row


@transaction.atomic
def accept_all(*, incident: Incident, actor: User) -> int:
    """Accepts every proposed one of an incident; says how many."""
    lock_row(incident)
    items = list(ActionItem.objects.proposed().filter(incident=incident).order_by("pk"))
    for item in items:
        change_status(item=item, actor=actor, action="accept")
    return len(items)


@transaction.atomic(savepoint=False)  # it runs inside the withdrawal that it follows
def follow_withdrawal(*, incident: Incident, actor: User) -> None:
    """What is unfinished in a withdrawn incident is proposed again: nobody works on it, and no figure has it."""
    if not incident.is_withdrawn:
        return
    for item in ActionItem.objects.unfinished().filter(incident=incident).order_by("pk"):
        locked = lock_item(item)
        change = Change("status", locked.status, ActionStatus.PROPOSED)
        record(locked, actor, change, note="Its incident was withdrawn.")
        locked.status = ActionStatus.PROPOSED
        save_item(locked, "status")
