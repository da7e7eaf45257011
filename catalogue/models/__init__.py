"""What an installation sets up."""

from catalogue.models.lists import Checklist, ChecklistItem, FactorCategory, IncidentRole, Rules, Service, Severity
from catalogue.models.policies import Policy, PolicyNotice, WorkingCalendar

__all__ = [
    "Checklist",
    "ChecklistItem",
    "FactorCategory",
    "IncidentRole",
    "Policy",
    "PolicyNotice",
    "Rules",
    "Service",
    "Severity",
    "WorkingCalendar",
]
