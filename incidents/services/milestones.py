"""Milestones of entries: set, cleared, and what an entry has."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from incidents.enums import Milestone
from incidents.models import TimelineEntry
from incidents.services.writing import begin_marks, by_now, derive, end_marks, lock_entry, next_seq


@transaction.atomic
def set_milestone(*, entry: TimelineEntry, actor: User, milestone: Milestone) -> TimelineEntry:
    """Puts a milestone on an entry, taking it from another; DomainError on a struck entry or one in the future."""
    locked, current = lock_entry(entry)
    if not current.counts:
        raise DomainError("An entry that is struck through cannot have a milestone. Undo the strikethrough first.")
    if milestone in current_milestones(current):
        return current
    check_milestones([milestone], current.happened_at)
    current.changed_seq = next_seq(locked, is_entry_alone=True)
    begin_marks(current, [milestone], actor=actor, seq=current.changed_seq)
    current.save(update_fields=["changed_seq"])
    derive(locked)
    return current


@transaction.atomic
def clear_milestone(*, entry: TimelineEntry, actor: User, milestone: Milestone) -> TimelineEntry:
    """Takes a milestone from an entry; it is unknown from then on."""
    locked, current = lock_entry(entry)
    if milestone not in current_milestones(current):
        return current
    current.changed_seq = next_seq(locked, is_entry_alone=True)
    end_marks(locked, [milestone], actor=actor, seq=current.changed_seq, entry=current)
    current.save(update_fields=["changed_seq"])
    derive(locked)
    return current


def current_milestones(entry: TimelineEntry) -> set[Milestone]:
    """The milestones on an entry, also those that a strike-through suspends."""
    marks = entry.marks.current().values_list("milestone", flat=True)
    return {Milestone(name) for name in marks}


def check_milestones(milestones: Iterable[Milestone], happened_at: datetime) -> None:
    """A milestone is something that happened: DomainError for one in the future."""
    if any(milestones):
        by_now(happened_at, field="when")
