"""Reports as the timeline of their incident tells them."""

from collections.abc import Collection

from django.utils.text import Truncator

from accounts.models import User
from customers.models import Report
from incidents.models import Incident
from incidents.selectors.zones import incident_zone
from incidents.services import FiledReport, log_report, note_customers

LONGEST_TOLD = 10_000  # characters of a report that an entry repeats


def log_reports(reports: Collection[Report], incident: Incident, actor: User, *, marks_reported: bool = False) -> None:
    """Tells reports in a locked incident, in the words of whoever filed them; the same words once.

    `marks_reported` marks on the first of them when the incident was reported. Raises DomainError for a cancelled
    incident.
    """
    note_customers(incident)
    told: set[str] = set()
    for report in reports:
        words = " ".join(report.text.lower().split())
        if words and words not in told:
            filed = _filed(report, incident)
            log_report(incident=incident, actor=actor, report=filed, marks_reported=marks_reported and not told)
            told.add(words)


def _filed(report: Report, incident: Incident) -> FiledReport:
    """The report as an entry tells it; which customer and since when are part of the words."""
    customer = f" ({report.customer})" if report.customer else ""
    words = Truncator(report.text).chars(LONGEST_TOLD, truncate=f"… (the rest is in {report.reference})")
    text = f"{report.reference}{customer}{_since(report, incident)}: {words}"
    return FiledReport(number=report.pk, reporter=report.reporter, filed_at=report.created_at, text=text)


def _since(report: Report, incident: Incident) -> str:
    """The instant on the incident's clocks, beside the words that meant it when the report was filed."""
    if report.since_at is None:
        return f", since {report.since}" if report.since else ""
    typed = f" (typed “{report.since}”)" if report.since else ""
    return f", since {incident_zone(incident).dated(report.since_at)}{typed}"
