"""What the checks look at, read once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from accounts.models import User
from incidents.models import Incident, RoleAssignment, Task, TimelineEntry
from postmortems.enums import SectionKind
from postmortems.models import Factor, Lesson, Measure, Postmortem, Section
from postmortems.selectors.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry that somebody told, from when to when."""

    entry: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """One postmortem. `back` is the page from which a link leads away and to which it comes back."""

    postmortem: Postmortem
    sections: Sequence[Section]
    rows: Analysis
    moments: Sequence[Moment]
    names: Collection[str]
    back: str

    @property
    def incident(self) -> Incident:
        """What it is about."""
        return self.postmortem.incident

    def section(self, kind: SectionKind) -> Section | None:
        """The section of that kind, unless it was removed."""
        return next((section for section in self.sections if section.kind == kind), None)

    def address_of(self, thing: Section | Factor | Lesson | Measure | None) -> str:
        """Where it is written; without one, the postmortem's page to write."""
        number = self.postmortem.incident_id
        if isinstance(thing, Section):
            return reverse("section", args=[number, thing.pk])
        if thing is None:
            return reverse("postmortem_edit", args=[number])
        return reverse("row", args=[number, f"{type(thing).__name__.lower()}s", thing.pk])

    def and_back(self, address: str) -> str:
        """An address whose form comes back here."""
        return f"{address}{'&' if '?' in address else '?'}back={quote(self.back, safe='/')}"


def check_facts(postmortem: Postmortem, sections: Sequence[Section], rows: Analysis, *, back: str) -> CheckFacts:
    """In one query, whatever the postmortem holds; `sections` and `rows` were read already."""
    incident = OuterRef(OuterRef("pk"))  # from inside a query of people
    told = TimelineEntry.objects.told()
    times = {"entry": "pk", "at": "happened_at", "until": Coalesce("until_at", "happened_at")}
    took_part = (
        Q(pk__in=RoleAssignment.objects.filter(incident=incident).values("person"))
        | Q(pk__in=Task.objects.filter(incident=incident, person__isnull=False).values("person"))
        | Q(pk__in=told.filter(incident=incident).values("author"))
    )
    people = User.objects.filter(took_part).order_by("name").values("name")
    moments = told.filter(incident=OuterRef("pk")).live().in_order().values(row=JSONObject(**times))
    found = Incident.objects.filter(pk=postmortem.incident_id)
    read, names = found.values_list(ArraySubquery(moments), ArraySubquery(people)).get()
    kept = [section for section in sections if section.removed_at is None]
    return CheckFacts(postmortem, kept, rows, [_moment(row) for row in read], names, back)


def _moment(row: Mapping[str, Any]) -> Moment:
    return Moment(row["entry"], datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["until"]))
