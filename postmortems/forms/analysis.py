"""Forms of factors, lessons and measures."""

from typing import Any

from django import forms

from postmortems.enums import FactorKind, LessonKind, MeasureKind
from postmortems.services.analysis import MAX_TEXT, Row, fingerprint

NO_WORDS = {"required": "Write at least a few words."}


class RowForm(forms.Form):
    """What the three have in common. `seen` is the fingerprint of the row when the form was shown."""

    text = forms.CharField(max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 2}), error_messages=NO_WORDS)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: Row, data: Any = None, *, typed: dict[str, Any] | None = None) -> "RowForm":
        """The form of a stored row, bound when data is given; `typed` replaces what is stored.

        Its ids are its own on the page.
        """
        says = {"kind": row.kind, "text": row.text, "category": getattr(row, "category", "")} | (typed or {})
        return cls(data, initial=says | {"seen": fingerprint(row)}, auto_id=f"id_{row.pk}_%s")

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, as the services take it; only of a form that is valid."""
        return {name: self.cleaned_data[name] for name in ("kind", "category", "text") if name in self.fields}


class FactorForm(RowForm):
    """A factor."""

    kind = forms.ChoiceField(choices=FactorKind.choices, initial=FactorKind.CONTRIBUTING)
    category = forms.CharField(max_length=60, required=False, label="Category (optional)")
    field_order = ("kind", "category", "text")


class LessonForm(RowForm):
    """A lesson."""

    kind = forms.ChoiceField(choices=LessonKind.choices, initial=LessonKind.WENT_WELL)
    field_order = ("kind", "text")


class MeasureForm(RowForm):
    """A measure; its kind is optional."""

    kind = forms.ChoiceField(choices=MeasureKind.choices, required=False, initial=MeasureKind.UNSTATED)
    field_order = ("kind", "text")


FORMS: dict[str, type[RowForm]] = {"factors": FactorForm, "lessons": LessonForm, "measures": MeasureForm}
