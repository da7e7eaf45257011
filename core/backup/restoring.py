"""Replaces the database and attachments by those of a backup, completely or not at all."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from core.backup.archive import DUMP, FILES, Manifest, unpack
from core.backup.errors import BackupError
from core.backup.media import put_back, swap_content
from core.backup.programs import Program, connection_info, find_program
from core.migration_state import unknown_migrations

# What is in the schema, not the schema itself: that already exists, with the extensions in it.
OPTIONS = ("--schema=public", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
LEAVING = 5.0  # PostgreSQL lists a connection for a moment after its client has gone
ASIDE = "before_restore"  # the schema that holds the earlier database while the backup is put in place


def restore_backup(file: Path, *, even_if_in_use: bool = False) -> Manifest:
    """Replaces database and attachments. Raises BackupError, and then both are as they were.

    Until the dump is in, the earlier database is kept in a schema of its own, and the earlier attachments in a folder.
    """
    if not file.is_file():
        raise BackupError(f"{file} does not exist.")
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media, prefix=".restore-") as name:
        folder = Path(name)
        manifest = unpack(file, folder)
        newer = unknown_migrations(manifest.migrations)
        if newer:
            raise BackupError(f"This backup was made by a newer version of Debrief ({newer[0]}). Install that first.")
        program = find_program("pg_restore")
        _replace(program, folder, media, manifest, even_if_in_use=even_if_in_use)
    return manifest


def _replace(program: Program, folder: Path, media: Path, manifest: Manifest, *, even_if_in_use: bool) -> None:
    with _alone(even_if_in_use=even_if_in_use) as database:
        _step_aside(database, manifest.extensions)
        try:
            program.run(*OPTIONS, str(folder / DUMP))
            earlier = swap_content(folder / FILES.rstrip("/"), media)
        except (BackupError, OSError) as error:
            _step_back(database)
            raise BackupError(f"Nothing was changed: {error}") from error
        database.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(ASIDE)))
        shutil.rmtree(earlier, ignore_errors=True)


@contextmanager
def _alone(*, even_if_in_use: bool) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection of its own. Raises BackupError while others are connected, unless `even_if_in_use`."""
    connection.close()
    with suppress(AttributeError):  # without a pool there is none to close
        connection.close_pool()  # type: ignore[attr-defined]
    with psycopg.connect(make_conninfo(**connection_info()), autocommit=True) as database:
        others = 0 if even_if_in_use else _others(database)
        if others:
            raise BackupError(
                f"{others} other connections to the database are open. Stop web, stream, worker and beat first."
            )
        if _exists(database, ASIDE):  # an earlier restore was cut off
            _step_back(database)
            put_back(Path(settings.MEDIA_ROOT))
        yield database


def _others(database: "psycopg.Connection[tuple[object, ...]]") -> int:
    """How many others stay connected; those that are just leaving get LEAVING seconds."""
    ends = time.monotonic() + LEAVING
    while True:
        rows = database.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchall()
        if not rows or time.monotonic() > ends:
            return len(rows)
        time.sleep(0.1)


def _step_aside(database: "psycopg.Connection[tuple[object, ...]]", extensions: list[str]) -> None:
    with database.transaction():
        database.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(sql.Identifier(ASIDE)))
        database.execute("CREATE SCHEMA public")
        _move_extensions(database, ASIDE, "public")
        for name in extensions:
            database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))


def _step_back(database: "psycopg.Connection[tuple[object, ...]]") -> None:
    with database.transaction():
        _move_extensions(database, "public", ASIDE)
        database.execute("DROP SCHEMA public CASCADE")
        database.execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(sql.Identifier(ASIDE)))


def _move_extensions(database: "psycopg.Connection[tuple[object, ...]]", source: str, target: str) -> None:
    found = database.execute(
        "SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE nspname = %s", [source]
    ).fetchall()
    for (name,) in found:
        database.execute(
            sql.SQL("ALTER EXTENSION {} SET SCHEMA {}").format(sql.Identifier(str(name)), sql.Identifier(target))
        )


def _exists(database: "psycopg.Connection[tuple[object, ...]]", schema: str) -> bool:
    return database.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is not None
