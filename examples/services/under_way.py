"""Loads incidents that go on: told as if they had been logged in the last hours."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from catalogue.models import Service
from examples.company.shapes import RecentEntry, UnderWay
from incidents.models import Incident, TimelineEntry
from incidents.services import EntryDetails, IncidentDetails, append_entry, declare_incident


def details_of(example: UnderWay, lead: User, loaded_at: datetime) -> IncidentDetails:
    """What was said when it was declared."""
    return IncidentDetails(
        title=example.title,
        level=example.severity,
        zone=lead.zone,
        summary=example.summary,
        services=tuple(Service.objects.filter(name__in=example.services)),
        impact_started_at=loaded_at - timedelta(minutes=example.began),
        lead=lead,
    )


def declare(example: UnderWay, details: IncidentDetails, lead: User, loaded_at: datetime) -> Incident:
    """Declares it when that was; nobody is told."""
    declared_at = loaded_at - timedelta(minutes=example.declared)
    uuid = uuid5(NAMESPACE_URL, f"debrief-example/{example.key}")
    incident = declare_incident(actor=lead, details=details, client_uuid=uuid, quiet=True)
    incident.is_example, incident.declared_at = True, declared_at
    incident.save(update_fields=["is_example", "declared_at"])
    move_back(incident, 0, declared_at)
    return incident


def tell(entry: RecentEntry, incident: Incident, people: Mapping[str, User], loaded_at: datetime) -> TimelineEntry:
    """Logs an entry that happened some minutes ago."""
    return append_entry(
        incident=incident,
        actor=people[entry.by.lower()],
        details=EntryDetails(
            text=entry.text,
            happened_at=loaded_at - timedelta(minutes=entry.ago),
            milestones=entry.milestones,
            is_starred=entry.is_starred,
        ),
    )


def move_back(incident: Incident, seen: int, at: datetime) -> None:
    """What came after change `seen` was written at `at`, and happened no later."""
    entries = incident.entries.filter(seq__gt=seen)
    entries.filter(happened_at__gt=at).update(happened_at=at)
    entries.update(written_at=at)
