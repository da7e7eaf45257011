"""Incidents of which one is like an earlier one, and the action items that answer what they have in common."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionEvent, ActionItem
from catalogue.models import FactorCategory, Service
from followthrough.enums import RecurrenceKind
from followthrough.models import Recurrence
from followthrough.selectors.recurrences import came_again, seen_before
from incidents.models import Incident
from tests.factories.actions import make_action_item, make_factor, make_incident, make_postmortem

As = Callable[[User], Client]
BEGAN = datetime(2023, 5, 13, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FORESEEN, DID_NOT_HOLD = RecurrenceKind


def make_analysed(service: Service, category: FactorCategory | None, began: datetime, **fields: Any) -> Incident:
    """An incident of the service with a postmortem and one factor of the category."""
    incident = make_incident(began_at=began, **fields)
    incident.services.add(service)
    factor = make_factor(make_postmortem(incident), "The pool is too small")
    factor.category = category
    factor.save()
    return incident


def answer(incident: Incident, **fields: Any) -> ActionItem:
    """An item that answers its factor, created the day after it began unless told otherwise."""
    fields.setdefault("created_at", incident.began_at + DAY)
    item = make_action_item(incident, **fields)
    item.factors.set(incident.postmortem.factors.all())
    if item.status != ActionStatus.OPEN:
        move(item, item.finished_at or item.created_at, item.status)
    return item


def move(item: ActionItem, at: datetime, after: str, before: str = "open") -> None:
    """One line of its history; the item stays as it is."""
    ActionEvent.objects.create(item=item, at=at, field="status", before=before, after=after)


def make_decision(item: ActionItem, incident: Incident, person: User) -> Recurrence:
    """Somebody confirmed it, whether or not the two match."""
    return Recurrence.objects.create(item=item, incident=incident, is_confirmed=True, decided_by=person)


def numbers(client: Client, address: str) -> set[int]:
    return {row.number for row in client.get(address).context["rows"]}


def done(at: datetime, status: str = "done") -> dict[str, Any]:
    reason = {"status_reason": "Too dear"} if status == "wont_do" else {}
    return {"status": status, "finished_at": at, "finished_on": at.date(), **reason}


def kinds(incident: Incident, viewer: User) -> dict[int, str]:
    """Of the incident, after checking that the items tell the same of it."""
    found = {match.item.pk: match.kind for match in seen_before(incident, viewer)}
    for item in ActionItem.objects.all():
        of_item = {match.incident.pk: match.kind for match in came_again(item, viewer)}
        assert of_item.get(incident.pk) == found.get(item.pk), item
    return {number: str(kind) for number, kind in found.items()}
