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
    join_report(report=report, actor=people["amina"], incident=incident, entry=told_in)


def load_new_report(reporter: User) -> None:
    """One report that nobody has looked at, so that responders find something to do."""
    report = file_report(
        reporter=reporter,
        text="The PDF of an invoice comes in the wrong language.",
        customer="Baobab Books",
        client_uuid=uuid5(NAMESPACE_URL, "debrief-example/new-report"),
    )
    Report.objects.filter(pk=report.pk).update(is_example=True)
