"""Forms of the settings that incidents need."""

from dataclasses import fields
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from accounts.models import Team
from catalogue.models import Checklist, FactorCategory, IncidentRole, Rules, Service, Severity
from catalogue.selectors.calendars import WEEKDAYS
from catalogue.services.checklists import ChecklistDetails
from catalogue.services.factor_categories import CategoryDetails
from catalogue.services.incident_roles import RoleDetails
from catalogue.services.services import ServiceDetails
from catalogue.services.severities import SeverityRules
from core.forms import LineField
from core.working_days import WorkingDays, country_names


class ServiceForm(forms.Form):
    """A service: something that can fail."""

    name = forms.CharField(max_length=80)
    description = forms.CharField(max_length=300, required=False, help_text="What it does, for people new to it.")
    customer_name = LineField(
        max_length=80,
        required=False,
        label="Name for customers",
        help_text="What customers call it. Leave it empty if they do not know of it.",
    )
    on_status_page = forms.BooleanField(
        required=False, label="On the status page", help_text="Customers see there whether it works, by that name."
    )
    status_group = LineField(
        max_length=60,
        required=False,
        label="Group on the status page",
        help_text="Such as Online shop. Services of one group stand together.",
    )
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="No team")
    is_active = forms.BooleanField(required=False, initial=True, label="In use")

    def __init__(self, data: object = None, *, service: Service | None = None) -> None:
        super().__init__(data, initial=self._initial(service))  # type: ignore[arg-type]
        present = service.team_id if service else None
        self.fields["team"].queryset = Team.objects.filter(Q(is_active=True) | Q(pk=present))  # type: ignore[attr-defined]
        if service is None:
            del self.fields["is_active"]

    @staticmethod
    def _initial(service: Service | None) -> dict[str, object]:
        names = [field.name for field in fields(ServiceDetails)]
        return {name: getattr(service, name) for name in names} if service else {}

    def details(self) -> ServiceDetails:
        """For the service layer."""
        return ServiceDetails(**{"is_active": True} | self.cleaned_data)


class SeverityForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words and rules of a severity."""

    class Meta:
        model = Severity
        fields = (
            "name",
            "description",
            "announces",
            "customer_facing_by_default",
            "update_minutes",
            "postmortem_required",
        )

    def rules(self) -> SeverityRules:
        """For the service layer."""
        return SeverityRules(**self.cleaned_data)


class IncidentRoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role during an incident: its short name is chosen once, and a built-in one stays in use."""

    class Meta:
        model = IncidentRole
        fields = ("name", "slug", "description", "position", "is_active")
        labels: ClassVar = {"is_active": "In use"}
        help_texts: ClassVar = {
            "is_active": "If not, nobody can be given the role any more; incidents still show who had it."
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance.slug:
            del self.fields["is_active"]
            return
        del self.fields["slug"]
        if self.instance.is_built_in:
            del self.fields["is_active"]

    def clean_slug(self) -> str:
        """In small letters, as it is read after /role."""
        return str(self.cleaned_data["slug"]).lower()

    def details(self) -> RoleDetails:
        """For the service layer."""
        return RoleDetails(**{"slug": self.instance.slug, "is_active": True} | self.cleaned_data)


class FactorCategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """A category of factors."""

    class Meta:
        model = FactorCategory
        fields = ("name", "position", "is_active")
        labels: ClassVar = {"is_active": "In use"}
        help_texts: ClassVar = {
            "name": "All factors that have it show the new name.",
            "is_active": "If not, no factor can be given it any more; factors that have it keep it.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.fields["name"].help_text = "Such as capacity, or configuration."
            del self.fields["is_active"]

    def details(self) -> CategoryDetails:
        """For the service layer."""
        return CategoryDetails(**{"is_active": True} | self.cleaned_data)


class ChecklistForm(forms.Form):
    """A checklist: one task per line, and which incidents get them."""

    name = forms.CharField(max_length=80)
    items = forms.CharField(
        label="Tasks, one per line, in order", widget=forms.Textarea({"rows": 8}), max_length=20_000, strip=True
    )
    severities = forms.ModelMultipleChoiceField(
        Severity.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Incidents declared with one of these, or raised to it. Choose none for all severities.",
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Incidents that name one of these. Choose none for all incidents.",
    )
    for_private = forms.BooleanField(
        required=False,
        initial=True,
        label="Also for private incidents",
        help_text="Untick it where a task tells somebody who does not see a private incident.",
    )
    is_active = forms.BooleanField(required=False, initial=True, label="In use")

    def __init__(self, data: object = None, *, checklist: Checklist | None = None) -> None:
        super().__init__(data, initial=self._initial(checklist))  # type: ignore[arg-type]
        present = checklist.services.values("pk") if checklist else []
        self.fields["services"].queryset = Service.objects.filter(Q(is_active=True) | Q(pk__in=present))  # type: ignore[attr-defined]
        if checklist is None:
            del self.fields["is_active"]

    @staticmethod
    def _initial(checklist: Checklist | None) -> dict[str, object]:
        if checklist is None:
            return {}
        return {
            "name": checklist.name,
            "items": "\n".join(checklist.items.values_list("text", flat=True)),
            "severities": checklist.severities.all(),
            "services": checklist.services.all(),
            "for_private": checklist.for_private,
            "is_active": checklist.is_active,
        }

    def details(self) -> ChecklistDetails:
        """For the service layer."""
        said = self.cleaned_data
        return ChecklistDetails(
            said["name"],
            tuple(said["items"].splitlines()),
            tuple(said["severities"]),
            tuple(said["services"]),
            said["for_private"],
            said.get("is_active", True),
        )


class CalendarForm(forms.Form):
    """Which days a team works."""

    country = forms.ChoiceField(
        label="Public holidays of", required=False, help_text="They are not working days. Add regional ones below."
    )
    weekend = forms.TypedMultipleChoiceField(
        label="Weekend",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days_off = forms.CharField(
        label="Days off, one per line",
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Such as 2026-12-24. Days when the whole team does not work.",
    )

    def __init__(self, data: object = None, *, working_days: WorkingDays) -> None:
        initial = {
            "country": working_days.country,
            "weekend": sorted(working_days.weekend),
            "days_off": "\n".join(day.isoformat() for day in sorted(working_days.days_off)),
        }
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["country"].choices = [("", "No country"), *country_names().items()]  # type: ignore[attr-defined]

    def clean_days_off(self) -> frozenset[date]:
        """Each line a date."""
        found, wrong = set(), []
        for line in filter(None, map(str.strip, self.cleaned_data["days_off"].splitlines())):
            try:
                found.add(date.fromisoformat(line))
            except ValueError:
                wrong.append(line[:40])
        if wrong:
            named = ", ".join(f"“{line}”" for line in wrong[:3])
            raise forms.ValidationError(f"Write each day as a year, month and day, such as 2026-12-24: {named}.")
        return frozenset(found)

    def working_days(self) -> WorkingDays:
        """For the service layer."""
        said = self.cleaned_data
        return WorkingDays(frozenset(said["weekend"]), said["country"], said["days_off"])


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """The rules of the whole installation."""

    class Meta:
        model = Rules
        fields = ("correction_reason_required", "sign_offs_required", "report_minutes", "report_manager_minutes")
