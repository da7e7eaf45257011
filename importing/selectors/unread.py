"""Texts that wait to be read into a preview: how many, and whether they are late."""

from core.waiting import Waiting, waiting
from importing.enums import BatchState
from importing.models import ImportBatch


def waiting_texts() -> Waiting:
    """One small query, by an index of those that wait alone."""
    return waiting(ImportBatch.objects.filter(state=BatchState.READING), since="touched_at")
