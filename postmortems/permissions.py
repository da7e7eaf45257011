"""Who may do what with a postmortem. Each is about something the person may see already."""

from accounts.models import User
from accounts.permissions import is_manager, is_responder
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem


def can_edit_postmortem(user: User, postmortem: Postmortem) -> bool:
    """Responders and above write, review and publish; a published one can still be corrected, a cancelled one not."""
    return is_responder(user) and postmortem.status != PostmortemStatus.CANCELLED


def can_open_postmortem(user: User, incident: Incident) -> bool:
    """Responders and above open one for any incident they see, but not for a duplicate."""
    return is_responder(user) and not incident.is_merged


def can_waive_postmortem(user: User, incident: Incident) -> bool:
    """Managers and admins excuse an incident from its postmortem, and take that back; never of a duplicate."""
    return is_manager(user) and not incident.is_merged
