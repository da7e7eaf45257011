"""Forms of the status page: subscribing, and planned maintenance."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from catalogue.models import Service
from core.forms import ClientUuidField, LineField
from core.typed_times import TimedForm, WhenField
from core.when_questions import Choice, Question
from customers.models import Maintenance
from customers.services.status_page.maintenance import MaintenanceDetails
from incidents.selectors.zones import ShownZone, ZoneChoice

PAST = "took_place"  # what the answer sends that all of it is in the past


class CustomerServicesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The services of the status page, by the names that customers know."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Service.objects.none(), widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, obj: Service) -> str:
        return obj.customer_name

    @staticmethod
    def shown() -> Any:
        """Those on the page now."""
        return Service.objects.active().filter(on_status_page=True).order_by("customer_name")


class SubscribeForm(forms.Form):
    """An address, and services of interest."""

    email = forms.EmailField(
        max_length=254,
        label="E-mail address",
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="We send a link to it; nothing else is sent before you press it.",
    )
    services = CustomerServicesField(required=False, label="Only about", help_text="Choose none for everything.")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["services"].queryset = CustomerServicesField.shown()  # type: ignore[attr-defined]


class MaintenanceForm(TimedForm):
    """Planned maintenance; everything in it is for customers."""

    title = LineField(max_length=120, label="What is done", help_text="Such as: Move to a new database.")
    text = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        label="What customers will notice",
        help_text="Plain text. All of this page is public, names of colleagues and systems are not.",
    )
    services = CustomerServicesField(
        error_messages={"required": "Choose at least one service, so that its customers see it."},
    )
    starts = WhenField(label="From", required=True, placeholder="3 June 2026 22:00")
    until = WhenField(label="Until", required=True, placeholder="23:30")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    client_uuid = ClientUuidField()

    about_fields = frozenset()
    asks_about_future = False

    def __init__(self, data: Any = None, *, zone: ZoneInfo, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, zone=zone, initial=initial)
        shown = CustomerServicesField.shown()
        if initial:
            shown = (shown | Service.objects.filter(pk__in=[each.pk for each in initial["services"]])).distinct()
        self.fields["services"].queryset = shown  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Adds the instants."""
        cleaned: dict[str, Any] = super().clean() or {}
        start = self.read_instant("starts") if cleaned.get("starts") else None
        cleaned["starts_at"] = start
        cleaned["ends_at"] = self.read_end("until", start) if start and cleaned.get("until") else None
        if cleaned["ends_at"] and cleaned["ends_at"] <= self.pressed:
            self._ask_about_past()
        return cleaned

    def _ask_about_past(self) -> None:
        """Once, unless it stood there: mostly the day or the month is a slip."""
        if self.data.get(PAST) or not {"starts", "until"} & set(self.changed_data):
            return
        question = "All of this is in the past. Did it take place then?"
        self.questions.append(Question(question, (Choice("Yes, it took place then", "yes"),), button=PAST))
        self.add_error("until", question)

    @staticmethod
    def initial_of(maintenance: Maintenance, zone: ZoneInfo) -> dict[str, Any]:
        """What stands now."""
        shown = ShownZone(ZoneChoice.MINE, zone)
        return {
            "title": maintenance.title,
            "text": maintenance.text,
            "services": list(maintenance.services.all()),
            "starts": shown.typed(maintenance.starts_at),
            "until": shown.typed(maintenance.ends_at),
            "seen": maintenance.changes,
        }

    def details(self) -> MaintenanceDetails:
        """For the service."""
        said = self.cleaned_data
        return MaintenanceDetails(
            said["title"], said["text"], tuple(said["services"]), said["starts_at"], said["ends_at"]
        )
