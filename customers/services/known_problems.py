"""*Yes, this one*: a reporter says that a customer has a problem that is known."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.errors import DomainError
from customers.enums import ReportState
from customers.models import Report
from customers.readers.names import name_key
from customers.services.affected import sync_reported
from customers.services.locking import lock_named
from customers.services.report_entries import log_reports
from customers.services.reports import store_report
from incidents.models import Incident
from incidents.services import lock


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What a reporter typed; of a known problem nothing need be."""

    text: str = ""
    customer: str = ""
    since: str = ""
    since_at: datetime | None = None


@transaction.atomic
def report_known_problem(*, reporter: User, incident: Incident, words: ReportWords, client_uuid: UUID) -> Report:
    """Stores a report that is linked from the start, so that its customer is affected and its reporter hears the rest.

    What was typed becomes an entry; without words there is none. The same UUID stores once; other words under it are a
    Conflict. Raises DomainError when reporters may not hear of the incident, or not any more.
    """
    customer = lock_named([words.customer]).get(name_key(words.customer))
    locked = lock(incident)
    if not Incident.objects.noticed_by_customers().filter(pk=locked.pk).exists():
        raise DomainError("This problem is not open any more. Send it as a report, and somebody looks at it.")
    report, is_new = store_report(
        Report(
            reporter=reporter,
            text=words.text,
            customer=words.customer,
            known_customer=customer,
            since=words.since,
            since_at=words.since_at,
            state=ReportState.JOINED,
            incident=locked,
            joined_by=reporter,
            joined_at=now(),
            client_uuid=client_uuid,
        )
    )
    if is_new:
        log_reports([report], locked, reporter)
        sync_reported([locked.pk])
    return report
