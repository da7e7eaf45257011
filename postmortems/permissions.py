"""Who may do what with a postmortem or an action item. Each asks about something the person may see already."""

from accounts.models import User
from accounts.permissions import is_responder
from incidents.models import Incident
from postmortems.models import Postmortem


def can_edit_postmortem(user: User, postmortem: Postmortem) -> bool:
    """Responders and above write, review and publish; a published one can still be corrected."""
    return is_responder(user)


def can_open_postmortem(user: User, incident: Incident) -> bool:
    """Responders and above open one for any incident they see."""
    return is_responder(user)
