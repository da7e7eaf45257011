"""Work of the worker on documents, each in its own transaction, and counted before it begins.

A document that stops its worker each time is given up, and says so. One that fails does not hold the others up.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from importing.enums import DocumentState
from importing.models import Document

MOST_TRIES = 3
READ = ("text", "reading", "record")  # large, and empty until it is read


@transaction.atomic
def count_try(*, number: int, state: DocumentState, given_up: Mapping[str, Any]) -> bool:
    """Counts a try of a document in that state. False when another worker is at it, or there were enough of them.

    Then its columns become those of `given_up`.
    """
    document = lock_waiting(number, state)
    if document is None:
        return False
    document.failures += 1
    is_given_up = document.failures > MOST_TRIES
    changed = given_up if is_given_up else {}
    for column, value in changed.items():
        setattr(document, column, value)
    document.save(update_fields=["failures", *changed])
    return not is_given_up


def lock_waiting(number: int, state: DocumentState) -> Document | None:
    """A document in that state, locked, without what was read; None when it is gone, further, or locked elsewhere."""
    waiting = Document.objects.filter(pk=number, state=state).defer(*READ).select_related("batch__started_by")
    return waiting.select_for_update(of=("self",), skip_locked=True).first()
