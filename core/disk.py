"""How much is free where Debrief stores things, and whether an error says that there is nothing left."""

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

MB, GB = 1_000_000, 1_000_000_000
LEAST_FREE = 500 * MB
LEAST_SHARE = 0.05
ALWAYS_ENOUGH = 5 * GB  # 5 % of a disk of 100 GB
LEAST_TO_RUN = 16 * MB  # a segment of PostgreSQL's log
BACKUPS = "backups"
DISK_IS_FULL = "The disk is full"
FULL = {errno.ENOSPC, errno.EDQUOT}
UNWRITABLE = {errno.EROFS, errno.EIO}

_FOLDER = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"  # no row for those who may not see it

_told: list[str] = []  # the answer of the first connection


@dataclass(frozen=True, slots=True)
class Volume:
    """The disk that holds the database, the attachments or the backups: bytes free to us, and in all."""

    holds: str
    folder: Path
    free: int
    size: int

    @property
    def is_short(self) -> bool:
        """Whether so little is left that it should not be written to before somebody has freed some."""
        return self.free < max(LEAST_FREE, min(self.size * LEAST_SHARE, ALWAYS_ENOUGH))

    def __str__(self) -> str:
        """How much is left, after *the disk of the database*."""
        share = self.free / self.size if self.size else 0.0
        return f"has {_words(self.free)} of {_words(self.size)} left ({share:.0%}) at {self.folder}"


def volumes() -> list[Volume]:
    """Those that can be seen from this machine: left out is a disk that is elsewhere, or that we may not see.

    No query. Raises OperationalError when the database has never been reached, and cannot be now.
    """
    data = database_folder()
    places = {"attachments": Path(settings.MEDIA_ROOT), BACKUPS: Path(settings.BACKUP_ROOT)}
    return list(_measured(({"database": data} if data else {}) | places))


def disk_trouble() -> str:
    """A sentence for people on the disks with little space; empty when all have enough. As `volumes` raises."""
    return trouble_of(volumes())


def trouble_of(found: Sequence[Volume]) -> str:
    """The same of some disks."""
    short = [volume for volume in found if volume.is_short]
    if not short:
        return ""
    by_disk = {(volume.free, volume.size): volume for volume in reversed(short)}  # several things on one disk
    words = "; ".join(f"that of the {volume.holds} {volume}" for volume in reversed(by_disk.values()))
    if any(volume.free < LEAST_TO_RUN for volume in short):
        return f"A disk is full: {words}. What is written there is refused until somebody has freed some space."
    return f"A disk is nearly full: {words}. Free some space, or Debrief can soon store nothing more."


def write_failure(error: BaseException | None) -> str:
    """`The disk is full` or `The disk cannot be written to`, when that is why; else empty. Looks at causes, too."""
    while error is not None:
        if isinstance(error, psycopg.errors.DiskFull) or (isinstance(error, OSError) and error.errno in FULL):
            return DISK_IS_FULL
        if isinstance(error, psycopg.errors.IoError) or (isinstance(error, OSError) and error.errno in UNWRITABLE):
            return "The disk cannot be written to"
        error = error.__cause__
    return ""


def database_folder() -> Path | None:
    """Where the database is; None when that is another machine or container, or the database does not tell us.

    Raises OperationalError when it has never been reached, and cannot be now.
    """
    host = str(connection.settings_dict["HOST"] or connection.settings_dict["OPTIONS"].get("host") or "")
    if host and not host.startswith("/"):
        return None
    if not _told:
        connection.ensure_connection()
    text = next(iter(_told), "")
    return Path(text) if text and _is_there(Path(text)) else None


def note_database_folder(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Asks the first connection of a process, so that no page has to, and a database that is away need not answer."""
    if not _told:
        row = connection.connection.execute(_FOLDER).fetchone()
        _told.append(str(row[0]) if row else "")


def is_database_full() -> bool:
    """Whether PostgreSQL has no space left to go on with, so that it stops. Asks nothing of the database."""
    data = database_folder() if _told else None
    return data is not None and any(volume.free < LEAST_TO_RUN for volume in _measured({"database": data}))


def _measured(places: dict[str, Path]) -> Iterator[Volume]:
    """A folder that is not there yet will be on the disk of the next one above it. What we may not see is left out."""
    for holds, folder in places.items():
        try:
            there = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
            found = os.statvfs(there)
        except OSError:
            continue
        yield Volume(holds, folder, found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)


def _is_there(path: Path) -> bool:
    """False, too, when we may not see it."""
    try:
        return path.exists()
    except OSError:
        return False


def _words(size: int) -> str:
    return f"{size / GB:.1f} GB" if size >= GB else f"{size / MB:.0f} MB"
