"""Whether the database is of an earlier or a later version than the code, and whether its tables fit the code."""

from functools import cache

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# A column that every new row needs a value for.
_COLUMNS = """
    SELECT table_name, column_name,
           is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
    FROM information_schema.columns WHERE table_schema = current_schema()
"""


@cache
def _of_the_code() -> frozenset[tuple[str, str]]:
    """Those the code brings; it does not change while a process runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def pending_migrations() -> list[str]:
    """`app.name` of those that have to be applied, sorted. One query. Raises OperationalError without a database."""
    applied = MigrationRecorder(connection).applied_migrations().keys()
    return sorted(f"{app}.{name}" for app, name in _of_the_code() - applied)


def unknown_migrations(applied: list[str]) -> list[str]:
    """Those among `app.name` that the code does not know: the data was written by another Debrief."""
    apps = {app for app, _ in _of_the_code()}
    known = {f"{app}.{name}" for app, name in _of_the_code()}
    return sorted(name for name in applied if name not in known and name.partition(".")[0] in apps)


def newer_database() -> str:
    """A sentence when the database has had migrations that the code does not know, else empty. One query."""
    unknown = unknown_migrations(applied_migrations())
    if not unknown:
        return ""
    return (
        f"The database comes from a newer version of Debrief: it has {unknown[0]}, which this version does not know. "
        "Install the newer version, or restore a backup that this one made."
    )


def applied_migrations() -> list[str]:
    """`app.name` of those the database had, sorted."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def schema_mismatch() -> str:
    """`table.column` that the code needs and the database lacks, or that it requires and the code does not know.

    Then an earlier state of a migration made the database. Empty when all is well.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        present = {(table, column): is_required for table, column, is_required in cursor.fetchall()}
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    wanted = {
        (model._meta.db_table, str(field.column)) for model in models for field in model._meta.local_concrete_fields
    }
    tables = {table for table, _ in wanted}
    unknown = {key for key, is_required in present.items() if is_required and key[0] in tables} - wanted
    return next((".".join(key) for key in sorted((wanted - present.keys()) | unknown)), "")
