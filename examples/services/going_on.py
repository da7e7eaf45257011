"""Loads the incident that customers notice: told as if it had been logged in the last two hours."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from catalogue.enums import BuiltInRole
from catalogue.models import Service
from core.clock import now
from customers.enums import ToldHow
from customers.models import AffectedCustomer, Told, Update
from customers.services import Period, UpdateWords, add_affected, post_update, tell_customer
from examples.company.going_on import GoingOn
from examples.services.drill import move_back
from incidents.models import Incident
from incidents.services import (
    EntryDetails,
    IncidentDetails,
    RoleChange,
    append_entry,
    assign_role,
    declare_incident,
    derive,
    lock,
)


def load_going_on(example: GoingOn, people: Mapping[str, User]) -> Incident:
    """Declares it and goes on with it up to the present; nobody is told. Call inside a transaction."""
    incident = _declare(example, people)
    for entry in example.entries:
        happened_at, seen = now() - timedelta(minutes=entry.ago), lock(incident).seq
        details = EntryDetails(
            text=entry.text, happened_at=happened_at, milestones=entry.milestones, is_starred=entry.is_starred
        )
        append_entry(incident=incident, actor=people[entry.by.lower()], details=details)
        move_back(incident, seen, happened_at)
    _tell(example, incident, people)
    incident.refresh_from_db()
    return incident


def _declare(example: GoingOn, people: Mapping[str, User]) -> Incident:
    lead, speaker = people[example.lead.lower()], people[example.communications.lower()]
    declared_at = now() - timedelta(minutes=example.declared)
    incident = declare_incident(
        actor=lead,
        details=IncidentDetails(
            title=example.title,
            level=example.severity,
            zone=lead.zone,
            summary=example.summary,
            services=tuple(Service.objects.filter(name__in=example.services)),
            impact_started_at=now() - timedelta(minutes=example.began),
            is_customer_facing=True,
            lead=lead,
        ),
        client_uuid=uuid5(NAMESPACE_URL, f"debrief-example/{example.key}"),
        quiet=True,
    )
    assign_role(incident=incident, actor=speaker, change=RoleChange(role=BuiltInRole.COMMUNICATIONS, person=speaker))
    incident.refresh_from_db()
    incident.is_example, incident.declared_at = True, declared_at
    incident.save(update_fields=["is_example", "declared_at"])
    move_back(incident, 0, declared_at)
    return incident


def _tell(example: GoingOn, incident: Incident, people: Mapping[str, User]) -> None:
    """The words for customers, whom it affects, and who told one of them; all put back to when that was."""
    speaker, seen = people[example.communications.lower()], lock(incident).seq
    at = now() - timedelta(minutes=example.updated)
    for name, since in example.customers.items():
        period = Period(now() - timedelta(minutes=since))
        add_affected(incident=incident, actor=speaker, names=[name], period=period)
    words = UpdateWords(example.update, example.workaround, next_in=example.next_in)
    update = post_update(incident=incident, actor=speaker, words=words)
    next_by = now() + timedelta(minutes=example.next_in)
    Update.objects.filter(pk=update.pk).update(drafted_at=at, published_at=at, next_update_by=next_by)
    move_back(incident, seen, at)
    locked = lock(incident)
    locked.public_summary_at, locked.update_due_at = at, next_by
    locked.save(update_fields=["public_summary_at", "update_due_at"])
    derive(locked)
    row = AffectedCustomer.objects.get(incident=incident, name=example.told)
    uuid = uuid5(NAMESPACE_URL, f"debrief-example/{example.key}/told")
    told = tell_customer(affected=row, actor=people["peter"], how=ToldHow.CALL, client_uuid=uuid)
    Told.objects.filter(pk=told.pk).update(at=at + timedelta(minutes=4))
