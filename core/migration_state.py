"""Which migrations of the code the database has not had yet."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


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


def applied_migrations() -> list[str]:
    """`app.name` of those the database had, sorted."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
