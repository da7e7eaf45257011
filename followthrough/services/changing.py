"""Owner and date of an action item, changed from the board."""

from datetime import date

from django.db import transaction

from accounts.models import User
from actions.models import ActionItem
from actions.services.items import give_to, move_due_date
from core.errors import DomainError


@transaction.atomic
def change_owner_and_date(
    *, item: ActionItem, actor: User, owner: User | None, due_on: date | None, reason: str, make_member: bool = False
) -> None:
    """Changes what differs, in one step. A date that was set before changes with a reason only: raises DomainError."""
    moved = due_on != item.due_on
    if moved and item.due_on and not reason.strip():
        raise DomainError("Why does the date change? Give a short reason; nothing was changed.", field="reason")
    give_to(item=item, actor=actor, owner=owner, note=reason, make_member=make_member)
    if moved:
        move_due_date(item=item, actor=actor, due_on=due_on, note=reason)
