"""What a merge moves of customers: who the duplicate affects, and the reports that were joined to it."""

from customers.models import AffectedCustomer, Report
from customers.services.affected import move_affected
from customers.services.reports import move_reports
from incidents.registries.merging import Movable, register_movable

# First, so that the reports find the rows of their customers there.
register_movable(
    Movable(
        "affected_customers",
        "affected customer",
        "affected customers",
        of=lambda incident: AffectedCustomer.objects.filter(incident=incident),
        moved_by=lambda merge: merge.moved_affected,
        move=move_affected,
        come_from_customers=True,
    )
)
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
