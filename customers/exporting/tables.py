"""Customers as CSV: the list, and those that an incident affects, for the account teams."""

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import StreamingHttpResponse

from accounts.models import User
from core.csv_export import csv_response
from customers.models import AffectedCustomer, Contact, Customer
from customers.selectors.affected import AffectedRow, affected_rows, in_order
from customers.selectors.impact import currency
from incidents.models import Incident

# As the import reads them, so that the file can be changed and imported again.
CUSTOMERS_HEADER = (
    *("name", "tier", "value", "owner e-mail", "services", "external id"),
    *("contact name", "contact e-mail", "contact phone", "owner's name", "currency", "affected now"),
)
AFFECTED_HEADER = (
    *("incident", "customer", "in the list of customers", "tier", "value", "currency", "owner", "owner e-mail"),
    *("external id", "how it is known", "reports", "from", "until", "told at", "told by", "told how"),
    *("contact name", "contact e-mail", "contact phone"),
)
CHUNK = 500


def customers_csv(customers: QuerySet[Customer]) -> StreamingHttpResponse:
    """All rows of the filtered list, streamed; of the contacts the first one."""
    return csv_response("customers.csv", CUSTOMERS_HEADER, _customer_lines(customers))


def affected_csv(incident: Incident, viewer: User) -> StreamingHttpResponse:
    """Everybody whom the incident affects, with whom to call."""
    rows = in_order(AffectedCustomer.objects.filter(incident=incident)).annotate(
        contact=_first_contact(OuterRef("customer"))
    )
    unit = currency()
    lines = (_affected_line(incident, row, unit) for row in affected_rows(incident, viewer, list(rows)))
    return csv_response(f"{incident.reference} customers.csv", AFFECTED_HEADER, lines)


def _first_contact(customer: OuterRef) -> ArraySubquery:
    contacts = Contact.objects.filter(customer=customer).order_by("pk")
    return ArraySubquery(contacts.values(row=JSONObject(name="name", email="email", phone="phone"))[:1])


def _customer_lines(customers: QuerySet[Customer]) -> Iterator[tuple[object, ...]]:
    unit = currency()
    rows = customers.prefetch_related("services").annotate(contact=_first_contact(OuterRef("pk")))
    for row in rows.iterator(chunk_size=CHUNK):
        yield (
            row.name,
            row.tier,
            row.value,
            row.owner.email if row.owner else None,
            "; ".join(service.name for service in row.services.all()),
            row.external_id,
            *_contact(row),
            row.owner.name if row.owner else None,
            unit,
            getattr(row, "affected_now", None),
        )


def _affected_line(incident: Incident, shown: AffectedRow, unit: str) -> tuple[object, ...]:
    row, customer = shown.row, shown.row.customer
    owner = customer.owner if customer else None
    told = shown.told[0].told if shown.told else None
    return (
        incident.reference,
        row.shown_name,
        customer is not None,
        customer.tier if customer else None,
        customer.value if customer else None,
        unit,
        owner.name if owner else None,
        owner.email if owner else None,
        customer.external_id if customer else None,
        row.get_source_display(),
        ", ".join(report.reference for report in shown.reports),
        row.since_at,
        row.until_at,
        told.at if told else None,
        told.by.byline if told else None,
        told.get_how_display() if told else None,
        *_contact(row),
    )


def _contact(row: Customer | AffectedCustomer) -> tuple[object, ...]:
    found: list[dict[str, str]] = getattr(row, "contact", [])
    first = found[0] if found else {}
    return first.get("name"), first.get("email"), first.get("phone")
