"""What is shown of similar incidents while somebody declares one."""

from accounts.models import User
from incidents.registries.panels import TypedIncident
from similar.selectors.likeness import Likeness, likest
from similar.selectors.ranking import Subject


def like_typed(typed: TypedIncident, viewer: User) -> list[Likeness]:
    """Those that are like what was typed, those going on first."""
    if not typed.title.strip():
        return []
    subject = Subject(typed.title, typed.summary, typed.services, is_drill=typed.is_drill)
    return likest(subject, viewer, is_declaring=True)
