"""Incidents as they are named in text: INC-12."""

from core.references import register_reference
from incidents.models import Incident

register_reference(Incident.PREFIX, "incident", Incident.objects.visible_to)
