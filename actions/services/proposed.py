"""Action items that were read in a document: accepted together, and held back when their incident is withdrawn."""

from django.db import transaction

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services.events import record
from actions.services.notices import holding_back, tell_together
from actions.services.statuses import change_status
from actions.services.writing import lock_item, save_item
from incidents.models import Incident
from incidents.services import lock_row

WITHDRAWN = "Its incident was withdrawn."
RESTORED = "Its incident was restored."


@transaction.atomic
def accept_all(*, incident: Incident, actor: User) -> int:
    """Accepts every proposed one of an incident; says how many. Each person is told once."""
    lock_row(incident)
    items = list(ActionItem.objects.proposed().filter(incident=incident).order_by("pk"))
    with holding_back() as held:
        for item in items:
            change_status(item=item, actor=actor, action="accept")
    tell_together(held, actor)
    return len(items)


@transaction.atomic(savepoint=False)  # it runs inside the withdrawal that it follows
def follow_withdrawal(*, incident: Incident, actor: User) -> None:
    """What is unfinished in a withdrawn incident is proposed again: nobody works on it, and no figure has it.

    Once it is restored, each is what it was.
    """
    if incident.is_withdrawn:
        for item in ActionItem.objects.unfinished().filter(incident=incident).order_by("pk"):
            _set_status(lock_item(item), actor, ActionStatus.PROPOSED, WITHDRAWN)
        return
    for item in ActionItem.objects.proposed().filter(incident=incident).order_by("pk"):
        last = item.events.filter(field="status").order_by("-pk").first()
        if last is not None and last.note == WITHDRAWN and last.after == ActionStatus.PROPOSED:
            _set_status(lock_item(item), actor, ActionStatus(last.before), RESTORED)


def _set_status(locked: ActionItem, actor: User, status: ActionStatus, note: str) -> None:
    record(locked, actor, Change("status", locked.status, status), note=note)
    locked.status = status
    save_item(locked, "status")
