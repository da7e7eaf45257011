"""Texts that were pasted, and read as the worker reads them."""

from typing import Any

from importing.models import ImportBatch
from importing.services.batches import begin_import, read_again
from importing.services.reading import read_waiting


def read_import(**sent: Any) -> ImportBatch:
    """The preview of a text; as `begin_import` takes it."""
    batch = begin_import(**sent)
    read_waiting()
    batch.refresh_from_db()
    return batch


def read_anew(*, batch: ImportBatch, **sent: Any) -> ImportBatch:
    """The preview once more; as `read_again` takes it."""
    read_again(batch=batch, **sent)
    read_waiting()
    batch.refresh_from_db()
    return batch
