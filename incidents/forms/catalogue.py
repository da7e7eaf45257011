"""Forms of the settings that incidents need."""

from django import forms
from django.db.models import Q

from accounts.models import Team
from incidents.models import Service, Severity
from incidents.services.catalogue import ServiceDetails, SeverityRules


class ServiceForm(forms.Form):
    """A service: something that can fail."""

    name = forms.CharField(max_length=80)
    description = forms.CharField(max_length=300, required=False, help_text="What it does, for who does not know it.")
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="No team")
    is_active = forms.BooleanField(required=False, initial=True, label="It still runs")

    def __init__(self, data: object = None, *, service: Service | None = None) -> None:
        super().__init__(data, initial=self._initial(service))  # type: ignore[arg-type]
        present = service.team_id if service else None
        self.fields["team"].queryset = Team.objects.filter(Q(is_active=True) | Q(pk=present))  # type: ignore[attr-defined]
        if service is None:
            del self.fields["is_active"]

    @staticmethod
    def _initial(service: Service | None) -> dict[str, object]:
        names = ("name", "description", "team", "is_active")
        return {name: getattr(service, name) for name in names} if service else {}

    def details(self) -> ServiceDetails:
        """For the service layer."""
        return ServiceDetails(**{"is_active": True} | self.cleaned_data)


class SeverityForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words and rules of a severity."""

    class Meta:
        model = Severity
        fields = ("name", "description", "announces", "postmortem_required", "postmortem_due_days")

    def rules(self) -> SeverityRules:
        """For the service layer."""
        return SeverityRules(**self.cleaned_data)
