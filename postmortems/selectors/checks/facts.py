"""What the checks look at, read once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from incidents.models import Incident, TimelineEntry
from incidents.readers.record import Record
from incidents.selectors.record import read_record, record_columns
from postmortems.enums import SectionKind
from postmortems.models import Factor, Lesson, Measure, Postmortem, Section
from postmortems.selectors.analysis import Analysis

NOTHING: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry that somebody told, from when to when."""

    entry: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """One postmortem. `back` is the page from which a link leads away and to which it comes back.

    `typed` has the texts of sections, by their numbers, that an editor shows and nobody has saved.
    """

    postmortem: Postmortem
    sections: Sequence[Section]
    rows: Analysis
    moments: Sequence[Moment]
    record: Record
    back: str
    typed: Mapping[int, str]

    @property
    def names(self) -> Collection[str]:
        """The people who took part."""
        return self.record.people

    def text_of(self, section: Section) -> str:
        """What a section says, or will say once it is saved."""
        return self.typed.get(section.pk, section.body)

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


def check_facts(
    postmortem: Postmortem,
    sections: Sequence[Section],
    rows: Analysis,
    *,
    back: str,
    typed: Mapping[int, str] = NOTHING,
) -> CheckFacts:
    """In one query, whatever the postmortem holds; `sections` and `rows` were read already."""
    times = {"entry": "pk", "at": "happened_at", "until": Coalesce("until_at", "happened_at")}
    told = TimelineEntry.objects.filter(incident=OuterRef("pk")).told().live().in_order()
    moments = ArraySubquery(told.values(row=JSONObject(**times)))
    found = Incident.objects.filter(pk=postmortem.incident_id)
    read, *columns = found.values_list(moments, *record_columns()).get()
    kept = [section for section in sections if section.removed_at is None]
    record = read_record(postmortem.incident, columns)
    return CheckFacts(postmortem, kept, rows, [_moment(row) for row in read], record, back, typed)


def _moment(row: Mapping[str, Any]) -> Moment:
    return Moment(row["entry"], datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["until"]))
