"""Who may do what with an incident they can see, as one-expression predicates."""

from accounts.models import User
from accounts.permissions import is_admin, is_manager, is_responder
from catalogue.enums import BuiltInRole
from incidents.models import Incident


def can_edit_incident(user: User, incident: Incident) -> bool:
    """Every responder who sees an incident may log, correct and change it."""
    return is_responder(user)


def can_give_role(user: User, incident: Incident) -> bool:
    """Every responder who sees the incident. Who may get a role: `accounts.permissions.why_not_owner`."""
    return is_responder(user)


def can_redact(user: User) -> bool:
    """Admins alone: it cannot be undone."""
    return is_admin(user)


def can_edit_public_summary(user: User, incident: Incident) -> bool:
    """The lead, communications and managers: these words leave the company."""
    return is_manager(user) or (
        is_responder(user) and _has_role(user, incident, BuiltInRole.LEAD, BuiltInRole.COMMUNICATIONS)
    )


def can_change_privacy(user: User, incident: Incident) -> bool:
    """The lead, whoever declared it, and managers who see it."""
    return is_manager(user) or user.pk == incident.declared_by_id or _has_role(user, incident, BuiltInRole.LEAD)


def _has_role(user: User, incident: Incident, *roles: BuiltInRole) -> bool:
    current = (each for each in incident.role_assignments.all() if each.is_current)
    return any(each.person_id == user.pk and each.role_id in roles for each in current)
