"""The form of a template of action items."""

from typing import Any

from django import forms

from actions.models import ActionTemplate
from actions.services.templates import TemplateDetails
from catalogue.enums import ActionKind, Priority
from core.forms import MarkdownField


class ActionTemplateForm(forms.Form):
    """What an action item begins with."""

    title = forms.CharField(max_length=300, help_text="Also the name by which people choose it.")
    kind = forms.ChoiceField(choices=ActionKind.choices)
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int, initial=Priority.MEDIUM)
    description = MarkdownField(required=False, max_length=20_000, help_text="Markdown.")
    is_active = forms.BooleanField(
        label="In use", required=False, help_text="If not, it is offered no more; items that began with it stay."
    )

    def __init__(self, data: Any = None, *, template: ActionTemplate | None) -> None:
        names = ("title", "kind", "priority", "description", "is_active")
        super().__init__(data, initial={name: getattr(template, name) for name in names} if template else None)
        if template is None:
            del self.fields["is_active"]

    def details(self) -> TemplateDetails:
        """For the service."""
        return TemplateDetails(**{"is_active": True} | self.cleaned_data)
