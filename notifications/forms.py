"""Forms of messages."""

from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import Team, User
from notifications.enums import EndpointKind, Wanted
from notifications.kinds import Kind, choosable, posted
from notifications.models import ChannelChoice, Endpoint
from notifications.services.endpoints import EndpointDetails


class ChannelsForm(forms.Form):
    """For each kind of message that can reach the person: by which channel, or not at all."""

    def __init__(self, data: Any = None, *, person: User) -> None:
        chosen = dict(ChannelChoice.objects.filter(person=person).values_list("kind", "wanted"))
        super().__init__(data, initial=chosen)
        for kind in choosable(person):
            self.fields[kind.name] = forms.ChoiceField(
                choices=_choices(kind), label=kind.label, required=False, widget=forms.Select({"class": "form-select"})
            )


def _choices(kind: Kind) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Wanted.choices if kind.may_be_off or value != Wanted.OFF]


class EndpointForm(forms.Form):
    """An address outside. The stored one is never shown: an empty field keeps it."""

    name = forms.CharField(max_length=80, help_text="Such as the name of the channel.")
    kind = forms.ChoiceField(choices=EndpointKind.choices, label="What is there")
    url = forms.CharField(
        label="Address",
        max_length=2000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="Slack, Teams or your own program gives it to you. It is stored encrypted and never shown again.",
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        required=False,
        empty_label="The whole company",
        label="For",
        help_text="A team hears of incidents of its services and of its own action items.",
    )
    kinds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Messages",
        help_text="Nothing of private incidents is ever posted.",
    )
    is_enabled = forms.BooleanField(required=False, initial=True, label="In use")

    def __init__(self, data: Any = None, *, endpoint: Endpoint | None = None) -> None:
        names = ("name", "team", "kinds", "is_enabled")
        super().__init__(data, initial={name: getattr(endpoint, name) for name in names} if endpoint else None)
        self.endpoint = endpoint
        self.fields["kinds"].choices = list(posted().items())  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(  # type: ignore[attr-defined]
            Q(is_active=True) | Q(pk=endpoint.team_id if endpoint else None)
        )
        if endpoint:
            del self.fields["kind"]
            self.fields["url"].required = False
            self.fields["url"].help_text = f"Empty: it stays {endpoint.shown_address}."
        else:
            del self.fields["is_enabled"]

    def details(self) -> EndpointDetails:
        """For the services."""
        said = self.cleaned_data
        return EndpointDetails(
            name=said["name"],
            kind=said["kind"] if self.endpoint is None else self.endpoint.kind,
            url=said["url"].strip(),
            team=said["team"],
            kinds=tuple(said["kinds"]),
            is_enabled=said.get("is_enabled", True),
        )
