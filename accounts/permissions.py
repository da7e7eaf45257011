"""Who may do what, as one-expression predicates about people."""

from django.contrib.auth.models import AnonymousUser

from accounts.enums import CustomerScope, Role
from accounts.models import User

Viewer = User | AnonymousUser
MANAGING = frozenset({Role.MANAGER, Role.ADMIN})


def is_responder(user: Viewer) -> bool:
    """Responders and above see incidents, log, write postmortems and own action items."""
    return isinstance(user, User) and user.is_active and user.role != Role.REPORTER


def why_not_owner(user: User) -> str:
    """Why this user cannot be given what others wait for (a role, a task, an action item, a postmortem).

    Empty for responders and above who can log in.
    """
    if user.is_bot:
        return "is a bot"
    if not user.is_active:
        return "can no longer log in"
    return "" if is_responder(user) else "is not a responder"


def sight_of(user: User) -> str:
    """The role by which somebody sees things: nobody who is deactivated sees more than a reporter."""
    return user.role if user.is_active else Role.REPORTER


def is_manager(user: Viewer) -> bool:
    """Managers and admins: rules, templates, waivers, deliveries."""
    return isinstance(user, User) and user.is_active and user.role in MANAGING


def is_admin(user: Viewer) -> bool:
    """Admins: people, teams, redaction, private incidents."""
    return isinstance(user, User) and user.is_active and user.role == Role.ADMIN


def sees_all_customers(user: Viewer) -> bool:
    """Responders and above, and reporters whom an admin lets see all customers, such as support."""
    return is_responder(user) or (
        isinstance(user, User) and user.is_active and user.customer_scope == CustomerScope.ALL
    )
