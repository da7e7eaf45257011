"""Who may work with the database at the same time: a restore alone, backups and upgrades beside each other."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from core.backup.errors import BackupError
from core.backup.programs import OUR_NAME, connection_info
from core.backup.unfinished import RESTORE_LOCK, UnfinishedRestore, unfinished_restore

Database = psycopg.Connection[Any]

LEAVING = 5.0  # seconds: PostgreSQL lists a connection for a moment after its client has gone
# PostgreSQL hides from an ordinary user what kind another user's session is, but not whose; its own have no user.
_CLIENTS = """
    datname = current_database() AND pid <> pg_backend_pid()
    AND (backend_type = 'client backend' OR backend_type IS NULL AND usesysid IS NOT NULL)
"""


@contextmanager
def alone() -> Iterator[Database]:
    """A connection of its own, beside which no other restore, backup or upgrade runs. Raises BackupError.

    Programs of a restore that was killed are ended: they may still be writing.
    """
    connection.close()
    with suppress(AttributeError):  # without a pool there is none to close
        connection.close_pool()  # type: ignore[attr-defined]
    try:
        with psycopg.connect(make_conninfo(**connection_info()), autocommit=True) as database:
            if not _soon(lambda: _one(database, "SELECT pg_try_advisory_lock(%s)", [RESTORE_LOCK])):
                raise BackupError("A backup, an upgrade or another restore is running. Wait until it has ended.")
            _end(database, "application_name = %s", [f"{OUR_NAME} pg_restore"])
            yield database
    except psycopg.Error as error:
        text = f"The database failed: {str(error).strip()} `manage.py doctor` says whether a restore is unfinished."
        raise BackupError(text) from error


def refuse_others(database: Database) -> None:
    """Raises BackupError while others are connected; those that are just leaving get a few seconds."""
    count = f"SELECT count(*) FROM pg_stat_activity WHERE {_CLIENTS}"  # noqa: S608 - a constant
    if not _soon(lambda: _one(database, count) == 0):
        others = _one(database, count)
        raise BackupError(
            f"{others} other connections to the database are open. Stop web, stream, worker and beat first."
        )


def end_others(database: Database) -> None:
    """Ends our other connections. Their owners connect again, and are then told of the restore."""
    _end(database, "usename = current_user", [])


@contextmanager
def beside_backups() -> Iterator[None]:
    """For what no restore may run beside. Raises BackupError while one runs, UnfinishedRestore when one was cut off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [RESTORE_LOCK])
        if not cursor.fetchone()[0]:
            raise BackupError("A restore is running. Wait until it has ended.")
        try:
            if unfinished := unfinished_restore():
                raise UnfinishedRestore(unfinished)
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [RESTORE_LOCK])


def _end(database: Database, condition: str, values: list[str]) -> None:
    """Ends those connections, and waits until they are gone."""
    which = f"FROM pg_stat_activity WHERE {_CLIENTS} AND {condition}"  # the condition is one of those above
    database.execute(f"SELECT pg_terminate_backend(pid) {which}", values)
    _soon(lambda: _one(database, f"SELECT count(*) {which}", values) == 0)


def _soon(is_so: Any) -> bool:
    """Whether it is so, now or within LEAVING seconds."""
    ends = time.monotonic() + LEAVING
    while not is_so():
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
    return True


def _one(database: Database, query: str, values: list[Any] | None = None) -> Any:
    row = database.execute(query, values).fetchone()
    return row[0] if row else None
