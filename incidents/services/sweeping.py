"""Bytes without a row: what is left of an upload whose transaction was rolled back."""

from datetime import timedelta

from django.core.files.storage import default_storage

from core.clock import now
from incidents.models import Attachment, UncheckedPicture

FOLDERS = ("attachments", "unchecked")
YOUNGEST = timedelta(days=1)  # an upload under way is younger


def sweep_files() -> int:
    """Deletes the stored bytes that no attachment names, once they are a day old. Says how many."""
    return sum(_sweep(f"{folder}/{part}") for folder in FOLDERS for part in _folders_in(folder))


def _folders_in(folder: str) -> list[str]:
    return default_storage.listdir(folder)[0] if default_storage.exists(folder) else []


def _sweep(folder: str) -> int:
    names = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    known = set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
    known |= set(Attachment.objects.filter(thumb__in=names).values_list("thumb", flat=True))
    known |= set(UncheckedPicture.objects.filter(file__in=names).values_list("file", flat=True))
    left = [name for name in names - known if default_storage.get_modified_time(name) < now() - YOUNGEST]
    for name in left:
        default_storage.delete(name)
    return len(left)
