"""The form that changes several action items at once."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.crypto import salted_hmac

from accounts.models import User
from actions.forms.items import DueAskedForm, due_field, note_field
from actions.models import ActionItem
from actions.services.bulk import BulkChange
from actions.services.statuses import MoveDetails
from actions.transitions import ACTION_ITEM
from catalogue.enums import Priority
from core.clock import today
from core.paging import number_in

MOST = 100  # items at once
KEEP, NOBODY = "", "nobody"
ONE_BY_ONE = frozenset({"verify", "not_effective", "follow_up", "duplicate", "split"})  # need words about one item
MOVES = [(move.action, move.label) for move in ACTION_ITEM if move.action not in ONE_BY_ONE]


class BulkForm(DueAskedForm):
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

    make_members = forms.BooleanField(
        label="Make the new owner a member of the private incidents among them, so that they can see those",
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, items: Sequence[ActionItem]) -> None:
        super().__init__(data)
        self.items = items
        if not any(item.incident.is_private for item in items):
            del self.fields["make_members"]
        fields: dict[str, Any] = self.fields
        people = [(str(pk), name) for pk, name in User.objects.responders().order_by("name").values_list("pk", "name")]
        fields["owner"].choices = [(KEEP, "Leave it"), (NOBODY, "No owner"), *people]
        fields["accepted_by"].queryset = User.objects.managers().order_by("name")

    def clean(self) -> dict[str, Any]:
        """Something has to change; a date in the past is asked about, once for all."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("owner", "due_on", "priority", "action")):
            raise forms.ValidationError("Choose what to change: an owner, a due date, a priority or a status.")
        unlike = [item for item in self.items if item.is_unfinished and item.due_on != cleaned.get("due_on")]
        if unlike:
            self.ask_if_past(None, max(self._zones(unlike), key=today), "they are")
        return cleaned

    def _zones(self, items: Iterable[ActionItem]) -> set[str]:
        """Where their owners are, or will be; without an owner, where the incident is."""
        said = self.cleaned_data.get("owner", KEEP)
        if number := number_in(said):
            return set(User.objects.filter(pk=number).values_list("zone", flat=True))
        owners = {item: None if said == NOBODY else item.owner for item in items}
        return {owner.zone if owner else item.incident.zone for item, owner in owners.items()}

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
            make_members=bool(said.get("make_members")),
            details=MoveDetails(accepted_by=said["accepted_by"], look_again_on=said["look_again_on"]),
        )
