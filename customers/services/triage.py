"""What is decided of several reports at once."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from customers.models import Report
from customers.services.report_entries import log_reports
from customers.services.reports import hold_customers, link_reports
from incidents.models import Incident
from incidents.services import lock


@transaction.atomic
def join_reports(*, reports: Collection[Report], actor: User, incident: Incident) -> list[Report]:
    """Joins reports to a known incident, all or none, with an entry for each that says something of its own.

    Raises DomainError when one of them was decided already, and for a cancelled incident.
    """
    hold_customers(reports)
    locked = lock(incident)
    linked = link_reports(reports, locked, actor)
    log_reports(linked, locked, actor)
    return linked
