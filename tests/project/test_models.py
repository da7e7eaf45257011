"""What the database itself holds, whoever writes: words that are known, and no index twice."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CheckConstraint, F, ForeignKey, Q, UniqueConstraint
from django.db.models.expressions import OrderBy

OURS = [
    model
    for model in apps.get_models()
    if Path(apps.get_app_config(model._meta.app_label).path).parent == Path(settings.ROOT)
]
CHOSEN = [(model, field) for model in OURS for field in model._meta.local_fields if field.choices]
KEYS = [
    (model, field)
    for model in OURS
    for field in model._meta.local_fields
    if isinstance(field, ForeignKey) and not field.unique
]


def named(case):
    model, field = case
    return f"{model._meta.label}.{field.name}"


def leading_columns(model):
    """The first column of each index that holds all rows."""
    unique = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    for each in [*model._meta.indexes, *unique]:
        if each.condition is None:
            first = each.fields[0] if each.fields else each.expressions[0]
            first = first.expression if isinstance(first, OrderBy) else first
            yield first.name if isinstance(first, F) else str(first).lstrip("-")


@pytest.mark.parametrize("case", CHOSEN, ids=named)
def test_a_field_with_choices_holds_no_other_value(case):
    model, field = case
    checks = [each.condition for each in model._meta.constraints if isinstance(each, CheckConstraint)]
    values = [value for value, _ in field.choices]
    if field.blank and not field.null and "" not in values:  # NULL satisfies every check
        values = ["", *values]
    assert Q(**{f"{field.name}__in": values}) in checks


@pytest.mark.parametrize("case", KEYS, ids=named)
def test_a_foreign_key_has_no_index_of_its_own_where_another_begins_with_it(case):
    model, field = case
    assert not (field.db_index and field.name in leading_columns(model))
