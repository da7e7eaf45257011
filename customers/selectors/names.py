"""Customers by the names and ids that somebody typed."""

from collections.abc import Container, Iterable

from django.db.models import Q

from accounts.models import User
from customers.models import Customer
from customers.readers.names import name_key, names_joined

LEGAL_FORMS = frozenset({"", "ag", "co", "corp", "gmbh", "inc", "limited", "llc", "llp", "ltd", "plc", "sa", "sons"})
SHORTEST, MOST_WORDS = 3, 5  # what is looked for in other names


def customers_named(names: Iterable[str]) -> dict[str, Customer]:
    """By `name_key`, in three queries; for the name of one that was merged, the customer it was merged into.

    Without joins: of thousands of rows that have just been imported PostgreSQL does not yet know how many they are.
    """
    keys = {key for name in names if (key := name_key(name))}
    rows = Customer.objects.filter(key__in=keys).prefetch_related("owner", "merged_into__owner").order_by("pk")
    merged_first = sorted(rows, key=lambda row: not row.is_merged)
    return {row.key: row.merged_into or row for row in merged_first}


def customer_named(name: str) -> Customer | None:
    """The customer of that name, if there is one."""
    return customers_named([name]).get(name_key(name))


def names_like(name: str, viewer: User, most: int = 5) -> list[str]:
    """Names of customers with a word of what was typed: to choose from where none has exactly that name."""
    words = [word for word in name_key(name).split() if len(word) >= SHORTEST][:MOST_WORDS]
    has_one = Q(pk__in=())
    for word in words:
        has_one |= Q(key__contains=word)
    found = Customer.objects.visible_to(viewer).unmerged().filter(has_one)
    return list(found.order_by("name").values_list("name", flat=True)[:most])


def several_named(text: str, viewer: User, *, partly: bool = False) -> list[str]:
    """The customers that a text names, where it is several names that the viewer sees, and none of one customer.

    Names may hold commas themselves: “Kilima, Ltd, Baobab Books” is two. `partly`: also where only some are names that
    the viewer sees, for a question that can be answered with no; “Ltd” alone is no name.
    """
    splits = names_joined(text)
    keys = {name_key(part) for split in splits for part in split} | {name_key(text)}
    if len(keys) == 1:
        return []
    seen = Customer.objects.visible_to(viewer).filter(key__in=keys)
    names = dict(seen.values_list("key", "name"))
    if name_key(text) in names:
        return []
    known = next((split for split in splits if _all_in(split, names)), None)
    some = [split for split in splits if partly and _some_in(split, names)]
    chosen = known or max(some, key=lambda split: sum(name_key(part) in names for part in split), default=[])
    return [names.get(name_key(part), part) for part in chosen]


def _all_in(split: Iterable[str], names: Container[str]) -> bool:
    return all(name_key(part) in names for part in split)


def _some_in(split: Iterable[str], names: Container[str]) -> bool:
    keys = [name_key(part) for part in split]
    return any(key in names for key in keys) and all(key in names or key.strip(".") not in LEGAL_FORMS for key in keys)


def suggested_names(viewer: User, most: int = 500) -> list[str]:
    """Customers of today to choose from while typing, by name."""
    rows = Customer.objects.visible_to(viewer).unmerged().filter(is_active=True).order_by("name")
    return list(rows.values_list("name", flat=True)[:most])
