"""The append-only audit log."""

from typing import Any

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from core.logs import request_id


def audit(*, actor: User | None, action: AuditAction, subject: object, **detail: Any) -> AuditEvent:
    """Appends one line to the audit log, in the caller's transaction."""
    return AuditEvent.objects.create(
        actor=actor, action=action, subject=str(subject)[:200], detail=detail, request_id=request_id.get()
    )
