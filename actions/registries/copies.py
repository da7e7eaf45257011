"""What the apps above hand on from one action item to another that goes on with its work."""

from collections.abc import Callable

from actions.models import ActionItem

Copy = Callable[[ActionItem, ActionItem], None]

_copies: list[Copy] = []


def register_copy(copy: Copy) -> None:
    """Registers what is handed on: `copy(item, successor)` runs in the transaction that created the successor."""
    _copies.append(copy)


def hand_on(item: ActionItem, successor: ActionItem) -> None:
    """Hands on all that the apps above hold about the item; the item keeps it too."""
    for copy in _copies:
        copy(item, successor)
