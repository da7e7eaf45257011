"""Withdrawing an incident that should not have been recorded: gone from everywhere, kept with the reason."""

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from core.clock import now
from core.errors import DomainError
from incidents.enums import EntryKind, Origin
from incidents.models import Incident
from incidents.services.writing import NewEntry, announce_change, lock, lock_row, write_entry

COLUMNS = ("withdrawn_at", "withdrawn_by", "withdrawn_reason")


@transaction.atomic
def withdraw_incident(*, incident: Incident, actor: User, reason: str) -> Incident:
    """Takes it out of lists, search and figures. Twice is once.

    Raises DomainError without a reason, or where others were merged into it; Merged for a duplicate.
    """
    reason = reason.strip()[:300]
    if not reason:
        raise DomainError("Say why it is withdrawn; the reason is kept with it.", field="reason")
    locked = lock(incident)
    if locked.is_withdrawn:
        return locked
    if locked.duplicates.exists():
        raise DomainError("Others were merged into it. Undo those merges first; nothing was withdrawn.")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = now(), actor, reason
    return _store(locked, actor, f"{actor.name} withdrew this incident: {reason}")


@transaction.atomic
def restore_incident(*, incident: Incident, actor: User) -> Incident:
    """Undoes that; everything is as it was. Twice is once."""
    locked = lock_row(incident)
    if not locked.is_withdrawn:
        return locked
    reason = locked.withdrawn_reason
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = None, None, ""
    return _store(locked, actor, f"{actor.name} restored this incident, which had been withdrawn: {reason}")


def _store(locked: Incident, actor: User, words: str) -> Incident:
    locked.save(update_fields=COLUMNS)
    write_entry(
        locked,
        NewEntry(text=words, happened_at=now(), kind=EntryKind.WITHDRAWN, origin=Origin.SYSTEM),
        actor=actor,
    )
    detail = {"withdrawn": locked.is_withdrawn, "reason": locked.withdrawn_reason}
    audit(actor=actor, action=AuditAction.WITHDRAWN, subject=locked.reference, detail=detail)
    announce_change(locked, actor=actor, change=EntryKind.WITHDRAWN)
    return locked
