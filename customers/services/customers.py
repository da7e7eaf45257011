"""Customers: added, changed, merged."""

import json
from dataclasses import dataclass
from hashlib import sha256

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import Service
from core.errors import Conflict, DomainError
from customers.models import AffectedCustomer, Contact, Customer, Report
from customers.readers.names import name_key, tidy
from customers.services.affected import give
from customers.services.linking import link_new_names
from incidents.services import lock_rows

TAKEN = "A customer with this name already exists."
ID_TAKEN = "Another customer has this id."


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Somebody at a customer."""

    name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """What is known about a customer."""

    name: str
    tier: str = ""
    value: int | None = None
    owner: User | None = None
    services: tuple[Service, ...] = ()
    external_id: str = ""
    is_active: bool = True
    zone: str = ""
    contacts: tuple[ContactDetails, ...] = ()


class CustomerChanged(Conflict):
    """Somebody changed the customer since it was shown. `present` identifies what it is now."""

    def __init__(self, present: str) -> None:
        super().__init__(
            "Somebody else changed this customer after you opened it. Nothing was stored; what you typed is kept "
            "below. Look at theirs in another tab; if you save again, yours takes its place."
        )
        self.present = present


@transaction.atomic
def add_customer(*, actor: User, details: CustomerDetails) -> Customer:
    """A new customer; names in reports and incidents that are this one's are linked to it.

    Raises DomainError when the name or the id is taken.
    """
    customer = Customer()
    _store(customer, details)
    customer.services.set(details.services)
    _set_contacts(customer, details.contacts)
    link_new_names([customer])
    _audit(actor, customer, "added")
    return customer


@transaction.atomic
def edit_customer(*, actor: User, customer: Customer, details: CustomerDetails, seen: str | None = None) -> Customer:
    """Changes a customer; one that is none any more keeps its history.

    `seen` identifies what the writer was shown: CustomerChanged where somebody changed it since. DomainError when the
    name or the id is taken, and for one that was merged into another one.
    """
    locked = _lock(customer)
    present = identity(locked)
    if seen is not None and seen != present:
        raise CustomerChanged(present)
    _store(locked, details)
    locked.services.set(details.services)
    _set_contacts(locked, details.contacts)
    link_new_names([locked])
    _audit(actor, locked, "changed")
    return locked


@transaction.atomic
def merge_customers(*, customer: Customer, into: Customer, actor: User) -> Customer:
    """They are one company: everything of `customer` becomes that of `into`, which keeps its own name and facts.

    What `into` does not say is taken over. It cannot be undone. DomainError for one that was merged already, and for
    a customer and itself.
    """
    if customer.pk == into.pk:
        raise DomainError("Choose another customer; it cannot be merged into itself.", field="name")
    first, second = sorted((customer, into), key=lambda each: each.pk)
    both = {row.pk: row for row in (_lock(first), _lock(second))}
    loser, winner = both[customer.pk], both[into.pk]
    rows = AffectedCustomer.objects.filter(customer=loser)
    lock_rows(set(rows.values_list("incident", flat=True)))
    for row in rows.order_by("pk"):
        give(row, winner)
    Report.objects.filter(known_customer=loser).update(known_customer=winner)
    loser.contacts.update(customer=winner)
    loser.word_followers.filter(person__in=winner.word_followers.values("person")).delete()
    loser.word_followers.update(customer=winner)
    winner.services.add(*loser.services.all())
    loser.services.clear()
    _take_over_facts(winner, loser)
    Customer.objects.filter(merged_into=loser).update(merged_into=winner)
    # Without an owner of its own, so that it is seen by whoever sees the one that stays, and by nobody else.
    loser.merged_into, loser.owner, loser.is_active = winner, None, False
    loser.save(update_fields=["merged_into", "owner", "is_active"])
    _audit(actor, loser, f"merged into {winner.name}")
    return winner


def _take_over_facts(winner: Customer, loser: Customer) -> None:
    winner.tier = winner.tier or loser.tier
    winner.value = loser.value if winner.value is None else winner.value
    winner.owner = winner.owner or loser.owner
    winner.is_active = winner.is_active or loser.is_active
    winner.zone = winner.zone or loser.zone
    winner.save(update_fields=["tier", "value", "owner", "is_active", "zone"])


def identity(customer: Customer) -> str:
    """The same for the same content; a form sends it back, so that a change since then is noticed."""
    facts = [customer.name, customer.tier, customer.value, customer.owner_id, customer.external_id, customer.is_active]
    facts.append(customer.zone)
    services = sorted(customer.services.values_list("pk", flat=True))
    contacts = list(customer.contacts.values_list("name", "email", "phone", "note"))
    return sha256(json.dumps([facts, services, contacts]).encode()).hexdigest()[:16]


def same_tier(typed: str) -> str:
    """The tier in the spelling that other customers have it in, so that all of one tier are grouped."""
    tier = tidy(typed)
    known = Customer.objects.unmerged().filter(tier__iexact=tier).exclude(tier="").order_by("pk")
    return known.values_list("tier", flat=True).first() or tier


def _lock(customer: Customer) -> Customer:
    """Before any incident; without joins, as `lock_customers` says."""
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if locked.merged_into is not None:
        raise DomainError(f"{locked.name} was merged into {locked.merged_into.name}. Continue there.")
    return locked


def _store(customer: Customer, details: CustomerDetails) -> None:
    customer.name = tidy(details.name)
    customer.key = name_key(details.name)
    customer.tier = same_tier(details.tier)
    customer.value, customer.owner, customer.zone = details.value, details.owner, details.zone
    customer.external_id, customer.is_active = tidy(details.external_id), details.is_active
    if not customer.key:
        raise DomainError("Write the name.", field="name")
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as error:
        if "external_id" in str(error):
            raise DomainError(ID_TAKEN, field="external_id") from error
        raise DomainError(TAKEN, field="name") from error


def _set_contacts(customer: Customer, contacts: tuple[ContactDetails, ...]) -> None:
    """Those and no others; the same ones are left alone."""
    present = [ContactDetails(each.name, each.email, each.phone, each.note) for each in customer.contacts.all()]
    if list(contacts) == present:
        return
    customer.contacts.all().delete()
    Contact.objects.bulk_create(
        Contact(customer=customer, name=each.name, email=each.email, phone=each.phone, note=each.note)
        for each in contacts
    )


def _audit(actor: User, customer: Customer, change: str) -> None:
    detail = {"customer": customer.pk, "change": change}
    audit(actor=actor, action=AuditAction.CUSTOMER_CHANGED, subject=customer.name, detail=detail)


@transaction.atomic
def hand_over_customers(*, person: User, to: User | None, actor: User) -> None:
    """All customers of one person get another owner, or none."""
    count = Customer.objects.filter(owner=person).update(owner=to)
    if count:
        detail = {"customers": count, "owner": to.name if to else "nobody"}
        audit(actor=actor, action=AuditAction.CUSTOMER_CHANGED, subject=f"Customers of {person.name}", detail=detail)
