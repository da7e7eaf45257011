"""Makes incidents and entries through the services, so that what tests see is what the product writes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from catalogue.models import Checklist, Service
from core.clock import now
from importing.models import ImportBatch
from importing.services.adding import start_adding
from importing.services.batches import ImportOptions
from incidents.models import Incident, TimelineEntry
from incidents.services.changes import StatusChange, change_status
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from incidents.services.timeline import EntryDetails, append_entry
from tests.factories.accounts import make_user
from tests.factories.importing import read_import


def make_service(name: str = "Shop", **fields: Any) -> Service:
    """A service."""
    return Service.objects.create(name=name, **fields)


def make_checklist(name: str = "SEV1", *items: str, levels: tuple[int, ...] = (), **fields: Any) -> Checklist:
    """A checklist with these lines, one if none is given; for every incident unless `levels` or `services` are."""
    services = fields.pop("services", ())
    checklist = Checklist.objects.create(name=name, **fields)
    checklist.severities.set(levels)
    checklist.services.set(services)
    for position, text in enumerate(items or ("Tell the supplier",)):
        checklist.items.create(position=position, text=text)
    return checklist


def make_incident(
    title: str = "Shop unreachable", *, by: User | None = None, level: int = 3, **details: Any
) -> Incident:
    """A declared incident, SEV3 unless told otherwise; `details` are those of IncidentDetails."""
    details.setdefault("zone", "UTC")
    incident = declare_incident(
        actor=by or make_user(), details=IncidentDetails(title=title, level=level, **details), client_uuid=uuid4()
    )
    incident.refresh_from_db()
    return incident


def make_private_incident(*members: User, by: User | None = None, **details: Any) -> Incident:
    """A private incident; whoever declares it is a member too."""
    return make_incident(by=by, is_private=True, members=members, **details)


def make_entry(
    incident: Incident, text: str = "Restarted the database.", *, by: User | None = None, **fields: Any
) -> TimelineEntry:
    """A told entry, a minute ago unless told otherwise."""
    fields.setdefault("happened_at", now() - timedelta(minutes=1))
    options = {name: fields.pop(name) for name in ("client_uuid", "make_members") if name in fields}
    return append_entry(
        incident=incident, actor=by or incident.declared_by, details=EntryDetails(text, **fields), **options
    )


def make_lines(incident: Incident, count: int, *, apart: timedelta = timedelta()) -> None:
    """Told entries “line 1”, “line 2” … in bulk, so long after another, the last when the incident was declared."""
    incident.refresh_from_db()
    first = incident.seq
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            incident=incident,
            seq=first + at,
            changed_seq=first + at,
            author=incident.declared_by,
            text=f"line {at}",
            html=f"<p>line {at}</p>",
            happened_at=incident.declared_at - (count - at) * apart,
        )
        for at in range(1, count + 1)
    )
    incident.seq = first + count
    incident.save(update_fields=["seq"])


def make_batch(incident: Incident, text: str = "22:30 <ana> down") -> ImportBatch:
    """A text that was imported and added."""
    options = ImportOptions(day=now().date() - timedelta(days=1))
    batch = read_import(incident=incident, actor=incident.declared_by, text=text, options=options)
    return start_adding(batch=batch, actor=incident.declared_by)


def resolve(incident: Incident, *, by: User | None = None, at: datetime | None = None) -> Incident:
    """The incident, resolved."""
    change_status(incident=incident, actor=by or incident.declared_by, change=StatusChange(action="resolve", at=at))
    incident.refresh_from_db()
    return incident
