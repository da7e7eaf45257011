"""Customers from a table: the lines that can be taken go in, all of them or none."""

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from core.errors import Conflict
from customers.models import Contact, Customer
from customers.readers.names import name_key
from customers.readers.table import CustomerTable
from customers.selectors.import_plan import ImportPlan, PlannedLine, import_plan, known_customers
from customers.services.linking import link_new_names
from customers.services.locking import lock_customers

BATCH = 1000
FACTS = ("name", "key", "tier", "value", "owner", "external_id", "is_active")
MEANWHILE = "Somebody changed customers at the same moment. Nothing was imported; look at the preview again."


@transaction.atomic
def import_customers(*, actor: User, table: CustomerTable) -> ImportPlan:
    """Adds new customers and changes known ones, as the plan that it returns says; empty cells change nothing.

    The known ones are locked before the plan is made, so that it is about what they are when they are changed.
    5,000 lines take a second or two, so this is done in the request. Raises Conflict when somebody else was at it.
    """
    lock_customers(known_customers(table))
    plan = import_plan(table)
    try:
        with transaction.atomic():
            made = _add(plan.new)
            changed = _change(plan.changed)
    except IntegrityError as error:
        raise Conflict(MEANWHILE) from error
    link_new_names([*made, *changed])
    audit(
        actor=actor,
        action=AuditAction.CUSTOMER_CHANGED,
        subject="Import of customers",
        detail={"added": len(made), "customers changed": len(changed), "left out": len(plan.left_out)},
    )
    return plan


def _add(lines: list[PlannedLine]) -> list[Customer]:
    made = Customer.objects.bulk_create(
        (Customer(name=line.name, key=name_key(line.name), **line.facts) for line in lines), batch_size=BATCH
    )
    _add_around(list(zip(made, lines, strict=True)))
    return made


def _change(lines: list[PlannedLine]) -> list[Customer]:
    pairs = []
    for line in lines:
        customer = line.customer
        assert customer is not None  # noqa: S101 - only a known one can be changed
        for column, value in line.facts.items():
            setattr(customer, column, value)
        customer.key = name_key(customer.name)
        pairs.append((customer, line))
    changed = [customer for customer, _ in pairs]
    # One statement for many rows; `bulk_update` takes twenty times as long.
    Customer.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=FACTS
    )
    ids = [customer.pk for customer, line in pairs if line.services]
    Customer.services.through.objects.filter(customer__in=ids).delete()
    _add_around(pairs)
    return changed


def _add_around(pairs: list[tuple[Customer, PlannedLine]]) -> None:
    """The services that they use, and contacts."""
    uses = Customer.services.through
    uses.objects.bulk_create(
        (uses(customer_id=customer.pk, service_id=service.pk) for customer, line in pairs for service in line.services),
        batch_size=BATCH,
    )
    Contact.objects.bulk_create(
        (Contact(customer=customer, **line.contact) for customer, line in pairs if line.contact), batch_size=BATCH
    )
