"""The form of a postmortem's template: what it is for, its sections, and an incident to try it on."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from accounts.models import Team
from catalogue.models import Service, Severity
from core.errors import DomainError
from core.references import read_number
from incidents.models import Incident
from postmortems.enums import IncidentKind, Requirement, SectionKind
from postmortems.models import PostmortemTemplate
from postmortems.selectors.templates import next_position
from postmortems.services.sections import MAX_HEADING, MAX_SECTIONS
from postmortems.services.templates import SectionDetails, TemplateChanged, TemplateDetails, identity

KINDS = [(kind.value, str(kind.label)) for kind in SectionKind]


class TemplateForm(forms.Form):
    """Its name, its conditions and its rule; `number` is the incident to try it on."""

    name = forms.CharField(max_length=80)
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, empty_label="Any", help_text="Incidents that name this service."
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, empty_label="Any", help_text="Incidents with a service of this team."
    )
    severity = forms.ModelChoiceField(Severity.objects.all(), required=False, empty_label="Any")
    kind = forms.ChoiceField(choices=IncidentKind.choices, required=False)
    requirement = forms.ChoiceField(
        label="A postmortem is",
        choices=Requirement.choices,
        initial=Requirement.BY_SEVERITY,
        help_text="For the incidents that this template is for. Drills need none unless a template for drills says so.",
    )
    position = forms.IntegerField(
        label="Order",
        min_value=0,
        max_value=32_000,
        help_text="Of templates that are equally specific, the one with the lowest number is taken.",
    )
    is_active = forms.BooleanField(
        required=False, initial=True, label="In use", help_text="Postmortems that began from it stay as they are."
    )
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    number = forms.CharField(label="Incident, such as INC-12", max_length=20, required=False)

    def __init__(self, data: QueryDict | None = None, *, template: PostmortemTemplate | None = None) -> None:
        super().__init__(data, initial=self._initial(template))
        for name, rows in (("service", Service.objects), ("team", Team.objects)):
            present = getattr(template, f"{name}_id") if template else None
            self.fields[name].queryset = rows.filter(Q(is_active=True) | Q(pk=present))  # type: ignore[attr-defined]
        if template is None:
            del self.fields["is_active"], self.fields["seen"]

    @staticmethod
    def _initial(template: PostmortemTemplate | None) -> dict[str, object]:
        if template is None:
            return {"position": next_position()}
        names = ("name", "service", "team", "severity", "kind", "requirement", "position", "is_active")
        return {name: getattr(template, name) for name in names} | {"seen": identity(template)}

    def ask_about(self, error: DomainError) -> None:
        """After a change of somebody else, saving once more is about what the template is by now."""
        if isinstance(error, TemplateChanged):
            assert isinstance(self.data, QueryDict)  # noqa: S101 - for the type checker
            data = self.data.copy()
            data["seen"] = error.present
            self.data = data

    def clean_number(self) -> int | None:
        """The number of an incident; None where nothing was typed."""
        typed = self.cleaned_data["number"]
        number = read_number(typed, Incident.PREFIX) if typed else None
        if typed and number is None:
            raise forms.ValidationError("Enter the number of an incident, such as INC-12.")
        return number

    def details(self, sections: tuple[SectionDetails, ...]) -> TemplateDetails:
        """For the service layer."""
        said = self.cleaned_data
        return TemplateDetails(
            name=said["name"],
            sections=sections,
            position=said["position"],
            service=said["service"],
            team=said["team"],
            severity=said["severity"],
            kind=IncidentKind(said["kind"]),
            requirement=Requirement(said["requirement"]),
            is_active=said.get("is_active", True),
        )


class TemplateSectionForm(forms.Form):
    """One section of a template."""

    place = forms.IntegerField(label="Order", min_value=1, max_value=999, required=False)
    heading = forms.CharField(max_length=MAX_HEADING, required=False)
    kind = forms.ChoiceField(choices=KINDS, initial=SectionKind.CUSTOM)
    guidance = forms.CharField(
        max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}), label="What belongs here"
    )
    is_required = forms.BooleanField(required=False, label="Must be written before publishing")
    is_for_customers = forms.BooleanField(required=False, label="In the customer version")


class _SectionFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The sections of a template, with an empty one at the end."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this section"

    def details(self) -> tuple[SectionDetails, ...]:
        """Those that are filled in and not removed, by their numbers; without one they come last, as they stand."""
        said: list[dict[str, Any]] = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        kept = [row for row in said if row and not row.get("DELETE") and _is_meant(row)]
        kept.sort(key=lambda row: row["place"] or 1000)
        return tuple(
            SectionDetails(
                kind=SectionKind(row["kind"]),
                heading=row["heading"],
                guidance=row["guidance"],
                is_required=row["is_required"],
                is_for_customers=row["is_for_customers"],
            )
            for row in kept
        )


def _is_meant(row: dict[str, Any]) -> bool:
    """Whether something was filled in: a heading, guidance, or a kind of its own."""
    return bool(row["heading"] or row["guidance"] or row["kind"] != SectionKind.CUSTOM)


SectionFormSet = forms.formset_factory(
    TemplateSectionForm, formset=_SectionFormSet, extra=1, can_delete=True, max_num=MAX_SECTIONS + 1
)


def section_forms(data: QueryDict | None, sections: list[dict[str, object]], *, one_more: bool = False) -> Any:
    """The forms of the sections; with `one_more` another empty one stands after those that were sent."""
    if data is None:
        return SectionFormSet(initial=sections, prefix="sections")
    if one_more:
        data = data.copy()
        count = data.get("sections-TOTAL_FORMS", "")
        if count.isdecimal() and int(count) <= MAX_SECTIONS:
            data["sections-TOTAL_FORMS"] = str(int(count) + 1)
    return SectionFormSet(data, initial=sections, prefix="sections")
