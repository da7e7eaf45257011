"""A document that was imported before: what differs is taken, or it is left; what was withdrawn comes back."""

from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from importing.models import Document
from importing.readers.record_times import ended_at, place, started_at
from importing.readers.records import Record
from importing.selectors.documents.earlier import Difference, differences, earlier_incident
from importing.services.documents.reading import lock_looked_at
from importing.services.documents.recording import (
    add_items,
    attach_original,
    milestone_entry,
    past_entries,
    refuse_unclear,
    settle,
)
from importing.services.documents.writing import factor_of, sections_of
from incidents.enums import Milestone, Source
from incidents.models import Incident
from incidents.services import (
    edit_details,
    edit_impact,
    lock,
    restore_incident,
    set_milestone,
    write_past_entries,
)
from postmortems.models import Postmortem
from postmortems.services import WrittenPostmortem, add_written, record_postmortem

IMPACT = {
    "impact": {"impact": "impact_text"},
    "percent": {"percent": "impact_percent", "percent_of": "impact_percent_of"},
    "detection_source": {"detection_source": "detection_source", "detected_by": "detected_by"},
}
STARTS = {"started": Milestone.IMPACT_STARTED, "ended": Milestone.RESOLVED}


@transaction.atomic
def take_differences(*, document: Document, actor: User) -> Incident:
    """The incident that it became before gets what differs, and the newer original. What was withdrawn comes back.

    Nothing that somebody changed there is undone but the facts that the page showed as different. Raises DomainError
    where it was not imported before, where something must be said first, and where it would show private words to all.
    """
    locked = lock_looked_at(document)
    record = Record.from_json(locked.record)
    incident = _earlier(locked, record, actor)
    _refuse(locked, record, incident)
    restore_incident(incident=incident, actor=actor)
    incident = lock(incident)
    found = differences(record, incident)
    _take_facts(incident, locked, record, actor, found)
    _take_entries(incident, record, actor, found)
    _take_words(incident, locked, record, actor, found)
    add_items(incident, actor, [each.part for each in found if each.name == "items"], locked)
    if found or not incident.documents.filter(digest=locked.digest).exists():
        attach_original(incident, actor, locked)
    settle(locked, record, incident, keys=record.taken_keys)
    return incident


@transaction.atomic
def leave_as_it_is(*, document: Document, actor: User) -> Incident:
    """The incident stays as it is; the document is settled with it. What was withdrawn comes back."""
    locked = lock_looked_at(document)
    record = Record.from_json(locked.record)
    incident = restore_incident(incident=_earlier(locked, record, actor), actor=actor)
    settle(locked, record, incident)
    return incident


def _earlier(document: Document, record: Record, actor: User) -> Incident:
    incident = earlier_incident(document, record, actor)
    if incident is None:
        raise DomainError("It was not imported before, or that incident is gone. Import it as a new one.")
    return incident


def _refuse(document: Document, record: Record, incident: Incident) -> None:
    """Raises DomainError for what an import would refuse, and for private words in an incident that all see."""
    if document.batch.is_private and not incident.is_private:
        raise DomainError(
            f"These documents are private, and {incident.reference} is not: everybody would see what differs. Make "
            f"{incident.reference} private first, or leave it as it is."
        )
    refuse_unclear(record)


def _take_facts(incident: Incident, document: Document, record: Record, actor: User, found: list[Difference]) -> None:
    names = {each.name for each in found}
    if "title" in names:
        edit_details(incident=incident, actor=actor, values={"title": record.title})
    columns = [(field, column) for name, pair in IMPACT.items() if name in names for field, column in pair.items()]
    impact: dict[str, Any] = {column: getattr(record, field) for field, column in columns}
    if impact:
        edit_impact(incident=incident, actor=actor, values=impact)
    instants = {"started": started_at(record), "ended": ended_at(record)}
    live = incident.entries.live().values("pk")
    for name in names & STARTS.keys():
        milestone, at = STARTS[name], instants[name]
        if at is None:
            continue
        new = milestone_entry(record, milestone, at)
        imported = incident.entries.filter(source=Source.IMPORTED)
        if imported.filter(external_id=new.external_id).exclude(pk__in=live).exists():
            # Somebody struck that entry through; the mark needs one that counts.
            new = milestone_entry(record, milestone, at, again=f"/{document.pk}")
        write_past_entries(incident, [replace(new, milestones=())], actor=actor)
        entry = imported.get(external_id=new.external_id)
        set_milestone(entry=entry, actor=actor, milestone=milestone)


def _take_entries(incident: Incident, record: Record, actor: User, found: list[Difference]) -> None:
    new = {each.part.key for each in found if each.name == "entries"}
    entries = [entry for entry in past_entries(record, place(record)) if entry.external_id.split("/")[1] in new]
    write_past_entries(incident, entries, actor=actor)


def _take_words(incident: Incident, document: Document, record: Record, actor: User, found: list[Difference]) -> None:
    """Sections, factors, lessons and measures that are new; a section with other words stands after the others."""
    of: dict[str, list[Any]] = {}
    for each in found:
        of.setdefault(each.name, []).append(each.part)
    postmortem = Postmortem.objects.filter(incident=incident).first()
    there = set(postmortem.sections.values_list("body", flat=True)) if postmortem else set()
    sections = sections_of(record, document.text, only={part.key for part in of.get("sections", [])})
    written = WrittenPostmortem(
        source=document.file_name,
        sections=[each for each in sections if each.body not in there],
        factors=[factor_of(part) for part in of.get("factors", [])],
        lessons=[(part.kind or "lesson", part.text) for part in of.get("lessons", [])],
        measures=[(part.kind, part.text) for part in of.get("measures", [])],
    )
    if postmortem is None:
        record_postmortem(incident=incident, actor=actor, written=written)
    else:
        add_written(postmortem=postmortem, actor=actor, written=written)
