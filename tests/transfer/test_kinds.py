"""Each model is decided: what leaves, and what stays with a reason."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import NOT_PROVIDED

from transfer.exporting.files import kinds_with_files
from transfer.kinds import LEAVES, STAYS
from transfer.selectors.records import leaving_kinds

MODELS = [model._meta.label for model in apps.get_models()]
PARTLY = {label for label, leaves in LEAVES.items() if leaves.only}


@pytest.mark.parametrize("label", MODELS)
def test_each_model_leaves_or_stays(label):
    assert (label in LEAVES) != (label in STAYS), f"Put {label} into one of the tables of transfer/kinds.py."


def test_the_tables_name_no_other():
    assert {*LEAVES, *STAYS} <= set(MODELS)


def test_nothing_that_leaves_refers_to_what_stays():
    broken = [
        f"{kind.label}.{field.name}"
        for kind in leaving_kinds()
        for field in [*kind.model._meta.local_fields, *kind.model._meta.local_many_to_many]
        if field.name in kind.fields and field.is_relation
        if field.related_model._meta.label not in LEAVES or field.related_model._meta.label in PARTLY
    ]
    assert not broken


def test_what_stays_of_a_record_has_a_value_when_it_comes_back():
    left = [
        f"{kind.label}.{name}"
        for kind in leaving_kinds()
        for name in kind.leaves.without
        for field in [kind.model._meta.get_field(name)]
        if field.default is NOT_PROVIDED and not field.null and name != "password"
    ]
    assert not left


def test_foreign_keys_are_checked_at_the_end():
    """So that records may come in any order."""
    tables = [kind.model._meta.db_table for kind in leaving_kinds()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)"
            " AND NOT condeferred",
            [tables],
        )
        at_once = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferred")
        assert cursor.fetchone()[0] >= len(tables)
    assert at_once == []


def test_stored_bytes_are_those_of_attachments():
    """`exported_name` knows where each stands."""
    assert {kind.label for kind in kinds_with_files()} == {"incidents.attachment", "incidents.uncheckedpicture"}
