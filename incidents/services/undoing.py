"""Undo: taking back what one has just sent."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.errors import DomainError
from incidents.enums import UNDONE
from incidents.models import TimelineEntry
from incidents.services.timeline import strike_entry

UNDO_FOR = timedelta(seconds=10)  # how long *Undo* is offered
UNDO_GRACE = timedelta(seconds=20)  # the way of the offer and of the press, and while a finger rests on it


@transaction.atomic
def undo_entry(*, entry: TimelineEntry, actor: User) -> TimelineEntry:
    """Strikes one's own entry just after sending it, without asking why; it can be undone like any strike.

    Raises DomainError for somebody else's entry, for one that was written together with a change, and when it is late.
    """
    if entry.author_id != actor.pk:
        raise DomainError("Only its author can undo an entry. Strike it through and say why.")
    if now() - entry.written_at > UNDO_FOR + UNDO_GRACE:
        raise DomainError("It is too late to undo. Strike it through and say why.")
    return strike_entry(entry=entry, actor=actor, reason=UNDONE)
