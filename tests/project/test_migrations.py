"""Migrations run while processes of the release before still serve: none of them may break what those write."""

import pytest
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

OURS = {"accounts", "core", "incidents", "notifications", "postmortems"}
# Columns of the first release: no process that does not know them can still serve.
FIRST = {("accounts", "user", "session_epoch"), ("postmortems", "reminder", "because")}


def added() -> list[tuple[Migration, AddField]]:
    """Every column that was added to a table which stood before, as it is in the database."""
    every = sorted(MigrationLoader(None).disk_migrations.items())
    ours = [migration for (app, _), migration in every if app in OURS]
    return [
        (migration, operation)
        for migration in ours
        for operation in migration.operations
        if isinstance(operation, AddField) and operation.model_name_lower not in _created(migration)
    ]


def _created(migration: Migration) -> set[str]:
    return {each.name_lower for each in migration.operations if isinstance(each, CreateModel)}


def name(each: tuple[Migration, AddField]) -> str:
    return f"{each[0].app_label}.{each[1].model_name}.{each[1].name}"


@pytest.mark.parametrize("each", added(), ids=name)
def test_a_process_that_does_not_know_a_new_column_can_still_insert(each: tuple[Migration, AddField]) -> None:
    """Django takes its own defaults off again once a column stands: only the database's stays."""
    migration, operation = each
    if (migration.app_label, operation.model_name_lower, operation.name) in FIRST:
        return
    field = operation.field
    assert field.null or field.many_to_many or field.db_default is not NOT_PROVIDED
