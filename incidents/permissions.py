"""Who may do what with an incident they can see, as one-expression predicates."""

from accounts.models import User
from accounts.permissions import is_admin, is_manager, is_responder
from catalogue.enums import BuiltInRole
from incidents.models import Incident, RoleAssignment


def can_edit_incident(user: User, incident: Incident) -> bool:
    """Every responder who sees an incident may log, correct and change it."""
    return is_responder(user)


def can_give_role(user: User, incident: Incident) -> bool:
    """Every responder who sees the incident. Who may get a role: `accounts.permissions.why_not_owner`."""
    return is_responder(user)


def can_give_lead(user: User, incident: Incident) -> bool:
    """As any role; of a private incident only those who may change who sees it, because the lead is one of them."""
    return can_give_role(user, incident) and (not incident.is_private or can_change_privacy(user, incident))


def can_redact(user: User) -> bool:
    """Admins alone: it cannot be undone."""
    return is_admin(user)


def can_edit_public_summary(user: User, incident: Incident) -> bool:
    """The lead, communications and managers: these words leave the company."""
    return is_manager(user) or (
        is_responder(user) and _has_role(user, incident, BuiltInRole.LEAD, BuiltInRole.COMMUNICATIONS)
    )


def can_change_privacy(user: User, incident: Incident) -> bool:
    """The lead and managers; of a private incident also whoever declared it. Each of them, as long as they see it.

    They hide an incident or show it to all responders, and add and remove members. As every responder may take the lead
    of a public incident, a lead who took it, and did not declare the incident, cannot hide it.
    """
    is_declarer = user.pk == incident.declared_by_id
    if not is_responder(user):
        return False
    if is_manager(user) or (incident.is_private and is_declarer):
        return True
    lead = next((each for each in _current_roles(user, incident) if each.role_id == BuiltInRole.LEAD), None)
    return lead is not None and (incident.is_private or is_declarer or lead.given_in.author_id != user.pk)


def can_add_members(user: User, incident: Incident) -> bool:
    """Whether giving somebody something in a private incident may make them a member."""
    return incident.is_private and can_change_privacy(user, incident)


def _has_role(user: User, incident: Incident, *roles: BuiltInRole) -> bool:
    return any(each.role_id in roles for each in _current_roles(user, incident))


def _current_roles(user: User, incident: Incident) -> list[RoleAssignment]:
    return [each for each in incident.role_assignments.all() if each.is_current and each.person_id == user.pk]
