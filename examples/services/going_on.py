"""Loads the incident that customers notice: told as if it had been logged in the last two hours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from catalogue.enums import BuiltInRole
from core.clock import now
from customers.enums import ToldHow
from customers.models import AffectedCustomer, Told, Update
from customers.services import Period, UpdateWords, add_affected, post_update, tell_customer
from examples.company.shapes import Noticed
from examples.services.under_way import declare, details_of, move_back, tell
from incidents.models import Incident
from incidents.services import RoleChange, assign_role, derive, lock


def load_going_on(example: Noticed, people: Mapping[str, User]) -> Incident:
    """Declares it and goes on with it up to the present; nobody is told. Call inside a transaction."""
    loaded_at = now()
    lead, speaker = people[example.lead.lower()], people[example.communications.lower()]
    details = replace(details_of(example, lead, loaded_at), is_customer_facing=True)
    incident = declare(example, details, lead, loaded_at)
    assign_role(incident=incident, actor=speaker, change=RoleChange(role=BuiltInRole.COMMUNICATIONS, person=speaker))
    move_back(incident, 0, incident.declared_at)
    for entry in example.entries:
        seen = lock(incident).seq
        tell(entry, incident, people, loaded_at)
        move_back(incident, seen, loaded_at - timedelta(minutes=entry.ago))
    _say(example, incident, people, loaded_at)
    incident.refresh_from_db()
    return incident


def _say(example: Noticed, incident: Incident, people: Mapping[str, User], loaded_at: datetime) -> None:
    """The words for customers, whom it affects, and who told one of them; all put back to when that was."""
    speaker, seen = people[example.communications.lower()], lock(incident).seq
    at = loaded_at - timedelta(minutes=example.updated)
    for name, since in example.customers.items():
        period = Period(loaded_at - timedelta(minutes=since))
        add_affected(incident=incident, actor=speaker, names=[name], period=period)
    words = UpdateWords(example.update, example.workaround, next_in=example.next_in)
    update = post_update(incident=incident, actor=speaker, words=words)
    next_by = loaded_at + timedelta(minutes=example.next_in)
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
