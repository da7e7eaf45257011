"""The form of a template of customer updates."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from catalogue.models import Service, Severity
from core.forms import LineField, MarkdownField
from customers.models import UpdateTemplate
from customers.services.update_templates import TemplateDetails
from incidents.enums import Status
from incidents.querysets import UNTOLD_STATUSES

FILLED = (
    "{since}, {service} and {next} are filled in with what is known: since when, what it is called, the next update."
)


class UpdateTemplateForm(forms.Form):
    """Words that an update can begin with, and for which incidents."""

    name = LineField(max_length=80, help_text="What those who write an update choose it by.")
    text = MarkdownField(rows=6, max_length=4000, label="Words for customers", help_text=FILLED)
    status = forms.ChoiceField(
        required=False,
        choices=[("", "any, while it goes on"), *(each for each in Status.choices if each[0] not in UNTOLD_STATUSES)],
        widget=forms.Select({"class": "form-select"}),
    )
    severities = forms.ModelMultipleChoiceField(
        Severity.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, help_text="Choose none for all."
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, help_text="Choose none for all."
    )
    is_active = forms.BooleanField(required=False, initial=True, label="In use")

    def __init__(self, data: QueryDict | None = None, *, template: UpdateTemplate | None = None) -> None:
        super().__init__(data, initial=self._initial(template))
        named = template.services.values("pk") if template else ()
        fields: dict[str, Any] = self.fields
        fields["services"].queryset = Service.objects.filter(Q(is_active=True) | Q(pk__in=named))
        if template is None:
            del self.fields["is_active"]

    @staticmethod
    def _initial(template: UpdateTemplate | None) -> dict[str, Any]:
        if template is None:
            return {}
        names = ("name", "text", "status", "is_active")
        chosen = {"severities": template.severities.all(), "services": template.services.all()}
        return {name: getattr(template, name) for name in names} | chosen

    def details(self) -> TemplateDetails:
        """For the service layer."""
        said = self.cleaned_data
        return TemplateDetails(
            name=said["name"],
            text=said["text"],
            status=said["status"],
            severities=tuple(said["severities"]),
            services=tuple(said["services"]),
            is_active=said.get("is_active", True),
        )
