"""Forms of messages."""

from typing import Any

from django import forms

from accounts.models import User
from notifications.enums import Wanted
from notifications.kinds import Kind, choosable
from notifications.models import ChannelChoice


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
