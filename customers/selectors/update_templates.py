"""The words that an update of an incident can begin with, filled with what customers may know of it."""

import re
from datetime import timedelta

from django.db.models import QuerySet

from core.clock import now
from customers.models import UpdateTemplate
from incidents.models import Incident
from incidents.selectors.zones import incident_zone

# What a template can name, and the gap that stays where it is not known: nobody publishes words with a gap.
PLACES = {"since": "[since when?]", "service": "[what is affected?]", "next": "[next update by?]"}
PLACE = re.compile(r"\{([^{}\n]*)\}")


def templates_for(incident: Incident) -> QuerySet[UpdateTemplate]:
    """Those that fit the incident as it is now, the ones for its status first."""
    return UpdateTemplate.objects.fitting(incident).order_by("-status", "name")


def filled(template: UpdateTemplate, incident: Incident) -> str:
    """The words of a template. Only what customers may know is filled in: times, and their names of services."""
    known = {"since": _since(incident), "service": _services(incident), "next": _next(incident)}
    return PLACE.sub(lambda found: known.get(found[1]) or PLACES.get(found[1], found[0]), template.text)


def _since(incident: Incident) -> str:
    at = incident.impact_started_at
    return incident_zone(incident).dated(at) if at else ""


def _services(incident: Incident) -> str:
    names = (
        incident.services.exclude(customer_name="").order_by("customer_name").values_list("customer_name", flat=True)
    )
    *others, last = [*dict.fromkeys(names)] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _next(incident: Incident) -> str:
    """When the severity requires the next one, counted from now."""
    minutes = incident.required_update_minutes
    return incident_zone(incident).dated(now() + timedelta(minutes=minutes)) if minutes else ""
