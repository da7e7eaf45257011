"""Makes a backup while everything keeps running."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from core.backup.archive import DUMP, FILES, Manifest, write_archive
from core.backup.errors import BackupError
from core.backup.exclusive import beside_backups
from core.backup.programs import Program, find_program
from core.backup.workplace import remove_left_workplaces, workplace
from core.clock import now
from core.disk import write_failure
from core.migration_state import applied_migrations

ONE_NAME = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP}  # what a file system without second names says


def make_backup(target: Path) -> Path:
    """One consistent file, readable by its owner alone, there only once it is complete.

    Raises BackupError, and UnfinishedRestore when a restore was cut off: then the data is not where it belongs.

    The database is dumped first, in one snapshot. Attachments are written before the row that names them and never
    changed, so those of the snapshot are all there when they are copied after it.
    """
    if target.exists():
        raise BackupError(f"{target} already exists. Choose another name, so that no backup is lost.")
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    with beside_backups():
        program = find_program("pg_dump", server=connection.cursor().connection.info.server_version // 10000)
        _write(target, program)
    return target


def _write(target: Path, program: Program) -> None:
    try:
        remove_left_workplaces(target.parent)
        with workplace(target.parent) as folder:
            part, dump = folder / "backup.tar", folder / DUMP
            manifest = _dump(program, dump)
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
                write_archive(file, manifest, _members(dump))
                file.flush()
                os.fsync(file.fileno())
            _publish(part, target)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error}") from error
    except DatabaseError as error:
        if trouble := write_failure(error):
            raise BackupError(f"Nothing was saved. {trouble} where the database is: free some space there.") from error
        raise


def _dump(program: Program, file: Path) -> Manifest:
    """Both of one snapshot: an upgrade may run meanwhile."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # it waits for as long as the dump takes
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        manifest = Manifest(now().isoformat(timespec="seconds"), applied_migrations(), extensions_in_use())
        program.run(
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--schema=public",
            "--exclude-table-data=core_cache",
            f"--snapshot={snapshot}",
            f"--file={file}",
        )
    return manifest


def _publish(part: Path, target: Path) -> None:
    """Gives the finished file its name, unless another backup has taken it meanwhile. Raises BackupError then.

    A second name for the same file, unlike a new name, replaces nothing.
    """
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise _taken(target) from error
    except OSError as error:
        if error.errno not in ONE_NAME:
            raise
        _rename(part, target)


def _rename(part: Path, target: Path) -> None:
    """On a file system on which a file has one name only, an empty file holds the name until ours replaces it."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise _taken(target) from error
    try:
        part.rename(target)
    except OSError:
        target.unlink()
        raise


def _taken(target: Path) -> BackupError:
    return BackupError(
        f"Another backup was saved as {target} meanwhile, and is kept. This one was not: choose another name."
    )


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
