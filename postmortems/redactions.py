"""What a redaction does to rows of this room besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from incidents.redactable import messages_about, touched
from postmortems.models import ActionItem, Section
from postmortems.selectors.messages import about_incident
from postmortems.services.sections import count_redaction


def _changed(item: ActionItem, actor: User, seq: int) -> Collection[str]:
    """A form that was opened before meets a conflict."""
    item.version += 1
    return ("version",)


def _revised(section: Section, actor: User, seq: int) -> Collection[str]:
    """An editor that was opened before meets a conflict."""
    return count_redaction(section=section, actor=actor)


messages_about(about_incident)
touched(ActionItem, _changed)
touched(Section, _revised)
