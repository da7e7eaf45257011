"""Customers locked, so that nobody merges them meanwhile; those that an incident affects; and reports.

Every writer locks customers before incidents. The locks let others refer to the rows, as PostgreSQL's foreign keys do.
"""

from collections.abc import Iterable

from core.errors import Conflict
from customers.models import AffectedCustomer, Customer, Report
from customers.selectors.names import customers_named
from incidents.services import lock


def lock_customers(customers: Iterable[Customer]) -> dict[int, Customer]:
    """By their numbers, locked until commit in that order; for one that was merged, the one it was merged into.

    Without those that were deleted meanwhile.
    """
    # No joins: after waiting for a lock PostgreSQL gives the new row, but beside it the joined one of before.
    rows = Customer.objects.filter(pk__in={each.pk for each in customers}).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(no_key=True)}
    merged = Customer.objects.filter(pk__in={row.merged_into_id for row in locked.values() if row.merged_into_id})
    stays = lock_customers(merged) if any(row.is_merged for row in locked.values()) else {}
    return {pk: stays[row.merged_into_id] if row.merged_into_id else row for pk, row in locked.items()}


def lock_named(names: Iterable[str]) -> dict[str, Customer]:
    """By `name_key`: the customers that have one of these names, locked as `lock_customers` says."""
    named = customers_named(names)
    locked = lock_customers(named.values()) if named else {}
    return {key: locked[customer.pk] for key, customer in named.items() if customer.pk in locked}


def lock_affected(affected: AffectedCustomer) -> AffectedCustomer:
    """Its row as it is now, locked after its incident, which stands in it as it is now, too.

    Raises Merged as `lock` does, and Conflict where the row was removed, joined to another one or moved meanwhile.
    """
    incident = lock(affected.incident)
    rows = AffectedCustomer.objects.select_for_update(of=("self",)).select_related("customer")
    row = rows.filter(pk=affected.pk, incident=incident).first()
    if row is None:
        raise Conflict(
            f"{affected.shown_name} was removed or linked to another customer meanwhile. Nothing was stored; what you "
            "typed is kept. Open the page again to see who is affected now."
        )
    row.incident = incident
    return row


def lock_reports(reports: Iterable[Report]) -> list[Report]:
    """The rows as they are now, locked in the order of their numbers."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("reporter")
    return list(rows.filter(pk__in=[report.pk for report in reports]).order_by("pk"))
