"""The database during a restore: the data from before is in a schema of its own. Each step is one transaction.

The schema `public` and the extensions in it stay where they are, and everything else in it is moved: who owns the
database need not own those two. Up to PostgreSQL 14 `public` belongs to the superuser, and always the functions of an
extension do.
"""

from typing import Any

import psycopg
from psycopg import sql

from core.backup.unfinished import ASIDE, Unfinished

Database = psycopg.Connection[Any]

DISCARDED = "restore_discarded"  # stands only within a transaction
# Tables take their indexes and the sequences of their columns along. An identity names the types of arguments: what may
# be such a type is moved last.
_CONTENT = """
    SELECT found.type, found.identity
    FROM (
        SELECT DISTINCT classid, objid FROM pg_depend
        WHERE refclassid = 'pg_namespace'::regclass AND deptype = 'n' AND classid <> 'pg_extension'::regclass
        AND refobjid = (SELECT oid FROM pg_namespace WHERE nspname = %s)
    ) of_schema, LATERAL pg_identify_object(classid, objid, 0) found
    WHERE NOT EXISTS (
        SELECT 1 FROM pg_depend part WHERE part.classid = of_schema.classid AND part.objid = of_schema.objid
        AND (part.deptype IN ('e', 'i') OR part.deptype = 'a' AND found.type = 'sequence')
    )
    ORDER BY classid IN ('pg_class'::regclass, 'pg_type'::regclass), classid, objid
"""


def step_aside(database: Database, unfinished: Unfinished, extensions: list[str]) -> None:
    """Makes room for the backup, and marks the restore as begun."""
    with database.transaction():
        database.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(ASIDE)))
        note = sql.SQL("COMMENT ON SCHEMA {} IS {}")
        database.execute(note.format(sql.Identifier(ASIDE), sql.Literal(unfinished.comment())))
        _move(database, "public", ASIDE)
        _add_extensions(database, extensions)


def make_room_again(database: Database, extensions: list[str]) -> None:
    """Removes what a restore that was cut off has put in place; the data from before stays aside."""
    with database.transaction():
        _discard(database)
        _add_extensions(database, extensions)


def step_back(database: Database) -> None:
    """Puts the data from before back, and ends the restore."""
    with database.transaction():
        _discard(database)
        _move(database, ASIDE, "public")
        database.execute(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(ASIDE)))


def drop_earlier(database: Database) -> None:
    """Removes the data from before, and ends the restore."""
    database.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(ASIDE)))


def _add_extensions(database: Database, extensions: list[str]) -> None:
    for name in extensions:
        database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(name)))


def _discard(database: Database) -> None:
    """Removes what is in `public`, but for extensions."""
    database.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(DISCARDED)))
    _move(database, "public", DISCARDED)
    database.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(DISCARDED)))


def _move(database: Database, source: str, target: str) -> None:
    """Everything in the schema, but for extensions."""
    for kind, identity in database.execute(_CONTENT, [source]).fetchall():
        move = sql.SQL("ALTER {} {} SET SCHEMA {}")  # PostgreSQL has quoted the identity
        database.execute(move.format(sql.SQL(kind), sql.SQL(identity), sql.Identifier(target)))
