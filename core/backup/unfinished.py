"""Whether a restore was begun and has not ended. Until it has, nothing but `manage.py restore` uses the database.

The schema that holds the data from before is the mark of it, and its comment names the backup. Both come and go in the
transactions that move the data, so the mark is there exactly as long as the data is.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from weakref import WeakSet

import psycopg
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

ASIDE = "before_restore"  # the schema that holds the data from before
RESTORE_LOCK = 0xDEB41F0  # of PostgreSQL's advisory locks: a restore has it alone, backups and upgrades share it

_LOOK = """
    SELECT coalesce(obj_description(oid, 'pg_namespace'), ''), EXISTS (
        SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND objid = %s
        AND classid = 0 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
    FROM pg_namespace WHERE nspname = %s
"""
_checked: WeakSet[Any] = WeakSet()  # connections that were opened while nothing was unfinished


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The backup that is being restored: its file, the SHA-256 of its manifest, and whether a process is at it now.

    Both texts are empty when the comment is not one of ours.
    """

    file: str = ""
    manifest: str = ""
    is_running: bool = False

    def comment(self) -> str:
        """What the schema's comment holds."""
        facts = asdict(self)
        del facts["is_running"]
        return json.dumps(facts)

    def __str__(self) -> str:
        """A sentence on what has happened, and what to do."""
        name = f" of {Path(self.file).name}" if self.file else ""
        if self.is_running:
            return f"A restore{name} is running: wait until it has ended."
        return (
            f"A restore{name} was cut off. The data from before it is kept, and nobody can use Debrief until the "
            "restore has ended: `manage.py restore --resume` finishes it, `manage.py restore --back-out` puts the data "
            "from before back."
        )


class UnfinishedRestore(OperationalError):
    """The database is closed until a restore has ended; the message says what to do."""


def find_unfinished(database: "psycopg.Connection[Any]") -> Unfinished | None:
    """The restore that has not ended; None when there is none. One query. Raises psycopg.Error."""
    found = database.execute(_LOOK, [RESTORE_LOCK, ASIDE]).fetchone()
    if found is None:
        return None
    facts: dict[str, Any] = {}
    with suppress(ValueError):
        facts = json.loads(found[0])
    return Unfinished(str(facts.get("file", "")), str(facts.get("manifest", "")), bool(found[1]))


def unfinished_restore() -> str:
    """A sentence for people on the restore that has not ended; empty when there is none.

    Raises OperationalError when the database cannot be reached.
    """
    try:
        with connection.cursor():  # wraps the errors of psycopg in those of Django
            return str(find_unfinished(connection.connection) or "")
    except UnfinishedRestore as refusal:
        return str(refusal)


def refuse_unfinished_restore(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Looks once at every new connection to the database. Raises UnfinishedRestore, and then the connection is closed.

    Connections are new to a restore: it refuses while there are others, or ends them.
    """
    opened = connection.connection
    if opened in _checked:
        return
    if unfinished := find_unfinished(opened):
        connection.close()
        raise UnfinishedRestore(str(unfinished))
    _checked.add(opened)
