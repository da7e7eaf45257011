"""A document becomes an incident: all of it in one transaction, and nobody is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid5

from django.core.files.base import File
from django.db import connection, transaction

from accounts.models import User
from actions.enums import ActionStatus
from actions.services import ActionDetails, PastItem, record_past_items
from catalogue.models import Service
from core.clock import now
from core.errors import DomainError
from importing.enums import DocumentState
from importing.models import Document
from importing.readers.record_times import PlacedEntry, earliest, ended_at, place, started_at, unanswered
from importing.readers.records import ItemPart, Record
from importing.readers.words import as_said
from importing.selectors.documents.earlier import earlier_incident
from importing.services.documents.reading import lock_looked_at
from importing.services.documents.wording import (
    LONGEST_AUTHOR,
    LONGEST_TITLE,
    LONGEST_WORDS,
    description_of,
    is_link,
    shortened,
)
from importing.services.documents.writing import written_of
from incidents.enums import DetectionSource, Milestone, Status
from incidents.models import Incident
from incidents.querysets import people_seeing
from incidents.services import (
    IncidentDetails,
    PastEntry,
    PastHistory,
    attach_file,
    record_past_incident,
)
from postmortems.services import record_postmortem

ORIGINAL = "The original of this postmortem, as it was imported."
CLEARED = ("title", "text", "reading", "record", "content", "note", "warnings", "attention", "earlier")


@transaction.atomic
def import_document(*, document: Document, actor: User) -> Incident:
    """The incident that it becomes, closed, with timeline, postmortem, action items and the original.

    Its action items are proposed until somebody accepts them. Raises DomainError, and stores nothing, where something
    must be said first, or it was imported before; Conflict when it has no preview any more.
    """
    locked = lock_looked_at(document)
    record = Record.from_json(locked.record)
    _lock_alike(locked, record)
    refuse_unready(locked, record, actor)
    incident = _record_incident(locked, record, actor)
    written = written_of(record, locked.text, source=locked.file_name)
    record_postmortem(incident=incident, actor=actor, written=written)
    add_items(incident, actor, record.items, locked)
    attach_original(incident, actor, locked)
    settle(locked, record, incident)
    return incident


def refuse_unready(document: Document, record: Record, actor: User) -> None:
    """Raises DomainError where something must be said or corrected first, or it was imported before."""
    if earlier := earlier_incident(document, record, actor):
        raise DomainError(f"It was imported before, as {earlier.reference}. Take what differs, or leave it.")
    refuse_unclear(record)


def refuse_unclear(record: Record) -> None:
    """Raises DomainError where something must be said first, and for times that cannot be."""
    if missing := unanswered(record):
        raise DomainError(" ".join(missing.values()))
    began, ended, present = started_at(record), ended_at(record), now()
    if any(at is not None and at > present for at in (began, ended, *(each.at for each in place(record)))):
        raise DomainError("Some of its times are in the future. Correct them. Nothing was stored.")
    if began is not None and ended is not None and ended < began:
        raise DomainError("“Resolved” is before “impact started”. Check the two times.")


def _record_incident(document: Document, record: Record, actor: User) -> Incident:
    batch, placed = document.batch, place(record)
    details = IncidentDetails(
        title=record.title,
        level=record.level,
        zone=record.zone or actor.zone,
        zone_word=record.zone_word if record.zone else "",
        services=tuple(Service.objects.filter(pk__in=record.services)),
        is_private=batch.is_private,
        members=tuple(batch.members.responders()) if batch.is_private else (),
        detection_source=DetectionSource(record.detection_source),
    )
    history = PastHistory(
        status=Status.CLOSED,
        impact={
            "impact_text": record.impact,
            "impact_percent": record.percent,
            "impact_percent_of": record.percent_of,
            "detected_by": record.detected_by,
        },
        entries=past_entries(record, placed),
        declared_at=earliest(record, placed),
        recorded_from=document.file_name,
    )
    return record_past_incident(actor=actor, details=details, history=history, client_uuid=uuid_of(document))


def past_entries(record: Record, placed: Sequence[PlacedEntry]) -> tuple[PastEntry, ...]:
    """Its timeline. The start and the end that the head tells are marked by the entry of that instant, or by one more.

    A milestone that the head dates otherwise is not marked by an entry.
    """
    told = {Milestone.IMPACT_STARTED: started_at(record), Milestone.RESOLVED: ended_at(record)}
    found = [_entry(each, told) for each in placed if each.at is not None]
    for milestone, at in told.items():
        if at is None or any(milestone in each.milestones for each in found):
            continue
        same = next((place for place, each in enumerate(found) if each.happened_at == at), None)
        if same is None:
            found.append(milestone_entry(record, milestone, at))
        else:
            found[same] = replace(found[same], milestones=(*found[same].milestones, milestone))
    return tuple(found)


def milestone_entry(record: Record, milestone: Milestone, at: datetime, *, again: str = "") -> PastEntry:
    """An entry for the start or the end of the head; `again` tells it from one that was struck through."""
    name = {Milestone.IMPACT_STARTED: "started", Milestone.RESOLVED: "ended"}[milestone]
    return PastEntry(f"{milestone.label}.", at, f"document/{record.fact_keys[name]}{again}", milestones=(milestone,))


def _entry(each: PlacedEntry, told: Mapping[Milestone, datetime | None]) -> PastEntry:
    assert each.at is not None  # noqa: S101 - for the type checker
    return PastEntry(
        text=as_said(shortened(each.part.text, LONGEST_WORDS)),
        happened_at=each.at,
        external_id=f"document/{each.part.key}",
        until_at=each.until,
        is_about=each.is_about,
        told_by=each.part.author[:LONGEST_AUTHOR],
        milestones=tuple(
            Milestone(name) for name in each.part.milestones if told.get(Milestone(name)) in {None, each.at}
        ),
    )


def add_items(incident: Incident, actor: User, items: Iterable[ItemPart], document: Document) -> None:
    """Those that are taken, proposed or done; the owner hears nothing."""
    taken = [item for item in items if item.is_taken]
    owners = people_seeing(incident).responders().in_bulk({item.owner for item in taken if item.owner})
    lines, seed = document.text.split("\n"), uuid_of(document)
    past = [
        PastItem(
            details=_details(item, owners.get(item.owner or 0), lines),
            status=ActionStatus.DONE if item.is_done else ActionStatus.PROPOSED,
            client_uuid=uuid5(seed, f"item/{item.key}"),
        )
        for item in taken
    ]
    record_past_items(incident=incident, actor=actor, items=past)


def _details(item: ItemPart, owner: User | None, lines: Sequence[str]) -> ActionDetails:
    original = lines[item.line - 1] if 0 < item.line <= len(lines) else ""
    return ActionDetails(
        title=shortened(" ".join(item.text.split()), LONGEST_TITLE),
        description=description_of(item, original, owner.name if owner else ""),
        owner=owner,
        due_on=date.fromisoformat(item.due) if item.due else None,
        tracker_url=item.tracker if is_link(item.tracker) else "",
    )


def attach_original(incident: Incident, actor: User, document: Document) -> None:
    """The bytes as they came."""
    content = bytes(document.content)
    upload = File(BytesIO(content), name=document.file_name)
    upload.size = len(content)
    attach_file(incident=incident, actor=actor, upload=upload, caption=ORIGINAL, client_uuid=uuid_of(document))


def settle(document: Document, record: Record, incident: Incident, *, keys: Sequence[str] | None = None) -> None:
    """It is a record now: its words are there, and nowhere here. `keys` are those that it has; without, all."""
    document.state, document.incident, document.imported_at = DocumentState.IMPORTED, incident, now()
    document.title, document.text, document.note, document.content = "", "", "", b""
    document.reading, document.record, document.warnings, document.attention = {}, {}, 0, 0
    document.earlier, document.digests = None, list(record.keys if keys is None else keys)
    document.save(update_fields=[*CLEARED, "state", "incident", "imported_at", "digests"])


def uuid_of(document: Document) -> UUID:
    """By which what it becomes is stored once."""
    return uuid5(document.batch.client_uuid, f"document/{document.position}")


def _lock_alike(document: Document, record: Record) -> None:
    """The same bytes, and the same title, are imported by one worker or person at a time."""
    alike = f"title|{record.title.strip().lower()}".encode()
    numbers = {int(digest[:15], 16) for digest in (document.digest, sha256(alike).hexdigest())}
    with connection.cursor() as cursor:
        for number in sorted(numbers):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
