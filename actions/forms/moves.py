"""The form of a move of the status table."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from actions.forms.items import due_field
from actions.models import MAX_WORDS, ActionItem
from actions.selectors.risk import WHO, risk_takers
from actions.services.statuses import MoveDetails, proposed_verification
from actions.transitions import ACTION_ITEM, ActionMove
from core.clock import today
from core.references import read_number

MORE = ("verify_on", "title", "accepted_by", "look_again_on", "original")  # fields that only some moves ask for


def move_named(action: str) -> ActionMove | None:
    """A move of that name; None when the table has none."""
    return next((move for move in ACTION_ITEM if move.action == action), None)


class MoveForm(forms.Form):
    """A move, its reason, and what else it asks for. Without a move it refuses everything."""

    action = forms.ChoiceField(choices=[(move.action, move.label) for move in ACTION_ITEM], widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False, max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    )
    verify_on = due_field(
        attrs={"class": "form-control"},
        label="Somebody else looks whether it works on",
        help_text="They say whether it was effective, and what shows that.",
    )
    accepted_by = forms.ModelChoiceField(
        label="Who accepts the risk",
        queryset=User.objects.none(),
        required=False,
        empty_label="Choose a person",
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=f"{WHO[0].upper()}{WHO[1:]}.",
    )
    look_again_on = due_field(
        attrs={"class": "form-control"},
        label="Look at it again on",
        help_text="On this day somebody asks again whether it should be done.",
    )
    original = forms.CharField(
        label="Which action item says the same?",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "ACT-57"}),
        help_text="It goes on there; this one is closed as won't do, and linked.",
    )
    title = forms.CharField(
        label="Title of the new action item",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, item: ActionItem, move: ActionMove | None, reader: User
    ) -> None:
        first: dict[str, Any] = {"action": move.action if move else ""}
        if move and "verify_on" in move.asks_for:
            here = item.owner.zone if item.owner else item.incident.zone
            first["verify_on"] = proposed_verification(item, today(here))
        super().__init__(data, initial=first, auto_id=f"{first['action']}-%s")
        self.move, self.reader = move, reader
        fields: dict[str, Any] = self.fields
        for name in MORE:
            if move is None or name not in move.asks_for:
                del fields[name]
        if "accepted_by" in fields:
            fields["accepted_by"].queryset = risk_takers(item)
        if move:
            fields["reason"].label = move.asks if move.needs_reason else "Reason (optional)"

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to fill in."""
        return self.move is not None and bool(self.move.needs_reason or self.move.asks_for)

    def clean_original(self) -> ActionItem:
        """Another item that the reader sees."""
        number = read_number(self.cleaned_data["original"], ActionItem.PREFIX)
        found = ActionItem.objects.visible_to(self.reader).filter(pk=number).first() if number else None
        if found is None:
            raise forms.ValidationError("There is no such action item, or you may not see it. Write it as ACT-57.")
        return found

    def details(self) -> MoveDetails:
        """What it asks for besides the reason, for the service."""
        return MoveDetails(**{name: self.cleaned_data[name] for name in MORE if name in self.fields})
