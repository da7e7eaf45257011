"""Logging and mending: append, correct, strike through, redact, star, milestones."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError
from incidents.enums import EntryKind, Milestone, Origin
from incidents.models import EntryRevision, Incident, TimelineEntry
from incidents.services.writing import (
    begin_marks,
    derive,
    end_marks,
    lock,
    next_seq,
    stored_before,
    write_entry,
)


@transaction.atomic
def append_entry(
    *,
    incident: Incident,
    actor: User,
    text: str,
    happened_at: datetime,
    until_at: datetime | None = None,
    is_about: bool = False,
    milestones: Iterable[Milestone] = (),
    is_starred: bool = False,
    client_uuid: UUID | None = None,
) -> TimelineEntry:
    """Logs what happened. The same UUID with the same words returns the stored entry.

    Raises DomainError for an empty entry or a span that runs backwards, Conflict for other words under the same UUID.
    """
    wanted = list(milestones)
    if not text.strip() and not wanted:
        raise DomainError("Write what happened; an entry without words says nothing.", field="text")
    locked = lock(incident)
    if stored := stored_before(actor, client_uuid, incident=locked, text=text):
        return stored
    entry = write_entry(
        locked,
        actor=actor,
        text=text,
        happened_at=happened_at,
        until_at=until_at,
        is_about=is_about,
        is_starred=is_starred,
        client_uuid=client_uuid,
    )
    if wanted:
        begin_marks(entry, wanted, actor=actor, seq=entry.seq)
        derive(locked)
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
        actor=actor,
        text=text,
        happened_at=happened_at or now(),
        kind=kind,
        origin=Origin.SYSTEM,
        facts=facts,
    )


@transaction.atomic
def correct_entry(
    *,
    entry: TimelineEntry,
    actor: User,
    text: str,
    happened_at: datetime,
    until_at: datetime | None,
    milestones: Iterable[Milestone] | None = None,
    reason: str = "",
    base_seq: int | None = None,
) -> TimelineEntry:
    """Replaces what an entry says; the earlier words, times, author and reason stay readable.

    `milestones` None leaves them as they are. `base_seq` is the entry's `changed_seq` when the person began: Conflict
    when somebody corrected it meanwhile. DomainError for new words in a system entry, or in one that was redacted.
    """
    locked, current = _lock_entry(entry)
    if base_seq is not None and current.changed_seq != base_seq:
        raise Conflict("Somebody corrected this entry while you were writing. Both texts stand below.")
    _check_correction(current, text, happened_at, until_at)
    seq = next_seq(locked)
    _keep_revision(current, actor=actor, seq=seq, reason=reason)
    rendered = markdown.render(text)
    current.text, current.html, current.renderer = text, rendered.html, rendered.version
    current.happened_at, current.until_at, current.changed_seq = happened_at, until_at, seq
    current.corrections += 1
    current.save(update_fields=["text", "html", "renderer", "happened_at", "until_at", "changed_seq", "corrections"])
    if milestones is not None:
        _replace_marks(locked, current, set(milestones), actor=actor, seq=seq)
    derive(locked)
    return current


@transaction.atomic
def strike_entry(*, entry: TimelineEntry, actor: User, reason: str = "") -> TimelineEntry:
    """Strikes an entry through: readable, but it no longer counts. Striking twice is the same as once."""
    locked, current = _lock_entry(entry)
    if current.origin == Origin.SYSTEM:
        raise DomainError("This entry records a change; take the change back instead. Its time can be corrected.")
    if current.struck_at is not None:
        return current
    current.struck_at, current.struck_by, current.struck_reason = now(), actor, reason[:300]
    current.changed_seq = next_seq(locked)
    current.save(update_fields=["struck_at", "struck_by", "struck_reason", "changed_seq"])
    derive(locked)
    return current


@transaction.atomic
def unstrike_entry(*, entry: TimelineEntry, actor: User) -> TimelineEntry:
    """Takes a strike-through back; milestones that moved to another entry meanwhile stay there."""
    locked, current = _lock_entry(entry)
    if current.struck_at is None:
        return current
    current.struck_at, current.struck_by, current.struck_reason = None, None, ""
    current.changed_seq = next_seq(locked)
    current.save(update_fields=["struck_at", "struck_by", "struck_reason", "changed_seq"])
    derive(locked)
    return current


@transaction.atomic
def redact_entry(*, entry: TimelineEntry, actor: User, reason: str) -> TimelineEntry:
    """Removes a secret or a personal datum for good, from the entry, its history, its search and its attachments.

    A tombstone stays that says who did it and why. What was sent by mail or stands in backups is out of reach.
    """
    if not reason.strip():
        raise DomainError("Say why it is removed for good; the reason stays in its place.", field="reason")
    locked, current = _lock_entry(entry)
    current.text = current.html = ""
    current.facts = {}
    current.redacted_at, current.redacted_by, current.redacted_reason = now(), actor, reason[:300]
    current.changed_seq = next_seq(locked)
    current.save(
        update_fields=["text", "html", "facts", "redacted_at", "redacted_by", "redacted_reason", "changed_seq"]
    )
    current.revisions.update(text="", html="", reason="")
    for attachment in current.attachments.filter(removed_at__isnull=True):
        attachment.file.delete(save=False)
        attachment.name, attachment.caption, attachment.removed_at = "removed", "", now()
        attachment.save(update_fields=["file", "name", "caption", "removed_at"])
    derive(locked)
    audit(actor=actor, action=AuditAction.REDACTED, subject=current, reason=reason)
    return current


@transaction.atomic
def star_entry(*, entry: TimelineEntry, actor: User, starred: bool) -> TimelineEntry:
    """Marks an entry as worth reading first, or takes the mark away."""
    locked, current = _lock_entry(entry)
    if current.is_starred != starred:
        current.is_starred, current.changed_seq = starred, next_seq(locked)
        current.save(update_fields=["is_starred", "changed_seq"])
    return current


@transaction.atomic
def set_milestone(*, entry: TimelineEntry, actor: User, milestone: Milestone) -> TimelineEntry:
    """Puts a milestone on an entry, taking it from another; DomainError on an entry that does not count."""
    locked, current = _lock_entry(entry)
    if not current.is_live:
        raise DomainError("A struck entry cannot carry a milestone. Take the strike-through back first.")
    current.changed_seq = next_seq(locked)
    begin_marks(current, [milestone], actor=actor, seq=current.changed_seq)
    current.save(update_fields=["changed_seq"])
    derive(locked)
    return current


@transaction.atomic
def clear_milestone(*, entry: TimelineEntry, actor: User, milestone: Milestone) -> TimelineEntry:
    """Takes a milestone from an entry; it is unknown from then on."""
    locked, current = _lock_entry(entry)
    current.changed_seq = next_seq(locked)
    end_marks(locked, [milestone], actor=actor, seq=current.changed_seq, entry=current)
    current.save(update_fields=["changed_seq"])
    derive(locked)
    return current


def _lock_entry(entry: TimelineEntry) -> tuple[Incident, TimelineEntry]:
    """The incident first, then its entry: every writer takes the locks in this order."""
    locked = lock(entry.incident)
    return locked, TimelineEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)


def _check_correction(entry: TimelineEntry, text: str, happened_at: datetime, until_at: datetime | None) -> None:
    if entry.redacted_at is not None:
        raise DomainError("This entry was removed for good and cannot be corrected. Log a new one.")
    if entry.origin == Origin.SYSTEM and text != entry.text:
        raise DomainError("The words of this entry come from the system; only its time can be corrected.", field="text")
    if entry.origin == Origin.TOLD and not text.strip():
        raise DomainError("An entry needs words. To take it back, strike it through.", field="text")
    if until_at is not None and until_at < happened_at:
        raise DomainError("The end lies before the start. Nothing was changed.", field="until")


def _keep_revision(entry: TimelineEntry, *, actor: User, seq: int, reason: str) -> None:
    EntryRevision.objects.create(
        entry=entry,
        seq=seq,
        happened_at=entry.happened_at,
        until_at=entry.until_at,
        text=entry.text,
        html=entry.html,
        replaced_by=actor,
        reason=reason[:300],
    )


def _replace_marks(incident: Incident, entry: TimelineEntry, wanted: set[Milestone], *, actor: User, seq: int) -> None:
    standing = set(entry.marks.filter(ended_at__isnull=True).values_list("milestone", flat=True))
    gone = [Milestone(name) for name in standing if name not in wanted]
    end_marks(incident, gone, actor=actor, seq=seq, entry=entry)
    begin_marks(entry, wanted, actor=actor, seq=seq)
