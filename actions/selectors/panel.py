"""What the incident page shows of its action items."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import sight_of
from actions.due import OwnerDays
from actions.models import ActionItem
from actions.selectors.listing import days_left, urgency
from core.clock import now
from core.compiled_once import compiled_once
from incidents.models import Incident


@dataclass(frozen=True, slots=True)
class IncidentPanel:
    """How many there are, with those that duplicates brought; `proposed_late` are overdue once they are accepted."""

    count: int
    done: int
    overdue: int
    proposed: int
    proposed_late: int


def incident_panel(incident: Incident, viewer: User) -> IncidentPanel:
    """In one query. Days are counted where the owner is, else where the viewer is."""
    items = _read(sight_of(viewer), viewer=viewer.pk, number=incident.pk)
    days = OwnerDays.at(now(), reader=viewer.zone, zones={item.owner.zone for item in items if item.owner})
    return IncidentPanel(
        count=len(items),
        done=sum(item.is_achieved for item in items),
        proposed=sum(item.is_proposed for item in items),
        proposed_late=sum(item.is_proposed and (days_left(item, days) or 0) < 0 for item in items),
        overdue=sum(urgency(item, days).days_over > 0 for item in items),
    )


@compiled_once
def _read(role: str, *, viewer: Any, number: Any) -> "QuerySet[ActionItem]":
    incidents = Incident.objects.visible_as(role, viewer).with_duplicates_of(number)
    items = ActionItem.objects.filter(incident__in=incidents).select_related("owner")
    return items.only("status", "due_on", "created_at", "owner__zone")
