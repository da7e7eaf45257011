"""What beat calls."""

from celery import shared_task

from importing.services import adding, reading
from importing.services import batches as importing
from importing.services.documents import queue, uploading
from importing.services.documents import reading as documents

ADDING_SECONDS = READING_SECONDS = 10  # a tick's share; short, so that messages get their turn


@shared_task(name="importing.tasks.add_batches", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def add_batches() -> None:
    """Adds imports that are too large for a request."""
    adding.add_waiting(seconds=ADDING_SECONDS)


@shared_task(name="importing.tasks.read_batches", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def read_batches() -> None:
    """Reads the texts that wait for their preview."""
    reading.read_waiting(seconds=READING_SECONDS)


@shared_task(name="importing.tasks.read_documents", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def read_documents() -> None:
    """Reads the documents that wait, and imports those that somebody queued."""
    documents.read_waiting_documents(seconds=READING_SECONDS)
    queue.import_queued(seconds=ADDING_SECONDS)


@shared_task(name="importing.tasks.drop_old_previews", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def drop_old_previews() -> None:
    """Throws away pasted text and documents that nobody came back to."""
    importing.drop_old_previews()
    uploading.discard_old_documents()
