"""Who told customers about incidents."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from customers.models import Told
from customers.permissions import can_take_back
from customers.readers.names import Identity


@dataclass(frozen=True, slots=True)
class ToldShown:
    """One telling, and whether the viewer may take it back."""

    told: Told
    may_take_back: bool


def tellings(viewer: User, *, incidents: Collection[int]) -> dict[tuple[int, Identity], list[ToldShown]]:
    """By the number of the incident and who was told, the latest first; one query.

    What was told about a duplicate counts for the incident it was merged into.
    """
    where = Coalesce("affected__incident__duplicate_of", F("affected__incident"))
    counting: QuerySet[Told] = Told.objects.counting()
    rows = counting.annotate(where=where).filter(where__in=incidents)
    found: dict[tuple[int, Identity], list[ToldShown]] = {}
    for told in rows.select_related("by", "affected").order_by("-at", "-pk"):
        key = (told.where, told.affected.identity)
        found.setdefault(key, []).append(ToldShown(told, can_take_back(viewer, told)))
    return found
