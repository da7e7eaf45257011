"""What reports and updates do when the status of their incident changes."""

from customers.services.reports import follow_incident
from customers.services.updates import end_closing_words
from incidents.models import Incident
from incidents.querysets import OPEN_STATUSES


def follow_status(*, incident: Incident, before: str) -> None:
    """The incident's status changed from `before`: its reports follow, and closing words end when it opens again."""
    follow_incident(incident=incident, before=before)
    if incident.is_open and before not in OPEN_STATUSES:
        end_closing_words(incident=incident)
