"""The row of a new incident and the entries that come with it, whether it goes on or is over."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import is_admin, why_not_owner
from catalogue.enums import BuiltInRole
from catalogue.models import Service, Severity
from core.clock import now
from core.errors import Conflict, DomainError
from core.zones import is_zone
from incidents.enums import DetectionSource, EntryKind, Milestone, Origin, Status
from incidents.models import Incident, IncidentMember, TimelineEntry
from incidents.querysets import sees_incident
from incidents.services.details import LONGEST_TITLE
from incidents.services.roles import put_in_role
from incidents.services.updates import update_due_after
from incidents.services.writing import NewEntry, begin_marks, by_now, write_entry


@dataclass(frozen=True, slots=True)
class IncidentDetails:
    """What somebody says when declaring. Unknown stays None."""

    title: str
    level: int
    zone: str
    summary: str = ""
    zone_word: str = ""
    services: tuple[Service, ...] = ()
    impact_started_at: datetime | None = None
    impact_is_about: bool = False
    is_drill: bool = False
    is_near_miss: bool = False
    is_private: bool = False
    is_customer_facing: bool | None = None  # None: as the severity's rule says
    members: tuple[User, ...] = ()
    lead: User | None = None
    call_url: str = ""
    runbook_url: str = ""
    public_summary: str = ""
    detection_source: DetectionSource = DetectionSource.UNKNOWN
    declared_from: str = ""  # what it was declared from, such as REP-12


def create_incident(
    actor: User, details: IncidentDetails, client_uuid: UUID, *, severity: Severity, status: Status, is_past: bool
) -> tuple[Incident, bool]:
    """The stored incident, and whether it is new: the same UUID with the same words returns the one stored before."""
    _check_details(details)
    _check_people(actor, details)
    try:
        with transaction.atomic():
            incident = _insert(actor, details, client_uuid, severity=severity, status=status, is_past=is_past)
    except IntegrityError:
        return _stored(actor, details, client_uuid), False
    if details.services:
        incident.services.set(details.services)
    if details.is_private:
        people = {actor, *details.members}
        IncidentMember.objects.bulk_create(
            IncidentMember(incident=incident, user=person, added_by=actor) for person in people
        )
    return incident, True  # nobody else can see the row before the commit, so it needs no lock


def write_milestone_entry(
    incident: Incident, actor: User, milestone: Milestone, at: datetime, *, is_about: bool
) -> TimelineEntry:
    """Writes a system entry that marks a milestone."""
    entry = write_entry(
        incident,
        NewEntry(text=f"{milestone.label}.", happened_at=at, is_about=is_about, origin=Origin.SYSTEM),
        actor=actor,
    )
    begin_marks(entry, [milestone], actor=actor, seq=entry.seq)
    return entry


def write_declared_entry(
    incident: Incident, actor: User, details: IncidentDetails, text: str, at: datetime, facts: dict[str, Any]
) -> None:
    """Writes the entry that tells of the incident itself, and gives the lead with it."""
    new = NewEntry(
        text=text,
        happened_at=at,
        kind=EntryKind.DECLARED,
        origin=Origin.SYSTEM,
        facts=facts | {"sent": _fingerprint(details)},
    )
    entry = write_entry(incident, new, actor=actor)
    if details.lead is not None:
        put_in_role(incident, role=BuiltInRole.LEAD, person=details.lead, entry=entry)


def _insert(
    actor: User, details: IncidentDetails, client_uuid: UUID, *, severity: Severity, status: Status, is_past: bool
) -> Incident:
    at = now()
    incident = Incident(
        title=details.title.strip(),
        severity=severity,
        status=status,
        summary=details.summary,
        zone=details.zone,
        zone_word=details.zone_word,
        is_drill=details.is_drill,
        is_near_miss=details.is_near_miss,
        is_private=details.is_private,
        is_customer_facing=_is_customer_facing(details, severity, is_past=is_past),
        is_past=is_past,
        call_url=details.call_url,
        runbook_url=details.runbook_url,
        detection_source=details.detection_source,
        declared_by=actor,
        declared_at=at,
        began_at=at,
        client_uuid=client_uuid,
    )
    incident.update_due_at = update_due_after(incident, at)
    incident.save(force_insert=True)
    return incident


def _is_customer_facing(details: IncidentDetails, severity: Severity, *, is_past: bool) -> bool:
    """As somebody said; else the severity's rule, for what is going on and did reach customers."""
    if details.is_customer_facing is not None:
        return details.is_customer_facing
    return severity.customer_facing_by_default and not (is_past or details.is_near_miss)


def _stored(actor: User, details: IncidentDetails, client_uuid: UUID) -> Incident:
    stored = Incident.objects.filter(declared_by=actor, client_uuid=client_uuid).first()
    if stored is None:
        raise DomainError("The incident could not be stored as it is. What you typed is kept.")
    declared = stored.entries.filter(kind=EntryKind.DECLARED, merged_from=None).first()
    if declared is not None and declared.facts.get("sent", _fingerprint(details)) != _fingerprint(details):
        raise Conflict(
            f"This form was already sent and became {stored.reference}. Open a new form for another incident."
        )
    return stored


def _fingerprint(details: IncidentDetails) -> str:
    """Whether two forms say the same, without keeping what they say; times are left out, “5m ago” moves on."""
    said = (details.title.strip(), details.level, details.summary, details.is_private, details.is_drill)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _check_details(details: IncidentDetails) -> None:
    if not details.title.strip():
        raise DomainError("Give it a title: what a customer would say, in one line.", field="title")
    if len(details.title.strip()) > LONGEST_TITLE:
        raise DomainError(f"A title has at most {LONGEST_TITLE} characters. Put the rest below.", field="title")
    if not is_zone(details.zone):
        raise DomainError("There is no such time zone. Write a place such as Africa/Nairobi, or UTC.", field="zone")
    if details.impact_started_at is not None:
        by_now(details.impact_started_at, field="impact_started")


def _check_people(actor: User, details: IncidentDetails) -> None:
    for person in (*details.members, *([details.lead] if details.lead else [])):
        if why := why_not_owner(person):
            raise DomainError(f"{person.name} {why} and cannot work on incidents.", field="members")
    lead = details.lead
    is_member = lead == actor or lead in details.members
    if lead and not sees_incident(is_private=details.is_private, is_member=is_member, is_admin=is_admin(lead)):
        raise DomainError(f"{lead.name} leads this private incident: make {lead.name} a member, too.", field="members")
