"""Which customers an incident affects: added by name or by service, and from when until when."""

from typing import Any

from django import forms

from accounts.models import User
from catalogue.models import Service
from core.typed_times import TimedForm, WhenField
from core.when import describe
from core.when_spans import split_span
from customers.enums import ToldHow
from customers.models import AffectedCustomer
from customers.selectors.names import several_named
from customers.services.affected import Period
from incidents.models import Incident
from incidents.selectors.zones import ShownZone, incident_zone

MOST_CHARACTERS = 100_000
MOST_ASKED = 50  # lines that are looked at for two customers in one


class PeriodForm(TimedForm):
    """From when until when; both may be unknown. What lies ahead is refused: nobody knows it yet."""

    since = WhenField(label="Affected from", placeholder="unknown")
    until = WhenField(label="Until", placeholder="unknown, or it goes on")

    about_fields = frozenset()
    asks_about_future = False  # it is refused instead

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        self.shown: ShownZone = incident_zone(incident)
        super().__init__(*args, zone=self.shown.zone, **options)

    def clean(self) -> dict[str, Any]:
        """Adds `period`."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["since"], cleaned["until"] = split_span(cleaned.get("since", ""), cleaned.get("until", ""))
        since = self.read_instant("since")
        until = self.read_end("until", since) if since else self.read_instant("until")
        for name, at, asked in (("since", since, "When did it begin?"), ("until", until, "Leave it empty until then.")):
            if at is not None and at > self.pressed:
                self.add_error(name, f"{describe(at, self.time_zone)} is in the future. {asked}")
        cleaned["period"] = Period(since, until)
        return cleaned

    @property
    def period(self) -> Period:
        """For the service."""
        period: Period = self.cleaned_data["period"]
        return period


class AddAffectedForm(PeriodForm):
    """Customers by name, one on each line."""

    names = forms.CharField(
        label="Customers, one on each line",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A name that is not in the list of customers is kept as you type it, and can be linked later.",
        error_messages={"required": "Write at least one name, each on its own line."},
    )

    field_order = ("names", "since", "until")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)

    def clean_names(self) -> list[str]:
        """The lines that say something. One that names two customers is asked about."""
        lines = [line for line in str(self.cleaned_data["names"]).splitlines() if line.strip()]
        if len(lines) <= MOST_ASKED:
            for line in lines:
                if named := several_named(line, self.user):
                    said = f"“{line.strip()}” names {len(named)} customers: {', '.join(named)}."
                    raise forms.ValidationError(f"{said} Write each on its own line.")
        return lines


class AddByServiceForm(PeriodForm):
    """All customers that use some services."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="All customers that use",
        error_messages={"required": "Choose at least one service."},
    )

    field_order = ("services", "since", "until")

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, incident=incident, auto_id="id_by_service_%s", **options)
        field = self.fields["services"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Service.objects.filter(customers__isnull=False).distinct().order_by("name")
        self.initial.setdefault("services", incident.services.all())

    @property
    def has_choices(self) -> bool:
        """Whether any customer uses any service."""
        field = self.fields["services"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        return bool(field.queryset and field.queryset.exists())


class AffectedForm(PeriodForm):
    """From when until when one customer is affected."""

    @classmethod
    def now(cls, affected: AffectedCustomer) -> dict[str, str]:
        """What stands now."""
        shown = incident_zone(affected.incident)
        ends = {"since": affected.since_at, "until": affected.until_at}
        return {name: shown.typed(at) if at else "" for name, at in ends.items()}


class ToldForm(forms.Form):
    """How the customer was told."""

    how = forms.ChoiceField(choices=ToldHow.choices)
    client_uuid = forms.UUIDField()
