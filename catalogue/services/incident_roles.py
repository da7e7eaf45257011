"""Incident roles: added, changed, retired."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import IncidentRole
from catalogue.services.changes import changes_between
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class RoleDetails:
    """What is known about a role; `slug` is what is typed after /role."""

    slug: str
    name: str
    description: str = ""
    position: int = 0
    is_active: bool = True


@transaction.atomic
def add_incident_role(*, actor: User, details: RoleDetails) -> IncidentRole:
    """A new role, for every incident. Raises DomainError when its name or short name is taken."""
    role = IncidentRole(**asdict(details))
    _store(role, is_new=True)
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=_subject(role), detail={"change": "added"})
    return role


@transaction.atomic
def edit_incident_role(*, actor: User, role: IncidentRole, details: RoleDetails) -> IncidentRole:
    """Changes a role, or retires it: nobody can be given it any more, and incidents still show who had it.

    The short name stays as it is. Raises DomainError when the name is taken, and for retiring a built-in role.
    """
    locked = IncidentRole.objects.select_for_update().get(pk=role.pk)
    if locked.is_built_in and not details.is_active:
        raise DomainError(f"{locked.name} is built in and cannot be retired.", field="is_active")
    wanted = asdict(details)
    del wanted["slug"]
    changed = changes_between({name: getattr(locked, name) for name in wanted}, wanted)
    if not changed:
        return locked
    for name, value in wanted.items():
        setattr(locked, name, value)
    _store(locked)
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=_subject(locked), detail={"changed": changed})
    return locked


def _store(role: IncidentRole, *, is_new: bool = False) -> None:
    try:
        with transaction.atomic():
            role.save(force_insert=is_new)
    except IntegrityError as error:
        raise DomainError("A role with this name or short name already exists.", field="name") from error


def _subject(role: IncidentRole) -> str:
    return f"Incident role {role.name}"
