"""Whether and how people took part in an incident: by a role, an entry or a task."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject

from accounts.models import User
from incidents.models import Incident, RoleAssignment, Task, TimelineEntry


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did in an incident; false for somebody who did nothing of it."""

    roles: tuple[str, ...] = ()
    entries: int = 0
    tasks: int = 0

    def __bool__(self) -> bool:
        return bool(self.roles or self.entries or self.tasks)

    @property
    def words(self) -> str:
        """`lead, 3 entries, 1 task`."""
        counts = ((self.entries, "entry", "entries"), (self.tasks, "task", "tasks"))
        said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
        return ", ".join([*(role.lower() for role in self.roles), *said])


def part_column(*, person: Any, incident: Any) -> JSONObject:
    """The part of a person, for a query of rows that name them; read it with `read_part`."""
    roles = RoleAssignment.objects.filter(incident=incident, person=person).order_by("role__name")
    entries = TimelineEntry.objects.told().filter(incident=incident, author=person)
    tasks = Task.objects.filter(incident=incident, person=person)
    return JSONObject(
        roles=ArraySubquery(roles.values("role__name").distinct()),
        entries=_count(entries, "author"),
        tasks=_count(tasks, "person"),
    )


def _count(rows: Any, of: str) -> Subquery:
    return Subquery(rows.order_by().values(of).annotate(n=Count("pk")).values("n"))


def read_part(row: dict[str, Any]) -> Part:
    """What `part_column` read."""
    return Part(tuple(row["roles"] or ()), row["entries"] or 0, row["tasks"] or 0)


def parts_in(incident: Incident) -> dict[int, Part]:
    """The parts of all who took part, by person; one query."""
    took_part = (
        Q(pk__in=incident.role_assignments.values("person"))
        | Q(pk__in=incident.entries.told().values("author"))
        | Q(pk__in=incident.tasks.filter(person__isnull=False).values("person"))
    )
    part = part_column(person=OuterRef("pk"), incident=Value(incident.pk))
    return {pk: read_part(row) for pk, row in User.objects.filter(took_part).values_list("pk", part)}
