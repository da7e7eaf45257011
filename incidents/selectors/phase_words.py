"""The phases of an incident in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.zones import zone_label, zone_or_utc
from incidents.enums import Milestone
from incidents.models import Incident


def phase_words(incident: Incident, known: dict[Milestone, datetime], zone: str | ZoneInfo, word: str) -> str:
    """What the drawing of the phases shows, for those who hear the page."""
    parts = [_said(milestone, known.get(milestone), zone, word) for milestone in Milestone]
    state = "still open" if incident.is_open else incident.get_status_display().lower()
    return f"Phases to scale: {', '.join(parts)}; {state}."


def _said(milestone: Milestone, at: datetime | None, zone: str | ZoneInfo, word: str) -> str:
    name = milestone.label.lower()
    if at is None:
        return f"{name} unknown"
    local = at.astimezone(zone_or_utc(zone) if isinstance(zone, str) else zone)
    return f"{name} {local:%-d %b %H:%M} {word or zone_label(at, zone)}"
