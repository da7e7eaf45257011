"""Reading texts into previews, by the worker: five megabytes take it ten seconds.

A text is read in one transaction, under the lock of its batch, so that a worker that dies leaves nothing half done. How
often that was begun is counted before: a text that stops its worker each time is given up, and says so.
"""

import logging
import time
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.slots import slot
from importing.enums import BatchState
from importing.models import ImportBatch
from importing.readers.formats import detect, tidied
from importing.services.preview_lines import place_anew, write_lines

logger = logging.getLogger(__name__)
READERS = 1  # at a time in the whole installation: texts must not keep the workers from mail
SLOTS = 0x7EAD
LONGEST = timedelta(minutes=3)  # longer than the time limit of the task
MOST_TRIES = 2


def read_waiting(*, seconds: float = 10) -> int:
    """Reads the texts that wait, for so long at most. Says how many were read."""
    waiting = ImportBatch.objects.filter(state=BatchState.READING).order_by("failures", "pk")
    numbers = list(waiting.values_list("pk", flat=True))
    if not numbers:
        return 0
    until, read = time.monotonic() + seconds, 0
    with slot(SLOTS, READERS, frozen_after=LONGEST) as is_ours:
        while is_ours and numbers and time.monotonic() < until:
            read += _try(numbers.pop(0))
    return read


@transaction.atomic
def read_once_more(*, batch: ImportBatch, actor: User) -> ImportBatch:
    """A text that was given up is read again. Twice is once."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state == BatchState.UNREAD:
        locked.state, locked.failures, locked.touched_at = BatchState.READING, 0, now()
        locked.save(update_fields=["state", "failures", "touched_at"])
    return locked


def _try(batch_id: int) -> bool:
    """Whether it was read. One that fails does not hold the others up."""
    if not _begin(batch_id):
        return False
    try:
        return read_text(batch_id=batch_id)
    except Exception:
        logger.exception("Batch %s could not be read", batch_id)
        return False


@transaction.atomic
def _begin(batch_id: int) -> bool:
    """Counts a try; False when there were enough of them, or it is gone."""
    batch = _lock(batch_id)
    if batch is None:
        return False
    batch.failures += 1
    if batch.failures > MOST_TRIES:
        batch.state = BatchState.UNREAD
    batch.save(update_fields=["failures", "state"])
    return batch.state == BatchState.READING


@transaction.atomic
def read_text(*, batch_id: int) -> bool:
    """The lines of a text; those that are there keep what was chosen. False when there is no such text to be read."""
    batch = _lock(batch_id)
    if batch is None:
        return False
    batch.raw = tidied(batch.raw)
    batch.source = batch.source or detect(batch.raw).name
    if kept := {line.number: line for line in batch.lines.all()}:
        place_anew(batch, kept)
    else:
        write_lines(batch)
    batch.state, batch.failures = BatchState.PREVIEW, 0
    batch.save(update_fields=["raw", "source", "state", "failures"])
    return True


def _lock(batch_id: int) -> ImportBatch | None:
    waiting = ImportBatch.objects.filter(pk=batch_id, state=BatchState.READING)
    return waiting.select_for_update(of=("self",), skip_locked=True).first()
