"""The history of an action item: one row for each field that changed, with its text before and after."""

from datetime import datetime

from accounts.models import User
from actions.models import ActionEvent, ActionItem
from actions.registries.panels import Change
from core.clock import now


def words(value: object) -> str:
    """A value as the history keeps it; None is empty."""
    return "" if value is None else str(value)


def describe(field: str, before: object, after: object) -> Change | None:
    """The change of a field, or None when there is none."""
    return None if before == after else Change(field, words(before), words(after))


def record(
    item: ActionItem, actor: User | None, change: Change, *, note: str = "", at: datetime | None = None
) -> ActionEvent:
    """Writes one row of the history, in the caller's transaction."""
    event = change_of(item, actor, change, note=note, at=at)
    event.save(force_insert=True)
    return event


def change_of(
    item: ActionItem, actor: User | None, change: Change, *, note: str = "", at: datetime | None = None
) -> ActionEvent:
    """A row of the history that is not stored yet."""
    return ActionEvent(
        item=item,
        at=at or now(),
        actor=actor,
        field=change.field,
        before=change.before,
        after=change.after,
        note=note.strip(),
    )
