"""Changes of an incident that say when and why: status, severity, roles, details, privacy."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import User
from catalogue.models import Service
from core.forms import ClientUuidField, MarkdownField, ZoneField
from core.typed_times import WhenField
from core.typed_zones import ZonedForm
from incidents.forms.begun import BegunForm
from incidents.forms.declare import people_field, severity_choices, title_field
from incidents.forms.naming import NamingForm
from incidents.models import Incident
from incidents.permissions import can_add_members
from incidents.selectors.zones import ShownZone
from incidents.services.changes import SeverityChange
from incidents.services.details import DETAILS
from incidents.services.roles import RoleChange

NOW = "now"


class ChangeForm(NamingForm):
    """When a change happened and a note about it; both may stay empty."""

    when = WhenField(
        label="When", initial=NOW, placeholder=NOW, help_text="now, 14:45 or 20m ago. It may be in the past."
    )
    note = MarkdownField(rows=3, required=False, label="Note", help_text="Added to the timeline.")
    client_uuid = ClientUuidField()

    then = "change it"

    def __init__(self, *args: Any, shown: ShownZone, begin: datetime | None = None, **options: Any) -> None:
        super().__init__(*args, zone=shown.zone, begin=begin, **options)

    def clean(self) -> dict[str, Any]:
        """Adds `at`: the instant, or None for now."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["at"] = self.read_instant("when") if cleaned.get("when") != NOW else None
        return cleaned


class SeverityForm(ChangeForm):
    """Another severity."""

    level = forms.TypedChoiceField(coerce=int, label="Severity", widget=forms.RadioSelect)

    field_order = ("level", "when", "note")
    about_fields = frozenset()

    def __init__(self, *args: Any, current: int, **options: Any) -> None:
        super().__init__(*args, **options)
        level = self.fields["level"]
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        level.choices = severity_choices()
        self.initial.setdefault("level", current)

    def change(self) -> SeverityChange:
        """What the service takes."""
        return SeverityChange(self.cleaned_data["level"], at=self.cleaned_data["at"], note=self.cleaned_data["note"])


class RoleForm(NamingForm):
    """Who takes a role. In a private incident, whether they become a member is asked and never assumed."""

    person = people_field("Who", required=False, empty_label="choose a person")
    leaves_empty = forms.BooleanField(required=False, label="Leave the role unassigned for now")
    note = forms.CharField(
        required=False,
        max_length=300,
        label="Handover note",
        help_text="One line for the next person: where things stand.",
    )
    make_member = forms.BooleanField(required=False, label="Make them a member, so that they can see it")

    then = "hand it over"

    def __init__(self, *args: Any, incident: Incident, actor: User, holder: User | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.holder = holder
        if not can_add_members(actor, incident):
            del self.fields["make_member"]
        if holder is None:
            del self.fields["leaves_empty"]

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen, or it is said that nobody is. Whoever takes over is told where things stand."""
        cleaned: dict[str, Any] = super().clean() or {}
        person, leaves_empty = cleaned.get("person"), cleaned.pop("leaves_empty", False)
        if bool(person) == leaves_empty and "person" not in self.errors:
            both = f"You chose {person}, and also to leave the role unassigned. Choose one of the two."
            self.add_error("person", both if person else "Choose who takes the role.")
        if self.holder and person and person != self.holder and not cleaned.get("note"):
            self.add_error("note", f"Write one line about where things stand; {person.name} reads it first.")
        return cleaned

    def change(self, role: str) -> RoleChange:
        """What the service takes."""
        return RoleChange(role, self.cleaned_data["person"], note=self.cleaned_data["note"])


class EditDetailsForm(ZonedForm, BegunForm):
    """Title, what customers see, services, zone, marks, call and runbook.

    Services that no longer run are offered where the incident names them: else another title would take them away.
    """

    title = title_field()
    summary = MarkdownField(rows=3, required=False, label="What do customers see?")
    services = forms.ModelMultipleChoiceField(
        queryset=Service.objects.none(), required=False, label="Services", widget=forms.CheckboxSelectMultiple
    )
    call_url = forms.URLField(required=False, max_length=500, assume_scheme="https", label="Call or chat")
    runbook_url = forms.URLField(required=False, max_length=500, assume_scheme="https", label="Runbook")
    zone = ZoneField()
    is_drill = forms.BooleanField(required=False, label="This is a drill")
    is_customer_facing = forms.BooleanField(required=False, label="Customers are affected")
    is_near_miss = forms.BooleanField(required=False, label="A near miss: it was caught before anybody was affected")

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, **options)
        self.incident = incident
        named = incident.services.values("pk")
        fields: dict[str, Any] = self.fields
        fields["services"].queryset = Service.objects.filter(Q(is_active=True) | Q(pk__in=named))

    def clean(self) -> dict[str, Any]:
        """A zone word that is unlikely for when it began is asked about, unless it stands already."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.settle_zone(self.incident.began_at, kept=self.incident.zone_word)
        return cleaned

    @classmethod
    def now(cls, incident: Incident) -> dict[str, Any]:
        """What stands now."""
        names = ("title", "summary", "call_url", "runbook_url", "is_customer_facing", "is_drill", "is_near_miss")
        stands = {name: getattr(incident, name) for name in names}
        zone = incident.zone_word or incident.zone
        return stands | {"zone": zone, "services": incident.services.all(), "base_seq": incident.seq}

    def values(self) -> dict[str, Any]:
        """The columns: the zone as it is kept, beside the word that was typed."""
        meaning = self.cleaned_data["zone"]
        others = {name: self.cleaned_data[name] for name in DETAILS if name in self.cleaned_data}
        return others | {"zone": meaning.iana, "zone_word": meaning.kept_word}


class PrivacyForm(forms.Form):
    """Whether only members see the incident; turning it on asks whether those with a role become members."""

    is_private = forms.BooleanField(required=False, label="Private: only its members and admins see that it exists")
    make_holders_members = forms.BooleanField(
        required=False, label="Make everybody with a role in it a member, so that they can still see it"
    )


class MemberForm(forms.Form):
    """Somebody who is to see a private incident, or no longer."""

    person = forms.ModelChoiceField(
        queryset=User.objects.responders().order_by("name"),
        label="Who",
        empty_label="choose a person",
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class FileForm(forms.Form):
    """A file for the incident or for one of its entries."""

    file = forms.FileField(max_length=200, label="File", error_messages={"required": "Choose a file first."})
    caption = forms.CharField(max_length=300, required=False, label="Caption")
    client_uuid = ClientUuidField()
