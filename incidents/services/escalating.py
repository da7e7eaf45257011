"""Escalating an incident to somebody, who may be a user or not."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from incidents.enums import EntryKind
from incidents.models import Incident, TimelineEntry
from incidents.services.mentions import ensure_mentioned, tell_mentioned
from incidents.services.writing import NewEntry, by_now, lock, write_entry

LONGEST_RECIPIENT = 100


@dataclass(frozen=True, slots=True)
class Escalation:
    """To whom (`Ana Silva (@ana)`, or a name such as `the network team`), why, and when (None: now)."""

    to: str
    note: str = ""
    at: datetime | None = None

    @property
    def words(self) -> str:
        """What the entry says: `Escalated to the network team: packets are lost`."""
        note = self.note.strip()
        return f"Escalated to {self.to}: {note}" if note else f"Escalated to {self.to}."


@transaction.atomic
def escalate(*, incident: Incident, actor: User, escalation: Escalation, make_members: bool = False) -> TimelineEntry:
    """Logs to whom the incident was escalated; an @name is told.

    Raises DomainError without a recipient, for a future time, and, unless `make_members`, for an @name who cannot see
    a private incident.
    """
    if not escalation.to.strip() or len(escalation.to) > LONGEST_RECIPIENT:
        raise DomainError(
            f"Say to whom, in at most {LONGEST_RECIPIENT} characters: @name, or the network team.", field="text"
        )
    locked = lock(incident)
    ensure_mentioned(locked, escalation.words, actor=actor, make_members=make_members)
    new = NewEntry(text=escalation.words, happened_at=by_now(escalation.at, field="when"), kind=EntryKind.ESCALATION)
    entry = write_entry(locked, new, actor=actor)
    tell_mentioned(entry=entry, actor=actor)
    return entry
