"""Plans maintenance of the example company, for its status page."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from catalogue.models import Service
from core.clock import today
from customers.models import Maintenance
from customers.services import MaintenanceDetails, plan_maintenance
from examples.people import ZONE

IN_DAYS, BEGINS, TAKES = 5, time(22), timedelta(minutes=90)


def plan_example_maintenance(people: Mapping[str, User]) -> None:
    """One night in a few days."""
    starts_at = datetime.combine(today(ZONE) + timedelta(days=IN_DAYS), BEGINS, tzinfo=ZoneInfo(ZONE))
    details = MaintenanceDetails(
        title="A larger database for the checkout",
        text="Orders that are paid in this time are confirmed up to ten minutes later. Nothing is lost.",
        services=tuple(Service.objects.filter(name="Checkout")),
        starts_at=starts_at,
        ends_at=starts_at + TAKES,
    )
    made = plan_maintenance(actor=people["grace"], details=details)
    Maintenance.objects.filter(pk=made.pk).update(is_example=True)
