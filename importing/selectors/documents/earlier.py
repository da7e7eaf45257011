"""What a document became when it was imported before, and what it says that is not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from accounts.models import User
from importing.models import Document
from importing.readers.record_times import ended_at, started_at
from importing.readers.records import Record
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet

SAME_START = timedelta(minutes=1)
# The facts of the head that are compared: their names in words, and the columns of the incident.
FACTS = {
    "title": ("Title", "title"),
    "started": ("Impact started", "impact_started_at"),
    "ended": ("Resolved", "resolved_at"),
    "impact": ("Impact", "impact_text"),
    "percent": ("Percent affected", "impact_percent"),
    "detection_source": ("Detected by", "detection_source"),
}
# What belongs to a fact: its name in a record, and its column. The two are one fact.
BESIDE = {"percent": ("percent_of", "impact_percent_of"), "detection_source": ("detected_by", "detected_by")}
PARTS = {
    "entries": "Timeline entry",
    "factors": "Factor",
    "lessons": "Lesson",
    "measures": "Measure",
    "items": "Action item",
    "sections": "Section",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What the document says, and what the incident says instead; `before` is empty where it says nothing of it."""

    name: str
    label: str
    before: str
    after: str
    part: Any = None


def earlier_incident(document: Document, record: Record, actor: User) -> Incident | None:
    """The incident that these bytes, or this title and start, became; withdrawn or not, if the actor may know of it.

    Of one that was merged since, it is the one that has its entries now.
    """
    imported = Document.objects.imported()
    found = _whole(imported.filter(digest=document.digest).values_list("incident", flat=True), actor)
    if found is None:
        found = _whole(_alike(record).filter(pk__in=imported.values("incident")).values_list("pk", flat=True), actor)
    return found


def incident_alike(record: Record, actor: User) -> Incident | None:
    """One with this title and start that nobody imported, if the actor sees it: it was logged or recorded here."""
    found: Incident | None = _alike(record).filter(pk__in=Incident.objects.visible_to(actor).values("pk")).first()
    return found


def _alike(record: Record) -> IncidentQuerySet:
    """Those with this title and start; none where one of them is unknown."""
    began = started_at(record)
    if not record.title or began is None:
        return Incident.objects.none()
    nearby = (began - SAME_START, began + SAME_START)
    at: IncidentQuerySet = Incident.objects.filter(began_at__range=nearby)  # it has an index
    return at.filter(impact_started_at__range=nearby, title__iexact=record.title)


def _whole(numbers: Iterable[int], actor: User) -> Incident | None:
    """The latest of those that the actor may know of, or what it was merged into."""
    if not (among := set(numbers)):
        return None
    newest = F("duplicate_of").desc(nulls_first=True), "-pk"
    latest: Incident | None = _known_to(actor).filter(pk__in=among).order_by(*newest).first()
    met: set[int] = set()
    while latest is not None and latest.duplicate_of_id is not None and latest.pk not in met:
        met.add(latest.pk)
        latest = _known_to(actor).filter(pk=latest.duplicate_of_id).first()
    return latest


def _known_to(actor: User) -> IncidentQuerySet:
    numbers = Incident.objects.visible_to(actor).values("pk"), Incident.objects.withdrawn_for(actor).values("pk")
    found: IncidentQuerySet = Incident.objects.filter(Q(pk__in=numbers[0]) | Q(pk__in=numbers[1]))
    return found


def differences(record: Record, incident: Incident) -> list[Difference]:
    """What a record says that the incident it became does not; what was read and imported before is not said again."""
    documents = Document.objects.filter(Q(incident=incident) | Q(incident__duplicate_of=incident))
    known = {key for keys in documents.values_list("digests", flat=True) for key in keys}
    return [*_of_facts(record, incident, known), *_of_parts(record, known)]


def _of_facts(record: Record, incident: Incident, known: set[str]) -> list[Difference]:
    found = []
    instants = {"started": started_at(record), "ended": ended_at(record)}
    for name, (label, column) in FACTS.items():
        said, stands = instants.get(name, getattr(record, name)), getattr(incident, column)
        if isinstance(said, float) and stands is not None:
            said, stands = round(said, 2), float(stands)  # as the column keeps it
        beside = BESIDE.get(name)
        more = (getattr(record, beside[0]), getattr(incident, beside[1])) if beside else ("", "")
        is_other = said != stands or more[0] != more[1]
        if said and is_other and record.fact_keys.get(name) not in known and _is_known(name, said):
            found.append(Difference(name, label, _shown(stands, incident, more[1]), _shown(said, incident, more[0])))
    return found


def _is_known(name: str, said: object) -> bool:
    """A start or an end that is no instant yet cannot be compared."""
    return name not in {"started", "ended"} or isinstance(said, datetime)


def _shown(value: object, incident: Incident, more: str = "") -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(incident.time_zone):%-d %B %Y %H:%M}"
    return " ".join(str(each) for each in (value, more) if each not in {None, ""})


def _of_parts(record: Record, known: set[str]) -> list[Difference]:
    lists: Sequence[tuple[str, list[Any]]] = [*record.part_lists.items(), ("sections", record.sections)]
    return [
        Difference(name, PARTS[name], "", part.text, part)
        for name, parts in lists
        for part in parts
        if part.is_taken and part.key not in known
    ]
