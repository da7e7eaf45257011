"""Pictures that wait to be decoded: how many, and whether they are late."""

from core.waiting import Waiting, waiting
from incidents.models import UncheckedPicture


def waiting_pictures() -> Waiting:
    """One small query, of a table that is nearly always empty."""
    return waiting(UncheckedPicture.objects.all(), since="due_at")
