"""Owner and due date of an action item, changed together: one step, and one message to each who hears of it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import User
from actions.models import ActionItem
from actions.services.events import describe, record
from actions.services.notices import tell_changed, tell_owner
from actions.services.owners import check_owner, refuse_verifier
from actions.services.writing import lock_item, save_item
from core.errors import Conflict, DomainError


@dataclass(frozen=True, slots=True)
class OwnerAndDate:
    """What both are to be, and why."""

    owner: User | None
    due_on: date | None
    reason: str = ""
    make_member: bool = False


@transaction.atomic
def change_owner_and_date(*, item: ActionItem, actor: User, wanted: OwnerAndDate, base_version: int) -> ActionItem:
    """Changes what differs. A date that was set before changes with a reason only: raises DomainError.

    Raises Conflict when somebody changed the item since `base_version` and this would change it again, and DomainError
    for an owner who may not own it. Nothing is stored then.
    """
    item = lock_item(item)
    given, moved = describe("owner", item.owner, wanted.owner), describe("due_on", item.due_on, wanted.due_on)
    changes = [change for change in (given, moved) if change]
    if not changes:
        return item
    if item.version != base_version:
        raise Conflict(
            f"{item.reference} was changed while you were writing: {_as_it_is(item)}. Your changes are not saved yet: "
            "compare, then save."
        )
    if moved and item.due_on and not wanted.reason.strip():
        raise DomainError("Why does the date change? Give a short reason; nothing was changed.", field="reason")
    if given:
        refuse_verifier(item, wanted.owner)
        check_owner(item.incident, actor, wanted.owner, make_member=wanted.make_member)
    events = [record(item, actor, change, note=wanted.reason) for change in changes]
    item.owner, item.due_on = wanted.owner, wanted.due_on
    save_item(item, *(change.field for change in changes))
    if given:
        tell_owner(item, actor)
    tell_changed(item, actor, events)
    return item


def _as_it_is(item: ActionItem) -> str:
    owner = f"{item.owner.name} owns it" if item.owner else "nobody owns it"
    return f"{owner}, and it is due on {item.due_on:%-d %B %Y}" if item.due_on else f"{owner}, and it has no due date"
