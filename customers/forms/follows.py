"""The forms of following what customers are told."""

from typing import Any

from django import forms
from django.http import QueryDict

from catalogue.models import Service
from customers.enums import Pace
from incidents.models import Incident


class ServiceByCustomerName(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A service under the name that customers know."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.customer_name)


class PaceForm(forms.Form):
    """How often, at most."""

    pace = forms.TypedChoiceField(
        coerce=Pace,
        choices=Pace.choices,
        label="At most",
        initial=Pace.EACH,
        widget=forms.Select({"class": "form-select"}),
    )


class FollowForm(PaceForm):
    """One incident, which the address names, or a service that customers know."""

    service = ServiceByCustomerName(
        queryset=Service.objects.none(), empty_label="choose a service", widget=forms.Select({"class": "form-select"})
    )

    field_order = ("service", "pace")

    def __init__(self, data: QueryDict | None, *, incident: Incident | None) -> None:
        super().__init__(data)
        if incident is not None:
            del self.fields["service"]
            return
        fields: dict[str, Any] = self.fields
        known = Service.objects.filter(is_active=True).exclude(customer_name="")
        fields["service"].queryset = known.order_by("customer_name")
