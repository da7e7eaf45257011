"""Makes the example reports."""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from customers.models import Report
from customers.services import file_report, join_report
from examples.company.shapes import Document
from incidents.models import Incident, TimelineEntry


def load_report(document: Document, incident: Incident, told_in: TimelineEntry, people: Mapping[str, User]) -> None:
    """The sales report of a document, linked to its incident."""
    report = file_report(
        reporter=people["peter"],
        text=document.report,
        customer=document.report_customer,
        since=document.entries[0].at,
        since_at=told_in.happened_at,
        client_uuid=uuid5(NAMESPACE_URL, f"debrief-example/{document.key}/report"),
    )
    Report.objects.filter(pk=report.pk).update(is_example=True, created_at=told_in.happened_at)
    join_report(report=report, actor=people["amina"], incident=incident, is_told=True)


NEW_REPORTS = (
    ("new-report", "The PDF of an invoice comes in the wrong language.", "Baobab Books"),
    ("new-report-2", "Invoice PDF in the wrong language, French instead of English", "Mara Safaris"),
    ("new-report-3", "Discount codes are not accepted in the basket", ""),
)


def load_new_reports(reporter: User) -> None:
    """Reports that nobody has looked at, two of them of one problem, so that responders find something to do."""
    for key, text, customer in NEW_REPORTS:
        report = file_report(
            reporter=reporter,
            text=text,
            customer=customer,
            client_uuid=uuid5(NAMESPACE_URL, f"debrief-example/{key}"),
        )
        Report.objects.filter(pk=report.pk).update(is_example=True)
