"""What each line of a table of customers would do, before anything is done."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import User
from catalogue.models import Service
from customers.models import Contact, Customer
from customers.readers.names import name_key
from customers.readers.table import CustomerLine, CustomerTable, read_value
from customers.selectors.names import customers_named

# As the columns of the tables (`tests/customers/test_import.py` compares them).
LONGEST = {
    "name": 200,
    "tier": 40,
    "external_id": 100,
    "contact_name": 120,
    "contact_email": 254,
    "contact_phone": 60,
}
IN_WORDS = {"external_id": "id", "contact_name": "contact's name", "contact_email": "e-mail", "contact_phone": "phone"}
MOST_VALUE = 10**15


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line, the customer it is about (None for a new one), and what it sets; `problem` says why it is left out."""

    line: CustomerLine
    outcome: Outcome
    name: str = ""
    problem: str = ""
    changes: tuple[str, ...] = ()
    customer: Customer | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    services: tuple[Service, ...] = ()
    contact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All lines."""

    lines: list[PlannedLine]

    def only(self, outcome: Outcome) -> list[PlannedLine]:
        """Those of one outcome."""
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def new(self) -> list[PlannedLine]:
        """New customers."""
        return self.only(Outcome.NEW)

    @property
    def changed(self) -> list[PlannedLine]:
        """Customers of whom it says something else than is known."""
        return self.only(Outcome.CHANGED)

    @property
    def same(self) -> list[PlannedLine]:
        """Customers of whom it says nothing new."""
        return self.only(Outcome.SAME)

    @property
    def left_out(self) -> list[PlannedLine]:
        """Lines with a problem."""
        return self.only(Outcome.LEFT_OUT)

    @property
    def doing(self) -> list[PlannedLine]:
        """Lines that do something."""
        return [*self.new, *self.changed]


class _Refused(Exception):
    """Why a line is left out, in words."""


def import_plan(table: CustomerTable) -> ImportPlan:
    """Checks every line, in a number of queries that does not depend on how many there are."""
    return _Planner(table).plan()


def known_customers(table: CustomerTable) -> list[Customer]:
    """The customers that its lines are about, by name or by id."""
    named, by_id = _known(table)
    return [*named.values(), *by_id.values()]


def _known(table: CustomerTable) -> tuple[dict[str, Customer], dict[str, Customer]]:
    """By the key of the name, and by the id; for one that was merged, the customer it was merged into."""
    ids = [found for line in table.lines if (found := line.cells.get("external_id"))]
    rows = Customer.objects.filter(external_id__in=ids).prefetch_related("owner", "merged_into__owner")
    by_id = {row.external_id: row.merged_into or row for row in rows}
    return customers_named(line.cells.get("name", "") for line in table.lines), by_id


class _Planner:
    """What is known already, read once, and which names and ids came in lines before."""

    def __init__(self, table: CustomerTable) -> None:
        self.lines = table.lines
        self.named, self.by_id = _known(table)
        known = {row.pk for row in (*self.named.values(), *self.by_id.values())}
        self._read_around(known)
        self.services = {name_key(each.name): each for each in Service.objects.filter(is_active=True)}
        self._read_owners()
        tiers = Customer.objects.unmerged().exclude(tier="").order_by("pk").values_list("tier", flat=True).distinct()
        self.tiers = {name_key(tier): tier for tier in reversed(list(tiers))}
        self.lines_of_names: dict[str, int] = {}
        self.lines_of_ids: dict[str, int] = {}
        self.lines_of_customers: dict[int, int] = {}

    def _read_around(self, known: Iterable[int]) -> None:
        """Services and contacts of the customers that are there already."""
        uses = Customer.services.through.objects.filter(customer__in=known)
        self.uses: dict[int, set[int]] = {}
        for customer, service in uses.values_list("customer_id", "service_id"):
            self.uses.setdefault(customer, set()).add(service)
        self.contacts: dict[int, set[str]] = {}
        for contact in Contact.objects.filter(customer__in=known):
            told_apart = {contact.email.casefold(), name_key(contact.name)} - {""}
            self.contacts.setdefault(contact.customer_id, set()).update(told_apart)

    def _read_owners(self) -> None:
        """Everybody who can log in, by address and by name."""
        people: list[User] = list(User.objects.active())
        self.owners = {person.email.casefold(): person for person in people}
        self.names = {name_key(person.name): person for person in people}
        self.shared = {name for name, n in Counter(name_key(person.name) for person in people).items() if n > 1}

    def plan(self) -> ImportPlan:
        return ImportPlan([self._planned(line) for line in self.lines])

    def _planned(self, line: CustomerLine) -> PlannedLine:
        name = line.cells.get("name", "")
        try:
            return self._understood(line)
        except _Refused as refused:
            return PlannedLine(line, Outcome.LEFT_OUT, name, str(refused))

    def _understood(self, line: CustomerLine) -> PlannedLine:
        if line.problem:
            raise _Refused(line.problem)
        cells = {name: cell for name, cell in line.cells.items() if cell}
        name = cells.get("name", "")
        if not name_key(name):
            raise _Refused("The name is missing.")
        _check_lengths(cells)
        customer = self._customer(name, cells.get("external_id", ""))
        facts = self._facts(name, cells, customer)
        services = self._services(cells.get("services", ""))
        contact = _contact(cells)
        self._note(line.number, name, cells.get("external_id", ""), customer)
        if customer is None:
            return PlannedLine(line, Outcome.NEW, name, facts=facts, services=services, contact=contact)
        if contact and self._has_contact(customer, contact):
            contact = {}
        changes = [_change(customer, column, value) for column, value in facts.items()]
        if services and {each.pk for each in services} != self.uses.get(customer.pk, set()):
            changes.append(f"services: {', '.join(each.name for each in services)}")
        else:
            services = ()
        if contact:
            changes.append(f"contact: {contact.get('name') or contact.get('email') or contact.get('phone')}")
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return PlannedLine(line, outcome, customer.name, "", tuple(changes), customer, facts, services, contact)

    def _customer(self, name: str, external_id: str) -> Customer | None:
        """Whom the line is about: by the id, where it has one that is known, else by the name."""
        key = name_key(name)
        if number := self.lines_of_names.get(key):
            raise _Refused(f"The same name as in line {number}.")
        if external_id and (number := self.lines_of_ids.get(external_id)):
            raise _Refused(f"The same id as in line {number}.")
        named, known = self.named.get(key), self.by_id.get(external_id)
        if known and named and known.pk != named.pk:
            raise _Refused(f"The id is that of {known.name}, the name that of {named.name}.")
        if named and not known and external_id and named.external_id:
            raise _Refused(f"{named.name} has another id: {named.external_id}.")
        found = known or named
        if found and (number := self.lines_of_customers.get(found.pk)):
            raise _Refused(f"The same customer as in line {number}.")
        return found

    def _note(self, number: int, name: str, external_id: str, customer: Customer | None) -> None:
        """Only of lines that are taken, so that a copy of one that is left out is not."""
        self.lines_of_names[name_key(name)] = number
        if external_id:
            self.lines_of_ids[external_id] = number
        if customer:
            self.lines_of_customers[customer.pk] = number

    def _facts(self, name: str, cells: Mapping[str, str], customer: Customer | None) -> dict[str, object]:
        """What the line sets: all it says of a new customer, of a known one what differs."""
        facts: dict[str, object] = {}
        if "tier" in cells:
            facts["tier"] = self.tiers.setdefault(name_key(cells["tier"]), cells["tier"])
        if "value" in cells:
            facts["value"] = _value(cells["value"])
        if "owner" in cells:
            facts["owner"] = self._owner(cells["owner"])
        if external_id := cells.get("external_id"):
            facts["external_id"] = external_id
        if customer is None:
            return facts
        if customer.external_id or external_id in self.by_id:
            facts.pop("external_id", None)
        if external_id and customer.external_id == external_id and name_key(name) not in self.named:
            facts["name"] = name
        return {column: value for column, value in facts.items() if value != _present(customer, column)}

    def _owner(self, typed: str) -> User:
        if person := self.owners.get(typed.casefold()):
            return person
        if name_key(typed) in self.shared:
            raise _Refused(f"Several people are called {typed}. Write the owner's e-mail address.")
        if person := self.names.get(name_key(typed)):
            return person
        raise _Refused(f"Nobody who can log in is called {typed}, or has that address.")

    def _services(self, typed: str) -> tuple[Service, ...]:
        """Several are parted by a semicolon, a comma or a slash, except in a name that is one service's."""
        if service := self.services.get(name_key(typed)):
            return (service,)
        names = [part for part in typed.replace(";", ",").replace("/", ",").split(",") if part.strip()]
        if unknown := [name for name in names if name_key(name) not in self.services]:
            raise _Refused(f"There is no service called {unknown[0].strip()}.")
        return tuple(dict.fromkeys(self.services[name_key(name)] for name in names))

    def _has_contact(self, customer: Customer, contact: Mapping[str, str]) -> bool:
        told_apart = contact.get("email", "").casefold() or name_key(contact.get("name", ""))
        return told_apart in self.contacts.get(customer.pk, set())


def _check_lengths(cells: Mapping[str, str]) -> None:
    for column, most in LONGEST.items():
        if len(cells.get(column, "")) > most:
            raise _Refused(f"The {IN_WORDS.get(column, column)} is longer than {most} characters.")


def _value(typed: str) -> int:
    value = read_value(typed)
    if value is None or value > MOST_VALUE:
        raise _Refused(f"“{typed[:40]}” is no value a year. Write a whole number, such as 12000.")
    return value


def _contact(cells: Mapping[str, str]) -> dict[str, str]:
    contact = {name: cells[f"contact_{name}"] for name in ("name", "email", "phone") if f"contact_{name}" in cells}
    if email := contact.get("email"):
        try:
            validate_email(email)
        except ValidationError:
            raise _Refused(f"“{email[:60]}” is no e-mail address.") from None
    return contact


def _present(customer: Customer, column: str) -> object:
    return getattr(customer, "owner" if column == "owner" else column)


def _change(customer: Customer, column: str, value: object) -> str:
    before = _present(customer, column)
    return f"{IN_WORDS.get(column, column)}: {before} → {value}" if before not in (None, "") else f"{column}: {value}"
