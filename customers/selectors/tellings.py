"""Who told customers about incidents."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from customers.models import AffectedCustomer, Told
from customers.permissions import can_take_telling_back
from customers.readers.names import Identity


@dataclass(frozen=True, slots=True)
class ToldShown:
    """One telling, and whether the viewer may take it back."""

    told: Told
    may_take_back: bool


def of_same_customers(rows: Collection[AffectedCustomer], path: str) -> Q:
    """What belongs to an affected customer like one of these, in whatever incident; `path` leads to it."""
    found = Q((f"{path}__customer__in", {row.customer_id for row in rows if row.customer_id}))
    return found if all(row.customer_id for row in rows) else found | Q((f"{path}__customer", None))


def tellings(viewer: User, rows: Collection[AffectedCustomer]) -> dict[tuple[int, Identity], list[ToldShown]]:
    """Of some affected customers, by the number of the incident and who was told, the latest first; one query.

    What was told about a duplicate counts for the incident it was merged into.
    """
    where = Coalesce("affected__incident__duplicate_of", F("affected__incident"))
    counting: QuerySet[Told] = Told.objects.counting()
    about = counting.annotate(where=where).filter(where__in={row.incident_id for row in rows})
    whole = about.filter(of_same_customers(rows, "affected")).select_related("by", "affected")
    found: dict[tuple[int, Identity], list[ToldShown]] = {}
    for told in whole.order_by("-at", "-pk"):
        key = (told.where, told.affected.identity)
        found.setdefault(key, []).append(ToldShown(told, can_take_telling_back(viewer, told)))
    return found
