"""Who may do what, as one-expression predicates about people."""

from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.models import User

Viewer = User | AnonymousUser


def is_responder(user: Viewer) -> bool:
    """Responders and above see incidents, log, write postmortems and own action items."""
    return isinstance(user, User) and user.is_active and user.role != Role.REPORTER


def is_manager(user: Viewer) -> bool:
    """Managers and admins: rules, templates, waivers, deliveries."""
    return isinstance(user, User) and user.is_active and user.role in {Role.MANAGER, Role.ADMIN}


def is_admin(user: Viewer) -> bool:
    """Admins: people, teams, redaction, private incidents."""
    return isinstance(user, User) and user.is_active and user.role == Role.ADMIN
