"""Importing what needs no attention: one press queues it, and the worker imports one after the other."""

import logging
import time

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.errors import DomainError
from importing.enums import DocumentState
from importing.models import Document, DocumentBatch
from importing.services.documents.dropping import touch
from importing.services.documents.recording import import_document

logger = logging.getLogger(__name__)
FAILED = "Importing it failed. Tell whoever runs this server: the reason is in its log."


@transaction.atomic
def queue_ready(*, batch: DocumentBatch, actor: User) -> int:
    """Everything of a batch that needs no attention, and was not imported before; says how many."""
    ready = batch.documents.filter(state=DocumentState.READY, earlier=None)
    count = ready.update(state=DocumentState.QUEUED)
    if not count:
        raise DomainError("Nothing is ready: open those that need a look, or wait until they are read.")
    touch(batch.pk)
    return count


def import_queued(*, seconds: float = 10) -> int:
    """Imports the queued documents, for so long at most. Says how many."""
    until, count = time.monotonic() + seconds, 0
    numbers = Document.objects.filter(state=DocumentState.QUEUED).order_by("pk").values_list("pk", flat=True)
    for number in numbers[:1_000]:
        if time.monotonic() >= until:
            break
        count += import_one(number=number)
    return count


def import_one(*, number: int) -> bool:
    """Whether it was imported. What cannot be needs a look, and holds the others not up."""
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
    queued = Document.objects.filter(pk=number, state=DocumentState.QUEUED).select_related("batch__started_by")
    document = queued.select_for_update(of=("self",), skip_locked=True).first()
    if document is not None:
        document.state = DocumentState.READY
        document.save(update_fields=["state"])
    return document


def _give_back(number: int, why: str) -> None:
    queued = Document.objects.filter(Q(state=DocumentState.QUEUED), pk=number)
    queued.update(state=DocumentState.ATTENTION, attention=1_000, note=why[:300])
