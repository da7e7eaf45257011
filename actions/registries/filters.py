"""What the apps above narrow the list of action items by, among *More filters*."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from actions.querysets import ActionItemQuerySet


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """A choice; finished items are among the rows that it leaves. `narrow(rows, value, reader)` returns these."""

    label: str
    choices: tuple[tuple[str, str], ...]
    narrow: Callable[[ActionItemQuerySet, str, User], ActionItemQuerySet]


item_filters: dict[str, ItemFilter] = {}  # by the name in the address
