"""What the checks look at, read once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from incidents.models import Incident, TimelineEntry
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
    """In two queries, whatever the postmortem holds; `sections` and `rows` were read already."""
    told = TimelineEntry.objects.filter(incident=postmortem.incident_id).told().live().in_order()
    moments = [Moment(pk, at, until or at) for pk, at, until in told.values_list("pk", "happened_at", "until_at")]
    kept = [section for section in sections if section.removed_at is None]
    return CheckFacts(postmortem, kept, rows, moments, _names(postmortem), back)


def _names(postmortem: Postmortem) -> list[str]:
    """The people who had a role or a task in the incident, or told what happened."""
    incident = postmortem.incident
    took_part = (
        Q(pk__in=incident.role_assignments.values("person"))
        | Q(pk__in=incident.tasks.filter(person__isnull=False).values("person"))
        | Q(pk__in=incident.entries.told().values("author"))
    )
    return list(User.objects.filter(took_part).order_by("name").values_list("name", flat=True))
