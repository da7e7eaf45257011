"""Importing by the worker: what needs no attention, by one press, and what is too large for a request."""

import logging
import time

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from importing.enums import DocumentState
from importing.models import Document, DocumentBatch
from importing.readers.records import Record
from importing.services.documents.reading import lock_looked_at
from importing.services.documents.recording import import_document, refuse_unready
from importing.services.documents.tries import count_try, lock_waiting
from importing.services.documents.uploading import touch
from incidents.models import Incident

logger = logging.getLogger(__name__)
NEEDS_A_LOOK = {"state": DocumentState.ATTENTION, "attention": 1_000}
MOST_PARTS = 500  # of a document that is imported in a request
MOST_TEXT = 200_000  # characters of one
GIVEN_UP = "Importing it failed several times. Tell whoever runs this server: the reason is in its log."
FAILED = "Importing it failed. Tell whoever runs this server: the reason is in its log."


@transaction.atomic
def queue_ready(*, batch: DocumentBatch, actor: User) -> int:
    """Everything of a batch that needs no attention, and was not imported before; says how many."""
    ready = batch.documents.filter(state=DocumentState.READY, earlier=None)
    count = ready.update(state=DocumentState.QUEUED, failures=0)
    if not count:
        raise DomainError("Nothing is ready: open those that need a look, or wait until they are read.")
    touch(batch.pk)
    return count


@transaction.atomic
def import_or_queue(*, document: Document, actor: User) -> Incident | None:
    """The incident that it becomes; None for a large document, which the worker imports. Raises as `import_document`.

    What must be said first is said at once, whatever its size.
    """
    locked = lock_looked_at(document)
    record = Record.from_json(locked.record)
    parts = sum(map(len, record.part_lists.values())) + len(record.sections)
    if parts <= MOST_PARTS and len(locked.text) <= MOST_TEXT:
        return import_document(document=locked, actor=actor)
    refuse_unready(locked, record, actor)
    locked.state, locked.failures = DocumentState.QUEUED, 0
    locked.save(update_fields=["state", "failures"])
    touch(locked.batch_id)
    return None


def import_queued(*, seconds: float = 10) -> int:
    """Imports the queued documents, for so long at most. Says how many."""
    until, count = time.monotonic() + seconds, 0
    queued = Document.objects.filter(state=DocumentState.QUEUED).order_by("failures", "pk")
    numbers = list(queued.values_list("pk", flat=True)[:1_000])
    for number in numbers:
        if time.monotonic() >= until:
            break
        count += import_one(number=number)
    return count


def import_one(*, number: int) -> bool:
    """Whether it was imported. What cannot be needs a look, and does not hold the others up."""
    if not count_try(number=number, state=DocumentState.QUEUED, given_up=NEEDS_A_LOOK | {"note": GIVEN_UP}):
        return False
    try:
        with transaction.atomic():
            document = _take(number)
            if document is not None:
                import_document(document=document, actor=document.batch.started_by)
            return document is not None
    except DomainError as refused:
        _give_back(number, refused.message)
    except Exception:
        logger.exception("Document %s could not be imported", number)
        _give_back(number, FAILED)
    return False


def _take(number: int) -> Document | None:
    """The queued document, locked and ready to be imported; None when another worker is at it."""
    document = lock_waiting(number, DocumentState.QUEUED)
    if document is not None:
        document.state = DocumentState.READY
        document.save(update_fields=["state"])
    return document


def _give_back(number: int, why: str) -> None:
    Document.objects.filter(pk=number, state=DocumentState.QUEUED).update(**NEEDS_A_LOOK, note=why[:300])
