"""What the incident page shows of its reports."""

from dataclasses import dataclass

from accounts.models import User
from customers.models import Report
from incidents.models import Incident


@dataclass(frozen=True, slots=True)
class IncidentPanel:
    """The reports that were joined to it."""

    reports: list[Report]


def incident_panel(incident: Incident, viewer: User) -> IncidentPanel:
    """In one query; responders see all reports of an incident that they see."""
    return IncidentPanel(list(Report.objects.filter(incident=incident).only("pk").order_by("pk")))
