"""Migrations run while processes of the release before still serve: none of them may break what those write."""

from pathlib import Path

from django.conf import settings
from django.db.migrations import AddField, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

OURS = {path.parent.parent.name for path in Path(settings.ROOT).glob("*/migrations/__init__.py")}


def added_columns() -> list[tuple[Migration, AddField]]:
    """Every column that was added to a table which stood before."""
    every = sorted(MigrationLoader(None).disk_migrations.items())
    ours = [migration for (app, _), migration in every if app in OURS]
    return [
        (migration, operation)
        for migration in ours
        for operation in migration.operations
        if isinstance(operation, AddField) and not migration.initial
    ]


def test_a_process_that_does_not_know_a_new_column_can_still_insert():
    """Django takes its own defaults off again once a column stands: only the database's stays."""
    refusing = [
        f"{migration}: {operation.model_name}.{operation.name}"
        for migration, operation in added_columns()
        if not (operation.field.null or operation.field.many_to_many or operation.field.db_default is not NOT_PROVIDED)
    ]
    assert not refusing
