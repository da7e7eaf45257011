"""Makes the example customers, and says which incidents affected them."""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from customers.enums import ToldHow
from customers.models import Customer, Told
from customers.services import ContactDetails, CustomerDetails, Period, add_affected, add_customer, tell_customer
from examples.company.customers import AFFECTED, CUSTOMERS, TOLD, ExampleCustomer
from incidents.models import Incident


def load_example_customers(people: Mapping[str, User]) -> None:
    """Those whose name is not there yet; call once people and services are."""
    for example in CUSTOMERS:
        if not Customer.objects.filter(name=example.name).exists():
            made = add_customer(actor=people["grace"], details=_details(example, people))
            Customer.objects.filter(pk=made.pk).update(is_example=True)


def _details(example: ExampleCustomer, people: Mapping[str, User]) -> CustomerDetails:
    mail = f"{example.contact.split()[0].lower()}@example.org" if example.contact else ""
    return CustomerDetails(
        name=example.name,
        tier=example.tier,
        value=example.value,
        owner=people.get(example.owner.lower()),
        services=tuple(Service.objects.filter(name__in=example.services)),
        external_id=example.external_id,
        contacts=(ContactDetails(name=example.contact, email=mail),) if example.contact else (),
    )


def affect_example_customers(key: str, incident: Incident, people: Mapping[str, User]) -> None:
    """The customers of one document, for as long as its impact lasted, and who told them."""
    if names := AFFECTED.get(key):
        period = Period(incident.impact_started_at, incident.mitigated_at or incident.resolved_at)
        add_affected(incident=incident, actor=people["amina"], names=names, period=period)
    for row in incident.affected_customers.filter(name__in=TOLD):
        uuid = uuid5(NAMESPACE_URL, f"debrief-example/{key}/told/{row.name}")
        told = tell_customer(affected=row, actor=people["peter"], how=ToldHow.CALL, client_uuid=uuid)
        Told.objects.filter(pk=told.pk).update(at=incident.resolved_at or now())
