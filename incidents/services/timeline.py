"""Entries of a timeline: append, correct, strike through, redact, star."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from catalogue.models import Rules
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError
from incidents.enums import EntryKind, Milestone, Origin
from incidents.models import EntryRevision, Incident, TimelineEntry
from incidents.selectors.timeline import is_as_seen
from incidents.services.erasing import erase_copies, lock_to_erase
from incidents.services.mentions import ensure_mentioned, tell_mentioned
from incidents.services.milestones import check_milestones, current_milestones
from incidents.services.writing import (
    NewEntry,
    begin_marks,
    derive,
    end_marks,
    lock,
    lock_entry,
    lock_row,
    next_seq,
    stored_before,
    write_entry,
)

MEND_FOR = timedelta(minutes=2)  # so long an author mends an entry without being asked why
CORRECTABLE = ("text", "happened_at", "until_at", "is_about")
REDACTED = ("text", "told_by", "html", "struck_reason", "facts", "redacted_at", "redacted_by", "redacted_reason")


@dataclass(frozen=True, slots=True)
class EntryDetails:
    """What happened, from when to when, and whether the time is approximate. Milestones alone are the words, too.

    `told_by`: who did it or said it, where that is not the person who logs it, such as `the network team`.
    """

    text: str
    happened_at: datetime
    until_at: datetime | None = None
    is_about: bool = False
    milestones: Sequence[Milestone] = ()
    is_starred: bool = False
    told_by: str = ""

    @property
    def words(self) -> str:
        """The text, or the milestones where nothing was typed."""
        return self.text if self.text.strip() else _words_of(self.milestones)


@dataclass(frozen=True, slots=True)
class EntryCorrection:
    """What an entry says from now on; `milestones` and `is_about` None leave them as they are."""

    text: str
    happened_at: datetime
    until_at: datetime | None = None
    is_about: bool | None = None
    milestones: Sequence[Milestone] | None = None


@transaction.atomic
def append_entry(
    *,
    incident: Incident,
    actor: User,
    details: EntryDetails,
    client_uuid: UUID | None = None,
    make_members: bool = False,
) -> TimelineEntry:
    """Logs what happened. The same UUID returns the stored entry.

    Raises DomainError for an empty entry, a span that runs backwards, a milestone in the future, or, unless
    `make_members`, for an @name who cannot see a private incident; Conflict for other words under the same UUID.
    """
    words = details.words
    locked = lock_row(incident)
    if stored := stored_before(actor, client_uuid, incident=locked, text=words):
        return stored
    check_milestones(details.milestones, details.happened_at)
    ensure_mentioned(locked, words, actor=actor, make_members=make_members)
    new = NewEntry(
        text=words,
        happened_at=details.happened_at,
        until_at=details.until_at,
        is_about=details.is_about,
        is_starred=details.is_starred,
        told_by=details.told_by,
        client_uuid=client_uuid,
    )
    entry = write_entry(locked, new, actor=actor)
    if details.milestones:
        begin_marks(entry, details.milestones, actor=actor, seq=entry.seq)
        derive(locked)
    tell_mentioned(entry=entry, actor=actor)
    return entry


@transaction.atomic
def append_system_entry(
    *,
    incident: Incident,
    actor: User,
    kind: EntryKind,
    text: str,
    facts: dict[str, Any],
    happened_at: datetime | None = None,
) -> TimelineEntry:
    """Records what the system did on somebody's behalf; apps above use it for what concerns them."""
    return write_entry(
        lock(incident),
        NewEntry(text=text, happened_at=happened_at or now(), kind=kind, origin=Origin.SYSTEM, facts=facts),
        actor=actor,
    )


@transaction.atomic
def correct_entry(
    *,
    entry: TimelineEntry,
    actor: User,
    correction: EntryCorrection,
    reason: str = "",
    base_seq: int | None = None,
    make_members: bool = False,
) -> TimelineEntry:
    """Replaces what an entry says; the earlier words, times, author and reason stay readable.

    What changes nothing leaves no trace. `base_seq` is the entry's `changed_seq` when the person began: Conflict when
    somebody changed it meanwhile. DomainError without a reason where the rules demand one, for new words in a system
    entry or a redacted one, for a milestone in the future or on a struck entry, and as `append_entry` does.
    """
    locked, current = lock_entry(entry)
    if base_seq is not None and not is_as_seen(current, base_seq):
        raise Conflict("Somebody corrected this entry while you were writing. Both versions are below.")
    if correction.is_about is None:
        correction = replace(correction, is_about=current.is_about)
    _check_correction(current, correction)
    present = current_milestones(current)
    wanted = present if correction.milestones is None or not current.counts else set(correction.milestones)
    check_milestones(wanted, correction.happened_at)
    if not _changes_words(current, correction) and wanted == present:
        return current
    if not reason.strip() and needs_reason(current, actor):
        raise DomainError("Say why it is corrected; the reason is shown with the entry.", field="reason")
    ensure_mentioned(locked, correction.text, actor=actor, make_members=make_members)
    current.changed_seq = seq = next_seq(locked, is_entry_alone=True)
    _rewrite(current, correction, actor=actor, reason=reason)
    end_marks(locked, present - wanted, actor=actor, seq=seq, entry=current)
    begin_marks(current, wanted - present, actor=actor, seq=seq)
    derive(locked)
    tell_mentioned(entry=current, actor=actor)
    return current


def mends(entry: TimelineEntry, actor: User) -> bool:
    """Whether it is its author who corrects it, just after writing it: nobody asks why."""
    return entry.author_id == actor.pk and now() - entry.written_at <= MEND_FOR


