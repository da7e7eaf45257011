"""What is shown of similar incidents beside one, and while somebody declares one."""

from accounts.models import User
from incidents.models import Incident
from incidents.registries.panels import TypedIncident
from similar.selectors.likeness import Likeness, like_incident, likest
from similar.selectors.ranking import Subject


def incident_panel(incident: Incident, viewer: User) -> list[Likeness] | None:
    """Beside an incident; nothing where none is like it, or where it is a duplicate."""
    return None if incident.is_merged else like_incident(incident, viewer) or None


def like_typed(typed: TypedIncident, viewer: User) -> list[Likeness]:
    """Those that are like what was typed, those going on first."""
    if not typed.title.strip():
        return []
    subject = Subject(typed.title, typed.summary, typed.services, is_drill=typed.is_drill)
    return likest(subject, viewer, is_declaring=True)
