"""Action items of a past incident, written at once: they were told elsewhere, and are stored here once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionEvent, ActionItem
from actions.registries.panels import Change
from actions.services.events import change_of
from actions.services.items import ActionDetails, columns_of
from actions.services.owners import check_owner
from core.once import stored_once
from incidents.models import Incident
from incidents.services import lock


@dataclass(frozen=True, slots=True)
class PastItem:
    """One of them: proposed until somebody accepts it, or done before anybody recorded it here."""

    details: ActionDetails
    status: ActionStatus
    client_uuid: UUID


@transaction.atomic
def record_past_items(*, incident: Incident, actor: User, items: Sequence[PastItem]) -> list[ActionItem]:
    """Stores those that are not there yet; nobody is told.

    Raises DomainError for an owner who may not own it, and Merged where the incident takes no changes.
    """
    locked = lock(incident)
    sent = ActionItem.objects.filter(created_by=actor, client_uuid__in=[item.client_uuid for item in items])
    there = set(sent.values_list("client_uuid", flat=True)) if items else set()
    new = [item for item in items if item.client_uuid not in there]
    for owner in {item.details.owner for item in new}:
        check_owner(locked, actor, owner, make_member=False)
    rows = [
        ActionItem(
            **columns_of(locked, item.details), status=item.status, created_by=actor, client_uuid=item.client_uuid
        )
        for item in new
    ]
    with stored_once():
        ActionItem.objects.bulk_create(rows)
    ActionEvent.objects.bulk_create(event for row in rows for event in _first_events(row, actor))
    return rows


def _first_events(item: ActionItem, actor: User) -> list[ActionEvent]:
    """Its history says that it never was open."""
    first = Change("created", "", item.title), Change("status", "", item.status)
    return [change_of(item, actor, change, at=item.created_at) for change in first]
