"""Storing what a form sent once, also when it arrives in two places at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from core.errors import Conflict

SENT_BEFORE = "This was already sent with different content, which was kept. Send yours as a new one."


@contextmanager
def stored_once(words: str = SENT_BEFORE) -> Iterator[None]:
    """Turns the database's refusal of a second row under one client UUID into a Conflict with these words.

    The constraint is called `…_sent_once`, or is that of a unique UUID column. Other refusals stay what they are. There
    is no savepoint: the Conflict must end the transaction.
    """
    try:
        yield
    except IntegrityError as error:
        if not _is_about_uuid(error):
            raise
        raise Conflict(words) from error


def _is_about_uuid(error: IntegrityError) -> bool:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = str(getattr(diagnosis, "constraint_name", None) or "")
    return name.endswith("_sent_once") or "uuid" in name
