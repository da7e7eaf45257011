"""Names that somebody typed, linked to the customers they mean."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from core.errors import Conflict, DomainError
from customers.models import AffectedCustomer, Customer, Report
from customers.readers.names import identity_of, name_key
from customers.services.affected import give, reports_naming, sync_reported
from customers.services.locking import lock_affected, lock_customers, lock_reports
from incidents.services import lock_rows

BATCH = 500  # reports of one statement


def link_new_names(customers: Collection[Customer]) -> None:
    """Names in reports and incidents that these customers, new or renamed, have now.

    The customers are locked already; here the incidents are, and then the reports, as everywhere.
    """
    unlinked = AffectedCustomer.objects.filter(customer=None)
    unknown = Report.objects.filter(known_customer=None).exclude(customer="")
    typed = {*unlinked.values_list("name", flat=True), *unknown.values_list("customer", flat=True)}
    by_key = {customer.key: customer for customer in customers}
    meant = {name: by_key[key] for name in typed if (key := name_key(name)) in by_key}
    if not meant:
        return
    reports = unknown.filter(customer__in=meant)
    named = set(unlinked.filter(name__in=meant).values_list("incident", flat=True))
    locked = lock_rows(named | set(reports.exclude(incident=None).values_list("incident", flat=True)))
    rows = unlinked.filter(name__in=meant, incident__in=locked)
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        give(row, meant[row.name])
    found = list(reports.select_for_update(of=("self",)).only("customer").order_by("pk"))
    for report in found:
        report.known_customer = meant[report.customer]
    Report.objects.bulk_update(found, ["known_customer"], batch_size=BATCH)


@transaction.atomic
def link_affected(*, affected: AffectedCustomer, actor: User, customer: Customer) -> None:
    """The name means this customer, also in the reports of the incident that say the same."""
    customer = _locked(customer)
    row = lock_affected(affected)
    numbers = [report.pk for report in reports_naming(row)]
    Report.objects.filter(pk__in=numbers).update(known_customer=customer)
    give(row, customer)


@transaction.atomic
def link_report(*, report: Report, actor: User, customer: Customer | None) -> None:
    """The name in a report means this customer; None: it is kept as typed.

    Raises Conflict for a report that was linked to another incident meanwhile, or unlinked.
    """
    customer = _locked(customer) if customer else None
    if report.incident_id:
        lock_rows([report.incident_id])
    (locked,) = lock_reports([report])
    if locked.incident_id != report.incident_id:
        raise Conflict(f"Somebody linked {report.reference} elsewhere meanwhile. Nothing was changed; choose again.")
    if customer and (row := _row_of_it_alone(locked)):
        give(row, customer)
    locked.known_customer = customer
    locked.save(update_fields=["known_customer"])
    if locked.incident_id:
        sync_reported([locked.incident_id])


def _locked(customer: Customer) -> Customer:
    """The one that stays, where it was merged meanwhile. Raises DomainError when it was deleted."""
    found = lock_customers([customer]).get(customer.pk)
    if found is None:
        raise DomainError("This customer was deleted meanwhile. Choose another one.", field="customer")
    return found


def _row_of_it_alone(report: Report) -> AffectedCustomer | None:
    """The affected customer that this report names, and no other report of its incident; two queries."""
    if report.incident_id is None:
        return None
    others = Report.objects.filter(incident=report.incident_id).exclude(pk=report.pk)
    if report.identity in {identity_of(*named) for named in others.values_list("known_customer", "customer")}:
        return None
    rows = AffectedCustomer.objects.filter(incident=report.incident_id)
    return next((row for row in rows if row.identity == report.identity), None)
