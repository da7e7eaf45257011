"""Whether a move of an action item was made already: pressed twice by one person, or by two people."""

from collections.abc import Sequence

from accounts.models import User
from actions.models import ActionEvent, ActionItem
from actions.querysets import UNFINISHED
from actions.transitions import ACTION_ITEM, ActionMove
from core.errors import Conflict


def made_already(item: ActionItem, action: str) -> ActionMove | None:
    """The move of that name that leads to how the item is now; None when there is none."""
    for move in ACTION_ITEM:
        fits = move.target in UNFINISHED or move.verdict == item.verdict
        if move.action == action and move.target == item.status and fits:
            return move
    return None


def require_same(*, item: ActionItem, actor: User, move: ActionMove, words: str, title: str = "") -> None:
    """Conflict unless the newest move is this one, by the same person in the same words: their button, pressed twice.

    `title` is that of the follow-up, for the move that opens one.
    """
    newest = _newest(item)
    is_same = (
        bool(newest)
        and newest[0].actor_id == actor.pk
        and newest[0].note == words.strip()
        and _is_of(newest, move)
        and (not title or title == item.follow_ups.order_by("-pk").values_list("title", flat=True).first())
    )
    if not is_same:
        by = f" by {newest[0].actor.name}" if newest and newest[0].actor else ""
        raise Conflict(
            f"{item.reference} is {item.get_status_display().lower()} already{by}, so nothing was changed. What you "
            "wrote is not stored: add it as a comment if it matters."
        )


def _newest(item: ActionItem) -> Sequence[ActionEvent]:
    """The rows of the history that the newest move wrote, in their order."""
    rows = item.events.filter(field__in=["status", "verdict"]).select_related("actor")
    last = rows.order_by("-pk").first()
    return list(rows.filter(at=last.at).order_by("pk")) if last else []


def _is_of(newest: Sequence[ActionEvent], move: ActionMove) -> bool:
    found = {event.field: event for event in newest}
    status = found.get("status")
    moved = status is None or (status.before in move.sources and status.after == move.target)
    verdict = found["verdict"].after if "verdict" in found else ""
    return moved and verdict == move.verdict
