"""The form that changes several action items at once."""

import json
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.crypto import salted_hmac

from accounts.models import User
from actions.forms.items import due_field, note_field
from actions.services.bulk import BulkChange
from actions.services.statuses import MoveDetails
from actions.transitions import ACTION_ITEM
from catalogue.enums import Priority
from core.paging import number_in

MOST = 100  # items at once
KEEP, NOBODY = "", "nobody"
ONE_BY_ONE = frozenset({"verify", "not_effective", "follow_up", "duplicate", "split"})  # need words about one item
MOVES = [(move.action, move.label) for move in ACTION_ITEM if move.action not in ONE_BY_ONE]


class BulkForm(forms.Form):
    """What is to change; what is left empty stays as it is."""

    owner = forms.ChoiceField(label="Owner", required=False)
    due_on = due_field(label="Due")
    priority = forms.TypedChoiceField(
        choices=[(KEEP, "Leave it"), *Priority.choices], coerce=int, empty_value=None, required=False
    )
    action = forms.ChoiceField(label="Status", choices=[(KEEP, "Leave it"), *MOVES], required=False)
    accepted_by = forms.ModelChoiceField(
        label="Who accepts the risk",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody",
        help_text="Only for won't do.",
    )
    look_again_on = due_field(label="Look at it again on", help_text="Only for won't do.")
    reason = note_field(
        "Reason",
        help_text="Kept in the history of each. Needed where a due date changes, and for most changes of the status; "
        "for done it is what shows that it is done.",
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        people = [(str(pk), name) for pk, name in User.objects.responders().order_by("name").values_list("pk", "name")]
        fields["owner"].choices = [(KEEP, "Leave it"), (NOBODY, "No owner"), *people]
        fields["accepted_by"].queryset = User.objects.managers().order_by("name")

    def clean(self) -> dict[str, Any]:
        """Something has to change."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("owner", "due_on", "priority", "action")):
            raise forms.ValidationError("Choose what to change: an owner, a due date, a priority or a status.")
        return cleaned

    @property
    def chosen(self) -> str:
        """A short sign of all that was chosen: a change that was not previewed has another one."""
        said = {name: str(value) for name, value in sorted(self.cleaned_data.items())}
        return salted_hmac("actions.bulk", json.dumps(said)).hexdigest()

    def change(self) -> BulkChange:
        """What was chosen, for the service."""
        said = self.cleaned_data
        owner = number_in(said["owner"])
        return BulkChange(
            gives=bool(said["owner"]),
            owner=User.objects.get(pk=owner) if owner else None,
            due_on=said["due_on"],
            priority=said["priority"],
            action=said["action"],
            reason=said["reason"],
            details=MoveDetails(accepted_by=said["accepted_by"], look_again_on=said["look_again_on"]),
        )
