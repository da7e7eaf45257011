"""What the database itself holds, whoever writes: words that are known."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CheckConstraint, Q

OURS = [
    model
    for model in apps.get_models()
    if Path(apps.get_app_config(model._meta.app_label).path).parent == Path(settings.ROOT)
]
CHOSEN = [(model, field) for model in OURS for field in model._meta.local_fields if field.choices]


def named(case):
    model, field = case
    return f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("case", CHOSEN, ids=named)
def test_a_field_with_choices_holds_no_other_value(case):
    model, field = case
    checks = [each.condition for each in model._meta.constraints if isinstance(each, CheckConstraint)]
    values = [value for value, _ in field.choices]
    if field.blank and "" not in values:
        values = ["", *values]
    assert Q(**{f"{field.name}__in": values}) in checks
