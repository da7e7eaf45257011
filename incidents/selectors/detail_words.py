"""Details and impact in words, one text a column, as the history of an incident keeps them."""

from decimal import Decimal

from incidents.models import ImpactInterval, Incident
from incidents.selectors.facts import interval_words
from incidents.selectors.zones import ShownZone, ZoneChoice

SERVICES, INTERVALS = "services", "impact intervals"  # what is changed beside the columns


def detail_label(name: str) -> str:
    """What people call a column: `percent affected`."""
    field = {field.name: field for field in Incident._meta.fields}.get(name)
    return str(field.verbose_name) if field else name


def detail_words(incident: Incident, name: str) -> str:
    """What the incident says of a column, or of SERVICES and INTERVALS; empty where it says nothing."""
    if name == SERVICES:
        return ", ".join(service.name for service in incident.services.all())
    if name == INTERVALS:
        zone = ShownZone(ZoneChoice.INCIDENT, incident.time_zone, incident.zone_word)
        rows = ImpactInterval.objects.filter(incident=incident)
        return "\n".join(interval_words(row.started_at, row.ended_at, row.note, zone) for row in rows)
    value, field = getattr(incident, name), Incident._meta.get_field(name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}{' %' if name == 'impact_percent' else ''}"
    if value and getattr(field, "choices", None):
        return str(getattr(incident, f"get_{name}_display")())
    return str(value) if value is not None else ""
