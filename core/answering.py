"""Whether the database answers at all, asked in a way that ends even when it never does (a frozen server)."""

from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from threading import Lock, Thread

from django.db import DatabaseError, connection

from core.backup.unfinished import UnfinishedRestore

SECONDS = 4
CLOSED = "closed until a restore has ended"


class _Question:
    """The one that is asked now. Who comes while it waits gets its answer, so that no threads pile up."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answer: Future[str] | None = None

    def ask(self) -> "Future[str]":
        with self.lock:
            if self.answer is None or self.answer.done():
                self.answer = Future()
                Thread(target=_ask, args=[self.answer], name="database-answers", daemon=True).start()
            return self.answer


_question = _Question()


def database_trouble() -> str:
    """What is wrong with the database; empty when it answers. Takes a few seconds at most."""
    try:
        return _question.ask().result(timeout=SECONDS)
    except TooLate:
        return f"no answer for {SECONDS} seconds"


def _ask(answer: "Future[str]") -> None:
    """In a thread of its own, and so on a connection of its own."""
    found = ""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except UnfinishedRestore:
        found = CLOSED
    except DatabaseError as error:
        found = type(error).__name__
    connection.close()
    answer.set_result(found)
