"""Who may do what with a postmortem or an action item. Each asks about something the person may see already."""

from accounts.models import User
from accounts.permissions import is_responder
from postmortems.models import Postmortem


def can_edit_postmortem(user: User, postmortem: Postmortem) -> bool:
    """Responders and above write, review and publish; a published one can still be corrected."""
    return is_responder(user)
