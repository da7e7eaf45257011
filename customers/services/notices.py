"""What whoever reported something is told, and those who want to hear of every report."""

from accounts.models import User
from customers.models import Report
from notifications.services import NewDelivery, queue_deliveries, queue_delivery

REPORT_STEP, NEW_REPORT = "report_step", "new_report"


def tell_new_report(report: Report) -> None:
    """Tells the responders who asked for it, once a report; nobody is told what they reported themselves."""
    wanting = User.objects.responders().filter(told_of_reports=True).exclude(pk=report.reporter_id)
    queue_deliveries(
        [
            NewDelivery(
                kind=NEW_REPORT,
                recipient=person,
                dedup_key=f"new_report:{report.pk}:{person.pk}",
                payload={"report": report.pk},
                reason="Your profile says that you want to hear about new reports.",
            )
            for person in wanting.order_by("pk")
        ]
    )


def tell_reporter(*, report: Report, step: str, change: int = 0) -> None:
    """Tells the reporter one step of their report: seen, joined, unlinked, declined, resolved, back.

    Each once, or once for each `change`, a seq of its incident or the second when it was seen: what was resolved may
    come back, and what was unlinked is seen again.
    """
    queue_delivery(
        NewDelivery(
            kind=REPORT_STEP,
            recipient=report.reporter,
            dedup_key=f"report:{report.pk}:{step}:{report.incident_id or 0}:{change}",
            payload={"report": report.pk, "incident": report.incident_id, "step": step},
            reason=f"You reported {report.reference}.",
        )
    )
