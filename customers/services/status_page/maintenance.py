"""Planned maintenance: managers plan, change and cancel it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import Service
from core.errors import Conflict, DomainError
from core.once import SENT_BEFORE, stored_once
from customers.models import Maintenance
from incidents.services import public_words

LONGEST = timedelta(days=14)
CHANGED_MEANWHILE = "Somebody else changed this meanwhile. Read it again before you save."


@dataclass(frozen=True, slots=True)
class MaintenanceDetails:
    """What is planned: in words for customers, of which services, from when until when."""

    title: str
    text: str
    services: tuple[Service, ...]
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def plan_maintenance(*, actor: User, details: MaintenanceDetails, client_uuid: UUID | None = None) -> Maintenance:
    """Plans it; the status page says so. The same UUID stores once.

    Raises DomainError for words that customers cannot read, and for a time that makes no sense.
    """
    _check(details)
    stored = Maintenance.objects.filter(planned_by=actor, client_uuid=client_uuid).first() if client_uuid else None
    if stored is not None:
        if (stored.title, stored.starts_at) != (details.title, details.starts_at):
            raise Conflict(SENT_BEFORE)
        return stored
    with stored_once():
        made = _save(Maintenance(planned_by=actor, client_uuid=client_uuid or uuid4()), details)
    _audit(actor, made, "planned")
    return made


@transaction.atomic
def edit_maintenance(*, maintenance: Maintenance, actor: User, details: MaintenanceDetails, seen: int) -> Maintenance:
    """Changes it. `seen` is the number of changes that the form showed: Conflict when there were more since."""
    _check(details)
    locked = _lock(maintenance)
    if locked.changes != seen or locked.cancelled_at is not None:
        raise Conflict(CHANGED_MEANWHILE)
    locked.changes += 1
    _audit(actor, _save(locked, details), "changed")
    return locked


@transaction.atomic
def cancel_maintenance(*, maintenance: Maintenance, actor: User, at: datetime) -> None:
    """It does not take place, or did not: the status page no longer names it. Twice is once."""
    locked = _lock(maintenance)
    if locked.cancelled_at is None:
        locked.cancelled_at = at
        locked.save(update_fields=["cancelled_at"])
        _audit(actor, locked, "cancelled")


def _lock(maintenance: Maintenance) -> Maintenance:
    return Maintenance.objects.select_for_update().get(pk=maintenance.pk)


def _save(maintenance: Maintenance, details: MaintenanceDetails) -> Maintenance:
    maintenance.title, maintenance.text = details.title, details.text.strip()
    maintenance.starts_at, maintenance.ends_at = details.starts_at, details.ends_at
    maintenance.save()
    maintenance.services.set(details.services)
    return maintenance


def _check(details: MaintenanceDetails) -> None:
    if details.ends_at <= details.starts_at:
        raise DomainError("The end is before the start. Correct one of the two.", field="until")
    if details.ends_at - details.starts_at > LONGEST:
        raise DomainError(f"Maintenance takes at most {LONGEST.days} days here.", field="until")
    for field, words in (("title", details.title), ("text", details.text)):
        try:
            public_words(words.strip())
        except DomainError as error:
            raise DomainError(error.message, field=field) from error


def _audit(actor: User, maintenance: Maintenance, change: str) -> None:
    audit(
        actor=actor,
        action=AuditAction.POLICY_CHANGED,
        subject=f"Maintenance {maintenance.title}",
        detail={
            "maintenance": maintenance.pk,
            "change": change,
            "text": maintenance.text,
            "services": [service.name for service in maintenance.services.all()],
            "from": maintenance.starts_at.isoformat(),
            "until": maintenance.ends_at.isoformat(),
        },
    )
