"""What a merge moves of customers: the reports that were joined to the duplicate."""

from customers.models import Report
from customers.services.reports import move_reports
from incidents.registries.merging import Movable, register_movable

register_movable(
    Movable(
        "reports",
        "report",
        "reports",
        of=lambda incident: Report.objects.filter(incident=incident),
        moved_by=lambda merge: merge.moved_reports,
        move=move_reports,
        come_from_customers=True,
    )
)
