"""The append-only audit log."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from core.logs import request_id

NO_DETAIL: Mapping[str, Any] = MappingProxyType({})


def audit(
    *, actor: User | None, action: AuditAction, subject: object, detail: Mapping[str, Any] = NO_DETAIL
) -> AuditEvent:
    """Appends one line to the audit log, in the caller's transaction."""
    return AuditEvent.objects.create(
        actor=actor,
        action=action,
        subject=_storable(str(subject))[:200],
        detail=_storable(detail),
        request_id=request_id.get(),
    )


def _storable(value: Any) -> Any:
    """Without null characters, which PostgreSQL accepts neither in text nor in JSON; an address may contain them."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {_storable(name): _storable(one) for name, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list | tuple) else value
