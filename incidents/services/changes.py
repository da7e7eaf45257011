"""Changes of an incident's status and severity: each writes one entry in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.enums import Level
from catalogue.models import Severity
from core.clock import now
from core.errors import DomainError
from core.lifecycle import find_move, moves_from
from incidents.enums import EntryKind, Origin
from incidents.models import Incident, TimelineEntry
from incidents.selectors.moves import facts_of
from incidents.services.checklist_tasks import give_checklist_tasks
from incidents.services.leftovers import Fate, settle_tasks
from incidents.services.mentions import ensure_mentioned, tell_mentioned
from incidents.services.notices import announce_incident
from incidents.services.updates import last_update_at, settle_update_due
from incidents.services.writing import (
    announce_change,
    begin_marks,
    by_now,
    derive,
    end_marks,
    lock_row,
    stored_before,
    write_entry,
)
from incidents.transitions import MOVES, Move

NOTHING_DECIDED: Mapping[int, Fate] = MappingProxyType({})


@transaction.atomic
def change_status(
    *,
    incident: Incident,
    actor: User,
    action: str,
    at: datetime | None = None,
    pressed: datetime | None = None,
    note: str = "",
    reason: str = "",
    client_uuid: UUID | None = None,
    fates: Mapping[int, Fate] = NOTHING_DECIDED,
    make_members: bool = False,
) -> Incident:
    """Moves the incident by the status table: status, milestone and note are one entry at the instant `at`.

    Without `at` it is when it was `pressed`, or now, and a milestone that an earlier entry marks already stays there.
    Raises DomainError when the table has no such move from here, a guard refuses, a reason is missing or `at` is in
    the future, and as `settle_tasks` does for the tasks still open, of which `fates` says what becomes of each by its
    id, and as `append_entry` for an @name; Conflict when the UUID came with another change. Twice changes it once.
    """
    locked = lock_row(incident)
    words = "\n\n".join(part for part in (note.strip(), reason.strip()) if part)
    if stored_before(actor, client_uuid, incident=locked, action=action):
        return locked
    move = _checked_move(locked, action, reason)
    ensure_mentioned(locked, words, actor=actor, make_members=make_members)
    before, locked.status = locked.status, move.target
    entry = _status_entry(locked, actor, move, before, words, by_now(at or pressed, field="when"), client_uuid)
    locked.save(update_fields=["status"])
    if move.milestone is not None and (at is not None or getattr(locked, move.milestone.column) is None):
        begin_marks(entry, [move.milestone], actor=actor, seq=entry.seq)
    if move.ends:
        end_marks(locked, move.ends, actor=actor, seq=entry.seq, because=entry)
    derive(locked)
    settle_update_due(locked)
    settle_tasks(locked, actor=actor, fates=fates, why=words)
    announce_change(locked, actor=actor, change=EntryKind.STATUS, status_before=before)
    return locked


@transaction.atomic
def change_severity(
    *,
    incident: Incident,
    actor: User,
    level: int,
    at: datetime | None = None,
    note: str = "",
    client_uuid: UUID | None = None,
    make_members: bool = False,
) -> Incident:
    """Changes the severity; raising it to one that announces tells those concerned, while the incident is open.

    The same level changes nothing. Raises DomainError when `at` is in the future and as `append_entry` for an @name,
    Conflict when the UUID came with another change.
    """
    locked = lock_row(incident)
    before = locked.severity_id
    if stored_before(actor, client_uuid, incident=locked, to=level) or before == level:
        return locked
    ensure_mentioned(locked, note, actor=actor, make_members=make_members)
    _entry(
        locked,
        actor,
        EntryKind.SEVERITY,
        told=note,
        system=f"Severity {Level(before).label} → {Level(level).label}.",
        facts={"from": before, "to": level},
        at=by_now(at, field="when"),
        client_uuid=client_uuid,
    )
    _put_severity(locked, Severity.objects.get(level=level))
    if level < before and locked.is_open:
        announce_incident(incident=locked, actor=actor, occasion=f"raised to {Level(level).label}")
        give_checklist_tasks(locked, actor=actor)
    announce_change(locked, actor=actor, change=EntryKind.SEVERITY)
    return locked


def _put_severity(incident: Incident, severity: Severity) -> None:
    """The severity and what follows from its rules: whether customers notice it, and when they hear from us next."""
    since, is_raised = last_update_at(incident), severity.level < incident.severity_id
    incident.severity = severity
    columns = ["severity"]
    if is_raised and severity.customer_facing_by_default and not incident.is_customer_facing:
        incident.is_customer_facing = True
        columns.append("is_customer_facing")
    incident.save(update_fields=columns)
    settle_update_due(incident, since=since)


def _checked_move(incident: Incident, action: str, reason: str) -> Move:
    move = find_move(MOVES, incident.status, action)
    if move is None:
        allowed = ", ".join(other.label.lower() for other in moves_from(MOVES, incident.status))
        raise DomainError(
            f"The incident is {incident.get_status_display().lower()} now; somebody may have changed it. "
            f"From here you can: {allowed}. What you typed is kept."
        )
    if refusal := move.refusal(facts_of(incident)):
        raise DomainError(refusal)
    if move.needs_reason and not reason.strip():
        raise DomainError(f"{move.asks} Say it in a sentence; it stands in the timeline.", field="reason")
    return move


def _status_entry(
    incident: Incident,
    actor: User,
    move: Move,
    before: str,
    words: str,
    at: datetime,
    client_uuid: UUID | None,
) -> TimelineEntry:
    return _entry(
        incident,
        actor,
        EntryKind.STATUS,
        told=words,
        system=f"Status {before} → {move.target}.",
        facts={"action": move.action, "from": before, "to": move.target},
        at=at,
        client_uuid=client_uuid,
    )


def _entry(
    incident: Incident,
    actor: User,
    kind: EntryKind,
    *,
    told: str,
    system: str,
    facts: dict[str, Any],
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> TimelineEntry:
    """The one entry of a change: told when a person gave words with it, else in the system's words."""
    entry = write_entry(
        incident,
        actor=actor,
        text=told.strip() or system,
        happened_at=at or now(),
        kind=kind,
        origin=Origin.TOLD if told.strip() else Origin.SYSTEM,
        facts=facts,
        client_uuid=client_uuid,
    )
    tell_mentioned(entry=entry, actor=actor)
    return entry