def needs_reason(entry: TimelineEntry, actor: User) -> bool:
    """Whether a correction must say why: only where an admin demands it, and never of what is only mended."""
    return not mends(entry, actor) and Rules.current().correction_reason_required


@transaction.atomic
def strike_entry(*, entry: TimelineEntry, actor: User, reason: str) -> TimelineEntry:
    """Strikes an entry through: readable, but it no longer counts. Striking twice is the same as once.

    Raises DomainError without a reason, and for an entry that was written together with a change of the incident.
    """
    if not reason.strip():
        raise DomainError("Say why it is struck through; the reason is shown next to it.", field="reason")
    locked, current = lock_entry(entry)
    if current.origin == Origin.SYSTEM or current.is_change:
        raise DomainError("This entry records a change; undo the change itself instead. Its time can be corrected.")
    if current.struck_at is not None:
        return current
    current.struck_at, current.struck_by, current.struck_reason = now(), actor, reason[:300]
    current.changed_seq = next_seq(locked, is_entry_alone=True)
    current.save(update_fields=["struck_at", "struck_by", "struck_reason", "changed_seq"])
    derive(locked)
    return current


@transaction.atomic
def unstrike_entry(*, entry: TimelineEntry, actor: User) -> TimelineEntry:
    """Takes a strike-through back; milestones that moved to another entry meanwhile stay there."""
    locked, current = lock_entry(entry)
    if current.struck_at is None:
        return current
    current.struck_at, current.struck_by, current.struck_reason = None, None, ""
    current.changed_seq = next_seq(locked, is_entry_alone=True)
    current.save(update_fields=["struck_at", "struck_by", "struck_reason", "changed_seq"])
    derive(locked)
    return current


@transaction.atomic
def redact_entry(*, entry: TimelineEntry, actor: User, reason: str) -> TimelineEntry:
    """Removes a secret or a personal datum for good, from the entry, its history, its search and its attachments.

    A tombstone stays that says who did it and why; the time and the milestones stay too. Of an entry that tells a
    report the report's words go as well. What was sent by mail or stands in backups is out of reach. A merged incident
    takes it too: a secret cannot wait for the undoing of a merge. Raises DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError("Say why it is redacted; the reason is shown in its place.", field="reason")
    current, rows = lock_to_erase(entry)
    locked = rows[current.incident_id]
    seq = next_seq(locked, is_entry_alone=not current.is_change)
    erase_copies(current, rows, actor=actor, reason=reason, seq=seq)
    current.text = current.html = current.struck_reason = current.told_by = ""
    current.facts = {}
    current.redacted_at, current.redacted_by, current.redacted_reason = now(), actor, reason.strip()[:300]
    current.changed_seq = seq
    current.save(update_fields=[*REDACTED, "changed_seq"])
    derive(locked)
    audit(actor=actor, action=AuditAction.REDACTED, subject=current, detail={"reason": reason})
    return current


@transaction.atomic
def star_entry(*, entry: TimelineEntry, actor: User, starred: bool) -> TimelineEntry:
    """Marks an entry as worth reading first, or takes the mark away."""
    locked, current = lock_entry(entry)
    if current.is_starred != starred:
        current.is_starred, current.changed_seq = starred, next_seq(locked, is_entry_alone=True)
        current.save(update_fields=["is_starred", "changed_seq"])
    return current


def _words_of(milestones: Sequence[Milestone]) -> str:
    if not milestones:
        raise DomainError("Write what happened; an entry cannot be empty.", field="text")
    return f"{', '.join(milestone.label for milestone in milestones).capitalize()}."


def _check_correction(entry: TimelineEntry, correction: EntryCorrection) -> None:
    has_new_words = correction.text != entry.text
    if entry.redacted_at is not None:
        raise DomainError("This entry was redacted and cannot be corrected. Log a new one.")
    if entry.kind == EntryKind.UPDATE and has_new_words:
        raise DomainError("This update was already posted. Post another update to correct it.", field="text")
    if entry.origin == Origin.SYSTEM and has_new_words:
        raise DomainError("This entry was written by the system; only its time can be corrected.", field="text")
    if entry.origin == Origin.TOLD and not correction.text.strip():
        raise DomainError("An entry needs text. To retract it, strike it through.", field="text")
    if correction.until_at is not None and correction.until_at < correction.happened_at:
        raise DomainError("The end is before the start. Nothing was changed.", field="until")


def _changes_words(entry: TimelineEntry, correction: EntryCorrection) -> bool:
    """Whether the correction says anything else than the entry: other words, another time."""
    return any(getattr(entry, name) != getattr(correction, name) for name in CORRECTABLE)


def _rewrite(entry: TimelineEntry, correction: EntryCorrection, *, actor: User, reason: str) -> None:
    """Keeps what an entry said as a revision, if that differs, and writes what it says now."""
    if _changes_words(entry, correction):
        _keep_revision(entry, actor=actor, reason=reason)
        for name in CORRECTABLE:
            setattr(entry, name, getattr(correction, name))
        rendered = markdown.render(entry.text)
        entry.html, entry.renderer = rendered.html, rendered.version
    entry.save(update_fields=[*CORRECTABLE, "html", "renderer", "corrections", "changed_seq"])


def _keep_revision(entry: TimelineEntry, *, actor: User, reason: str) -> None:
    entry.corrections += 1
    EntryRevision.objects.create(
        entry=entry,
        seq=entry.changed_seq,
        happened_at=entry.happened_at,
        is_about=entry.is_about,
        until_at=entry.until_at,
        text=entry.text,
        html=entry.html,
        renderer=entry.renderer,
        replaced_by=actor,
        reason=reason[:300],
    )
