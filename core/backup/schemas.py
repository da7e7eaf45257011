"""The database during a restore: the data from before is in a schema of its own. Each step is one transaction."""

from typing import Any

import psycopg
from psycopg import sql

from core.backup.unfinished import ASIDE, Unfinished

Database = psycopg.Connection[Any]


def step_aside(database: Database, unfinished: Unfinished, extensions: list[str]) -> None:
    """Makes room for the backup, and marks the restore as begun."""
    with database.transaction():
        database.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(sql.Identifier(ASIDE)))
        note = sql.SQL("COMMENT ON SCHEMA {} IS {}")
        database.execute(note.format(sql.Identifier(ASIDE), sql.Literal(unfinished.comment())))
        _make_room(database, extensions)


def make_room_again(database: Database, extensions: list[str]) -> None:
    """Removes what a restore that was cut off has put in place; the data from before stays aside."""
    with database.transaction():
        _move_extensions(database, "public", ASIDE)
        database.execute("DROP SCHEMA public CASCADE")
        _make_room(database, extensions)


def step_back(database: Database) -> None:
    """Puts the data from before back, and ends the restore."""
    with database.transaction():
        _move_extensions(database, "public", ASIDE)
        database.execute("DROP SCHEMA public CASCADE")
        database.execute(sql.SQL("COMMENT ON SCHEMA {} IS NULL").format(sql.Identifier(ASIDE)))
        database.execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(sql.Identifier(ASIDE)))


def drop_earlier(database: Database) -> None:
    """Removes the data from before, and ends the restore."""
    database.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(ASIDE)))


def _make_room(database: Database, extensions: list[str]) -> None:
    """What is in the schema comes from the backup, not the schema itself, nor the extensions in it."""
    database.execute("CREATE SCHEMA public")
    _move_extensions(database, ASIDE, "public")
    for name in extensions:
        database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))


def _move_extensions(database: Database, source: str, target: str) -> None:
    found = database.execute(
        "SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE nspname = %s", [source]
    ).fetchall()
    for (name,) in found:
        database.execute(
            sql.SQL("ALTER EXTENSION {} SET SCHEMA {}").format(sql.Identifier(str(name)), sql.Identifier(target))
        )
