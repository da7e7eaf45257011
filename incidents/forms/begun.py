"""Forms about what stands already: they remember how the incident was when somebody began to write."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from core.errors import Conflict
from core.form_errors import status_of
from incidents.models import Incident


class BegunForm(forms.Form):
    """A form that names the `seq` of the incident it began from, so that nobody undoes what they have not seen."""

    base_seq = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def begin_again(self, incident: Incident) -> None:
        """After a Conflict the form starts from what stands now, with what was typed kept."""
        if status_of(self) != Conflict.status:
            return
        incident.refresh_from_db(fields=["seq"])
        self.data = rebased(self.data, "base_seq", incident.seq)


def rebased(data: Mapping[str, Any], name: str, version: int | str) -> QueryDict:
    """What was typed, with the version that it begins from now."""
    typed = QueryDict(mutable=True)
    typed.update(data)
    typed[name] = str(version)
    return typed
