"""Changing several action items at once, each or not at all, and a trial that stores nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts.models import User
from actions.models import ActionItem
from actions.selectors.page import HistoryLine, line
from actions.services.items import set_priority
from actions.services.notices import holding_back, tell_together
from actions.services.owner_and_date import give_to, move_due_date
from actions.services.statuses import NO_DETAILS, MoveDetails, change_status
from actions.services.writing import lock_item
from core.errors import Conflict, DomainError
from incidents.services import lock_rows
from notifications.services import NewDelivery


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What is changed; None or empty leaves it. `gives` says that the owner changes, to nobody where it is None.

    `make_members`: the owner becomes a member of private incidents that they do not see.
    """

    gives: bool = False
    owner: User | None = None
    due_on: date | None = None
    priority: int | None = None
    action: str = ""
    reason: str = ""
    details: MoveDetails = field(default=NO_DETAILS)
    make_members: bool = False


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one item, or would: its changes in words, or why there are none, and what is to be sent."""

    item: ActionItem
    lines: list[HistoryLine]
    refusal: str = ""
    held: Sequence[NewDelivery] = ()


def try_change(*, items: Iterable[ActionItem], actor: User, change: BulkChange) -> list[BulkResult]:
    """What the change would do to each item; nothing is stored or sent."""
    return [_changed(item, actor, change, is_trial=True) for item in items]


@transaction.atomic
def change_several(
    *, items: Iterable[ActionItem], actor: User, change: BulkChange, seen: Mapping[int, int]
) -> list[BulkResult]:
    """Changes the items in one transaction, in which what is refused for one is done for the others.

    `seen` holds the versions that were shown. An item that somebody changed since is refused. Each person is told once.
    """
    chosen = list(items)
    lock_rows({item.incident_id for item in chosen})  # in this order, in whichever the items come
    results = [_changed(item, actor, change, seen=seen) for item in chosen]
    tell_together([delivery for result in results for delivery in result.held], actor)
    return results


def _changed(
    item: ActionItem, actor: User, change: BulkChange, *, seen: Mapping[int, int] | None = None, is_trial: bool = False
) -> BulkResult:
    try:
        with holding_back() as held, transaction.atomic():
            locked = lock_item(item)
            if seen is not None and seen.get(item.pk) != locked.version:
                raise Conflict("Somebody changed it since you looked. Look at it again.")
            lines = _apply(locked, actor, change)
            if is_trial:
                transaction.set_rollback(True)
    except DomainError as error:
        return BulkResult(item, [], error.message)
    return BulkResult(item, lines, held=held)


def _apply(item: ActionItem, actor: User, change: BulkChange) -> list[HistoryLine]:
    """Through the same use cases as on the page of one item; its new events say what changed."""
    last = item.events.order_by("-pk").values_list("pk", flat=True).first() or 0
    if change.gives:
        give_to(item=item, actor=actor, owner=change.owner, note=change.reason, make_member=change.make_members)
    if change.due_on:
        move_due_date(item=item, actor=actor, due_on=change.due_on, note=change.reason)
    if change.priority is not None:
        set_priority(item=item, actor=actor, priority=change.priority, note=change.reason)
    if change.action:
        change_status(item=item, actor=actor, action=change.action, reason=change.reason, details=change.details)
    return [line(event) for event in item.events.filter(pk__gt=last).select_related("actor").order_by("pk")]
