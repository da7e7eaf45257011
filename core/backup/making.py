"""Makes a backup while everything keeps running."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from core.backup.archive import DUMP, FILES, Manifest, write_archive
from core.backup.errors import BackupError
from core.backup.programs import find_program
from core.clock import now
from core.migration_state import applied_migrations


def make_backup(target: Path) -> Path:
    """One consistent file, readable by its owner alone, there only once it is complete. Raises BackupError.

    The database is dumped first, in one snapshot. Attachments are written before the row that names them and never
    changed, so those of the snapshot are all there when they are copied after it.
    """
    if target.exists():
        raise BackupError(f"{target} already exists. Choose another name, so that no backup is lost.")
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    program = find_program("pg_dump")
    part = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            dump = Path(folder) / DUMP
            program.run(
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                "--schema=public",
                "--exclude-table-data=core_cache",
                f"--file={dump}",
            )
            manifest = Manifest(now().isoformat(timespec="seconds"), applied_migrations(), extensions_in_use())
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                write_archive(file, manifest, _members(dump))
                file.flush()
                os.fsync(file.fileno())
        part.rename(target)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def extensions_in_use() -> list[str]:
    """The extensions that live in our schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
            "WHERE nspname = 'public' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def _members(dump: Path) -> Iterator[tuple[str, Path]]:
    yield DUMP, dump
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith("."):
            yield FILES + name, path
