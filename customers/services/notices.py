"""What whoever reported something is told."""

from customers.models import Report
from notifications.services import NewDelivery, queue_delivery

REPORT_STEP = "report_step"


def tell_reporter(*, report: Report, step: str, change: int = 0) -> None:
    """Tells the reporter one step of their report: seen, joined, declined, resolved, back.

    Each once, or once for each `change` (seq) of its incident: what was resolved may come back.
    """
    queue_delivery(
        NewDelivery(
            kind=REPORT_STEP,
            recipient=report.reporter,
            dedup_key=f"report:{report.pk}:{step}:{report.incident_id or 0}:{change}",
            payload={"report": report.pk, "step": step},
            reason=f"You reported {report.reference}.",
        )
    )
