"""Migrations run while processes of the release before still serve: none of them may break what those write."""

from pathlib import Path

from django.conf import settings
from django.db.migrations import AddConstraint, AddField, AddIndex, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

OURS = {path.parent.parent.name for path in Path(settings.ROOT).glob("*/migrations/__init__.py")}


def ours() -> list[Migration]:
    """All migrations of Debrief."""
    return [found for (app, _), found in sorted(MigrationLoader(None).disk_migrations.items()) if app in OURS]


def added_columns() -> list[tuple[Migration, AddField]]:
    """Every column that was added to a table which stood before."""
    return [(migration, field) for migration in ours() if not migration.initial for field in fields_added(migration)]


def fields_added(migration: Migration) -> list[AddField]:
    """The columns that it adds to tables which stand by then."""
    return [operation for operation in migration.operations if isinstance(operation, AddField)]


def test_a_process_that_does_not_know_a_new_column_can_still_insert():
    """Django takes its own defaults off again once a column stands: only the database's stays."""
    refusing = [
        f"{migration}: {operation.model_name}.{operation.name}"
        for migration, operation in added_columns()
        if not (operation.field.null or operation.field.many_to_many or operation.field.db_default is not NOT_PROVIDED)
    ]
    assert not refusing


def test_a_new_table_comes_with_its_constraints_and_indexes():
    """As operations of their own, each has Django build all models anew. One may name a column that is added later."""
    apart = [
        f"{migration}: {operation.describe()}"
        for migration in ours()
        if migration.initial
        for operation in migration.operations
        if isinstance(operation, AddConstraint | AddIndex)
        and operation.model_name.lower() not in {field.model_name.lower() for field in fields_added(migration)}
    ]
    assert not apart
