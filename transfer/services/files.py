"""The bytes of attachments come back to where their records say they are stored."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from core.errors import DomainError
from transfer.exporting.files import kinds_with_files, rows_with_files, stored_files
from transfer.readers.folder import SUMS, Manifest, sha256


def restore_files(folder: Path, sums: dict[str, str], manifest: Manifest) -> Iterator[None]:
    """Copies them, one at a time.

    Raises DomainError when one is not what its SHA-256 says, when another is in its place, and when a record names one
    that is neither there nor was missing when everything left. What a stopped import has copied is written again; what
    none comes to name is deleted after a day.
    """
    count = 0
    for stored, name in _named_files():
        if name in sums:
            _restore(folder / name, stored, sums[name])
            count += 1
            yield
        elif name not in manifest.missing:
            raise DomainError(f"The export is incomplete: {SUMS} does not name {name}. Nothing was changed.")
    if count != manifest.attachments:
        raise DomainError(f"{count} files came back of {manifest.attachments} that left. Nothing was changed.")


def _named_files() -> Iterator[tuple[str, str]]:
    for kind in kinds_with_files():
        for row in rows_with_files(kind).iterator(chunk_size=500):
            yield from stored_files(row, kind)


def _restore(source: Path, stored: str, expected: str) -> None:
    target = _place(stored)
    if target.exists() and _sum(target) != expected:
        raise DomainError(f"{target} holds another file. MEDIA_ROOT must be empty. Nothing was changed.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.copyfile(source, part)
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        os.utime(part)
        part.replace(target)
    except OSError as error:
        raise DomainError(f"{stored} could not be stored: {error}. Nothing was changed.") from error
    if _sum(target) != expected:
        raise DomainError(f"{stored} came back with another SHA-256 than it left with. Nothing was changed.")


def _place(stored: str) -> Path:
    """Where it is stored; a name that leads elsewhere is refused."""
    try:
        return Path(default_storage.path(stored))
    except SuspiciousFileOperation as error:
        raise DomainError(f"A record names the file {stored}, which is outside of MEDIA_ROOT.") from error


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return sha256(file)
