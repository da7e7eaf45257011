"""Changes of an incident's status and severity: each writes one entry in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.enums import Level
from catalogue.models import Severity
from core.errors import DomainError
from core.lifecycle import find_move, moves_from
from incidents.change_words import change_words
from incidents.enums import EntryKind, Origin, Status
from incidents.models import Incident, TimelineEntry
from incidents.registries.panels import StepAddition
from incidents.selectors.moves import facts_of
from incidents.services.checklist_tasks import give_checklist_tasks
from incidents.services.leftovers import Fate, settle_tasks
from incidents.services.mentions import ensure_mentioned, tell_mentioned
from incidents.services.notices import announce_incident, post_resolved
from incidents.services.updates import last_update_at, settle_update_due
from incidents.services.writing import (
    NewEntry,
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


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One step of the status table, with what was said about it.

    `at` is the instant that was told (`is_about`: approximately), `pressed` when the button was; `fates` says what
    becomes of each open task by its id.
    """

    action: str
    at: datetime | None = None
    is_about: bool = False
    pressed: datetime | None = None
    note: str = ""
    reason: str = ""
    fates: Mapping[int, Fate] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What was said: the note and the reason."""
        return "\n\n".join(part for part in (self.note.strip(), self.reason.strip()) if part)


@dataclass(frozen=True, slots=True)
class SeverityChange:
    """Another severity, when it changed (None: now), and why."""

    level: int
    at: datetime | None = None
    note: str = ""


@transaction.atomic
def change_status(
    *,
    incident: Incident,
    actor: User,
    change: StatusChange,
    client_uuid: UUID | None = None,
    make_members: bool = False,
    additions: Sequence[StepAddition] = (),
) -> Incident:
    """Moves the incident by the status table: status, milestone and note are one entry at the instant `at`.

    `additions` are what the apps above store with it. Without `at`: when it was `pressed`, or now; a milestone that an
    earlier entry marks stays there. Twice changes it once. Raises DomainError when the table has no such move from
    here, a guard refuses, a reason is missing or `at` is in the future, and as `settle_tasks` and `append_entry` do;
    Conflict when the UUID came with another change.
    """
    locked = lock_row(incident)
    if stored_before(actor, client_uuid, incident=locked, facts={"action": change.action}):
        return locked
    move = _checked_move(locked, change.action, change.reason)
    ensure_mentioned(locked, change.words, actor=actor, make_members=make_members)
    before, locked.status = locked.status, move.target
    entry = _write_change(locked, _status_entry(change, move, before, client_uuid), actor=actor)
    locked.save(update_fields=["status"])
    _move_milestones(locked, move, entry, actor=actor, is_timed=change.at is not None)
    derive(locked)
    settle_update_due(locked)
    settle_tasks(locked, actor=actor, fates=change.fates, why=change.words)
    if move.target == Status.RESOLVED:
        post_resolved(locked)
    announce_change(locked, actor=actor, change=EntryKind.STATUS, status_before=before)
    for addition in additions:
        addition.store(locked, actor)
    return locked


def _status_entry(change: StatusChange, move: Move, before: str, client_uuid: UUID | None) -> NewEntry:
    """The one entry of a step: what was said, else from what to what."""
    facts = {"action": move.action, "from": before, "to": move.target}
    return NewEntry(
        text=change.words or f"Status {change_words(EntryKind.STATUS, facts)}.",
        happened_at=by_now(change.at or change.pressed, field="when"),
        is_about=change.is_about,
        kind=EntryKind.STATUS,
        origin=Origin.TOLD if change.words else Origin.SYSTEM,
        facts=facts,
        client_uuid=client_uuid,
    )


def _move_milestones(incident: Incident, move: Move, entry: TimelineEntry, *, actor: User, is_timed: bool) -> None:
    """Marks the milestone of a move, unless an earlier entry has it and no time was told; ends those it takes back."""
    if move.milestone is not None and (is_timed or getattr(incident, move.milestone.column) is None):
        begin_marks(entry, [move.milestone], actor=actor, seq=entry.seq)
    if move.ends:
        end_marks(incident, move.ends, actor=actor, seq=entry.seq, because=entry)


@transaction.atomic
def change_severity(
    *,
    incident: Incident,
    actor: User,
    change: SeverityChange,
    client_uuid: UUID | None = None,
    make_members: bool = False,
) -> Incident:
    """Changes the severity; raising it to one that announces tells those concerned, while the incident is open.

    The same level changes nothing. Raises DomainError when `at` is in the future and as `append_entry` for an @name,
    Conflict when the UUID came with another change.
    """
    locked = lock_row(incident)
    level, before, note = change.level, locked.severity_id, change.note.strip()
    if stored_before(actor, client_uuid, incident=locked, facts={"to": level}) or before == level:
        return locked
    ensure_mentioned(locked, note, actor=actor, make_members=make_members)
    facts = {"from": before, "to": level}
    _write_change(
        locked,
        NewEntry(
            text=note or f"Severity {change_words(EntryKind.SEVERITY, facts)}.",
            happened_at=by_now(change.at, field="when"),
            kind=EntryKind.SEVERITY,
            origin=Origin.TOLD if note else Origin.SYSTEM,
            facts=facts,
            client_uuid=client_uuid,
        ),
        actor=actor,
    )
    _put_severity(locked, Severity.objects.get(level=level))
    if level < before and locked.is_open:
        announce_incident(incident=locked, actor=actor, occasion=f"raised to {Level(level).label}")
        give_checklist_tasks(locked, actor=actor)
    announce_change(locked, actor=actor, change=EntryKind.SEVERITY)
    return locked


def _put_severity(incident: Incident, severity: Severity) -> None:
    """The severity and what follows from its rules: whether customers are affected, and when they hear from us next."""
    since, is_raised = last_update_at(incident), severity.level < incident.severity_id
    incident.severity = severity
    columns = ["severity"]
    if is_raised and severity.customer_facing_by_default:
        incident.is_customer_facing, incident.customers_from_reports = True, False
        columns += ["is_customer_facing", "customers_from_reports"]
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
        raise DomainError(f"{move.asks} One sentence is enough; it is added to the timeline.", field="reason")
    return move


def _write_change(incident: Incident, new: NewEntry, *, actor: User) -> TimelineEntry:
    """The one entry of a change; people whom its words name are told."""
    entry = write_entry(incident, new, actor=actor)
    tell_mentioned(entry=entry, actor=actor)
    return entry
