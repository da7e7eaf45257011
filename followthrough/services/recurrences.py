"""Saying whether an action item answers what happened again."""

from django.db import transaction

from accounts.models import User
from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services import lock_item, record
from core.clock import now
from core.errors import DomainError
from followthrough.enums import RecurrenceKind
from followthrough.models import Recurrence
from followthrough.selectors.recurrences import seen_before
from incidents.models import Incident

FIELD = "recurrence"  # in the history of the item


@transaction.atomic
def decide_recurrence(*, item: ActionItem, incident: Incident, actor: User, is_confirmed: bool) -> Recurrence:
    """Keeps what somebody says; who says otherwise later changes it. Saying the same again changes nothing.

    The history of the item does not name the incident, which not everybody may see who reads that, or not for ever.
    Raises DomainError where nobody decided yet, and the two do not match, or not any more.
    """
    item = lock_item(item)
    stored = Recurrence.objects.with_standing().filter(item=item, incident=incident).first()
    if stored is not None and stored.is_confirmed == is_confirmed:
        return stored
    before = "" if stored is None else _words(stored)
    if stored is None:
        match = next((match for match in seen_before(incident, actor) if match.item.pk == item.pk), None)
        if match is None:
            raise DomainError(
                f"{incident.reference} and {item.reference} do not match, or not any more: the two incidents need a "
                "service and a category of a factor in common, and the action item has to be linked to that factor. "
                "Nothing was stored."
            )
        stored = Recurrence(item=item, incident=incident)
        stored.recurred = match.kind
    stored.is_confirmed, stored.decided_by, stored.decided_at = is_confirmed, actor, now()
    stored.save()
    record(item, actor, Change(FIELD, before, _words(stored)))
    return stored


def _words(recurrence: Recurrence) -> str:
    kind = RecurrenceKind(recurrence.recurred).label.lower() if recurrence.recurred else "the same"
    return f"a later incident: {kind if recurrence.is_confirmed else 'not the same'}"
