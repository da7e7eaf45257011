"""Where duplicates lead, and what leads to an incident."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.references import written
from incidents.models import Incident, Merge, TimelineEntry


@dataclass(frozen=True, slots=True)
class DuplicateLink:
    """An incident that was merged into the one shown, where no more of it is known than its number."""

    number: int

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(Incident.PREFIX, self.number)

    @property
    def address(self) -> str:
        """Where it leads."""
        return reverse("incident", args=[self.number])


def target_for(incident: Incident, viewer: User) -> Incident | None:
    """Where a duplicate leads, for somebody who may see that; asks nothing for an incident that is none."""
    if incident.duplicate_of_id is None:
        return None
    return Incident.objects.visible_to(viewer).defer("search").filter(pk=incident.duplicate_of_id).first()


def was_here(entry: TimelineEntry, incident: Incident) -> bool:
    """Whether the entry once stood in this incident, before a merge or its undo moved it."""
    return entry.moves.filter(Q(merge__source=incident) | Q(merge__target=incident)).exists()


def chain_of(incident: Incident) -> list[int]:
    """The numbers of all incidents whose merges lead through this one, nearest first."""
    found: list[int] = []
    frontier = [incident.pk]
    while frontier:
        merges = Merge.objects.active().filter(target__in=frontier).exclude(source__in=found)
        frontier = list(merges.values_list("source", flat=True))
        found += frontier
    return found
