"""What a redaction does to rows of this room besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from followthrough.selectors.messages import about_incident
from incidents.redactable import messages_about, touched
from postmortems.models import Section
from postmortems.services.sections import count_redaction


def _revised(section: Section, actor: User, seq: int) -> Collection[str]:
    """An editor that was opened before meets a conflict."""
    return count_redaction(section=section, actor=actor)


messages_about(about_incident)
touched(Section, _revised)
