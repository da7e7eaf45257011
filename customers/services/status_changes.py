"""What reports and updates do when the status of their incident changes."""

from customers.services.reports import settle_reports
from customers.services.updates import end_closing_words
from incidents.models import Incident
from incidents.querysets import OPEN_STATUSES


def note_status_change(*, incident: Incident, before: str) -> None:
    """Its status changed from `before`: reports change with it, and closing words end when it is reopened."""
    settle_reports(incident=incident, before=before)
    if incident.is_open and before not in OPEN_STATUSES:
        end_closing_words(incident=incident)
