"""What a redaction does in each app besides removing words from what hangs on an incident.

An app registers its part in a module of its own called `redactions`, which is imported once, when Django is ready.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import User
from incidents.models import Incident, TimelineEntry

RowChange = Callable[[Any, User, int], Collection[str]]
Erasure = Callable[[TimelineEntry, User, str], None]
Messages = Callable[[Incident], Q]
Forgetting = Callable[[], None]

_row_changes: dict[type[models.Model], RowChange] = {}
_for_customers: set[tuple[type[models.Model], str]] = {(Incident, "public_summary")}
_erasures: list[Erasure] = []
_messages: list[Messages] = []
_forgettings: list[Forgetting] = []


def register_row_change(model: type[models.Model], change: RowChange) -> None:
    """Registers what else changes in a row of this model from which words are removed.

    `change(row, actor, seq)` is called before the row is saved; it sets the columns that show an open form or page that
    the row changed, and returns their names. `seq` is the number of the redaction in the incident.
    Raises ValueError when the model has another change.
    """
    if _row_changes.setdefault(model, change) is not change:
        raise ValueError(f"Two changes of a redacted {model.__name__} are registered.")


def register_for_customers(model: type[models.Model], *columns: str) -> None:
    """Registers columns that customers read: the mark in the place of their words names no colleague and no reason."""
    _for_customers.update((model, column) for column in columns)


def is_for_customers(model: type[models.Model], column: str) -> bool:
    """Whether customers read this column."""
    return (model, column) in _for_customers


def change_row(row: Any, actor: User, seq: int) -> Collection[str]:
    """Sets and names those columns; none for most models."""
    change = _row_changes.get(type(row))
    return change(row, actor, seq) if change else ()


def register_erasure(erasure: Erasure) -> None:
    """Registers what goes with an entry that is redacted.

    `erasure(entry, actor, reason)` removes copies of its words; entry, task and `facts` are still as they were.
    """
    _erasures.append(erasure)


def erase_with_entry(entry: TimelineEntry, actor: User, reason: str) -> None:
    """Removes the copies that the apps above hold of an entry's words."""
    for erasure in _erasures:
        erasure(entry, actor, reason)


def register_messages(messages: Messages) -> None:
    """Registers which deliveries speak of an incident: `messages(incident)` is a condition on them."""
    _messages.append(messages)


def messages_about(incident: Incident) -> Q:
    """A condition on deliveries: those that any app knows to speak of the incident."""
    found = Q(pk__in=())
    for messages in _messages:
        found |= messages(incident)
    return found


def register_forgetting(forget: Forgetting) -> None:
    """Registers what removes copies that can be made anew, such as files: `forget()` removes them all."""
    _forgettings.append(forget)


def forget_copies() -> None:
    """Removes all copies that any app can make anew; called by each redaction."""
    for forget in _forgettings:
        forget()
