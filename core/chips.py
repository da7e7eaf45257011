"""The active filters, each as a chip that can be removed."""

from dataclasses import dataclass

from django.forms import Field, Form, ModelChoiceField
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter; `without` is the address of the same list without it."""

    label: str
    words: str
    without: str


def chips(form: Form, query: QueryDict) -> list[Chip]:
    """The chips of a bound, checked filter form. Values that were refused have no chip."""
    found = []
    for name, value in form.cleaned_data.items():
        if value in (None, "", []):
            continue
        rest = query.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        field = form.fields[name]
        found.append(Chip(str(field.label or name).capitalize(), _words(field, value), f"?{rest.urlencode()}"))
    return found


def _words(field: Field, value: object) -> str:
    if isinstance(field, ModelChoiceField):
        return str(value)
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(item), str(item)) for item in values)
