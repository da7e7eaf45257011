"""Declaring an incident."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists

from accounts.models import User
from catalogue.enums import BuiltInRole, Level
from catalogue.models import Checklist, IncidentRole, Severity
from incidents.enums import EntryKind, Milestone, Status
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary
from incidents.registries.panels import first_drafts
from incidents.services.checklist_tasks import give_checklist_tasks
from incidents.services.creating import IncidentDetails, create_incident, write_declared_entry, write_milestone_entry
from incidents.services.details import edit_public_summary
from incidents.services.notices import announce_incident, tell_role
from incidents.services.writing import announce_change, derive


@transaction.atomic
def declare_incident(
    *,
    actor: User,
    details: IncidentDetails,
    client_uuid: UUID,
    quiet: bool = False,
    on_created: Callable[[Incident], None] | None = None,
) -> Incident:
    """Opens an incident, with its first entries, and tells those concerned when the severity asks for it.

    `quiet`, as for an example, tells nobody. `on_created` is called in the same transaction, before anybody is told,
    with an incident that is new: an app above adds what it declares the incident from. The same UUID with the same
    words returns the stored incident, whatever became of it; with others it is a Conflict. Raises DomainError for a
    title or zone that cannot be, a lead or member who could not see it, a future impact. Words for customers become
    a draft where `actor` may not post them.
    """
    severities = Severity.objects.annotate(has_checklists=Exists(Checklist.objects.active()))
    severity = severities.get(level=details.level)
    incident, is_new = create_incident(
        actor, details, client_uuid, severity=severity, status=Status.INVESTIGATING, is_past=False
    )
    if not is_new:
        return incident
    _first_entries(incident, actor, details)
    if on_created is not None:
        on_created(incident)
    if details.public_summary.strip():
        incident = _first_words(incident, actor, details.public_summary)
    if severity.has_checklists:
        give_checklist_tasks(incident, actor=actor)
    if incident.seq > 1:  # with nothing but the entry that declares it, there is no milestone to derive
        derive(incident)
    if not quiet:
        _tell(incident, actor, details.lead)
    announce_change(incident, actor=actor, change=EntryKind.DECLARED)
    return incident


def _first_words(incident: Incident, actor: User, text: str) -> Incident:
    """Words for customers are posted by those who may post an update; those of others wait for approval."""
    if can_edit_public_summary(actor, incident):
        return edit_public_summary(incident=incident, actor=actor, text=text)
    for keep in first_drafts:
        keep(incident, actor, text)
    return incident


def _tell(incident: Incident, actor: User, lead: User | None) -> None:
    announce_incident(incident=incident, actor=actor, occasion="declared")
    if lead is not None:
        role = IncidentRole.objects.get(pk=BuiltInRole.LEAD)
        tell_role(incident=incident, actor=actor, role=role, person=lead)


def _first_entries(incident: Incident, actor: User, details: IncidentDetails) -> None:
    if details.impact_started_at is not None:
        write_milestone_entry(
            incident, actor, Milestone.IMPACT_STARTED, details.impact_started_at, is_about=details.impact_is_about
        )
    leads = f" {details.lead.name} leads." if details.lead else ""
    source = f" from {details.declared_from}" if details.declared_from else ""
    text = f"{actor.name} declared the incident{source} at {Level(details.level).label}.{leads}"
    facts = {"level": details.level, "lead": details.lead.pk if details.lead else None}
    write_declared_entry(incident, actor, details, text, incident.declared_at, facts)
