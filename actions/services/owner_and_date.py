"""Owner and due date of an action item: one or both in one step, and one message to each who hears of it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import User
from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services.events import describe, record
from actions.services.notices import tell_changed
from actions.services.owners import check_owner, refuse_verifier
from actions.services.writing import lock_item, save_item
from core.errors import Conflict, DomainError


@dataclass(frozen=True, slots=True)
class OwnerAndDate:
    """What both are to be, and why."""

    owner: User | None
    due_on: date | None
    note: str = ""
    make_member: bool = False


@transaction.atomic
def change_owner_and_date(*, item: ActionItem, actor: User, wanted: OwnerAndDate, base_version: int) -> ActionItem:
    """Changes what differs. Raises DomainError as `give_to` and `move_due_date` do.

    Raises Conflict when somebody changed the item since `base_version` and this would change it again: nothing is
    stored then.
    """
    item = lock_item(item)
    if _changes(item, wanted) and item.version != base_version:
        raise Conflict(
            f"{item.reference} was changed while you were writing: {_as_it_is(item)}. Your changes are not saved yet: "
            "compare, then save."
        )
    return _apply(item, actor, wanted)


@transaction.atomic
def give_to(
    *, item: ActionItem, actor: User, owner: User | None, note: str = "", make_member: bool = False
) -> ActionItem:
    """Gives it to somebody, or to nobody. Raises DomainError for an owner who may not own it."""
    item = lock_item(item)
    return _apply(item, actor, OwnerAndDate(owner, item.due_on, note, make_member))


@transaction.atomic
def move_due_date(*, item: ActionItem, actor: User, due_on: date | None, note: str = "") -> ActionItem:
    """Gives it another date (None: no date). Every date it had stays in its history.

    Raises DomainError without a reason, unless it is the first date.
    """
    item = lock_item(item)
    return _apply(item, actor, OwnerAndDate(item.owner, due_on, note))


def require_due_reason(change: Change, note: str) -> None:
    """Raises DomainError for a change of a date that was set before, without a reason."""
    if change.field == "due_on" and change.before and not note.strip():
        raise DomainError("Why is the due date changed? Give a short reason; nothing was changed.", field="note")


def _changes(item: ActionItem, wanted: OwnerAndDate) -> list[Change]:
    found = (describe("owner", item.owner, wanted.owner), describe("due_on", item.due_on, wanted.due_on))
    return [change for change in found if change]


def _apply(item: ActionItem, actor: User, wanted: OwnerAndDate) -> ActionItem:
    """For a locked item."""
    changes = _changes(item, wanted)
    if not changes:
        return item
    for change in changes:
        require_due_reason(change, wanted.note)
    if item.owner != wanted.owner:
        refuse_verifier(item, wanted.owner)
        check_owner(item.incident, actor, wanted.owner, make_member=wanted.make_member)
    events = [record(item, actor, change, note=wanted.note) for change in changes]
    previous = item.owner
    item.owner, item.due_on = wanted.owner, wanted.due_on
    save_item(item, *(change.field for change in changes))
    tell_changed(item, actor, events, previous_owner=previous)
    return item


def _as_it_is(item: ActionItem) -> str:
    owner = f"{item.owner.name} owns it" if item.owner else "nobody owns it"
    return f"{owner}, and it is due on {item.due_on:%-d %B %Y}" if item.due_on else f"{owner}, and it has no due date"
