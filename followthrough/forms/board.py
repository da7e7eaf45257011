"""Forms of the board."""

import uuid
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import User
from actions.forms.conflict import version_seen
from actions.forms.items import DueAskedForm, due_field, note_field
from actions.models import ActionItem
from actions.services import OwnerAndDate
from incidents.permissions import can_add_members


class OwnerAndDateForm(DueAskedForm):
    """Owner and due date of an action item, and why they change."""

    owner = forms.ModelChoiceField(queryset=User.objects.none(), required=False, empty_label="No owner")
    due_on = due_field(label="Due")
    note = note_field("Reason")
    make_member = forms.BooleanField(
        required=False, label="Make the owner a member of this private incident, so that they can see it"
    )

    def __init__(self, *args: Any, item: ActionItem, actor: User, **options: Any) -> None:
        super().__init__(*args, initial={"owner": item.owner, "due_on": item.due_on}, **options)
        self.item = item
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = User.objects.filter(Q(pk__in=User.objects.responders()) | Q(pk=item.owner_id))
        fields["note"].help_text = "Needed when the date changes." if item.due_on else ""
        if not item.incident.is_private or not can_add_members(actor, item.incident):
            del fields["make_member"]

    def clean(self) -> dict[str, Any]:
        """Asks about a date in the past."""
        cleaned: dict[str, Any] = super().clean() or {}
        owner: User | None = cleaned.get("owner")
        self.ask_if_past(self.item, owner.zone if owner else self.item.incident.zone)
        return cleaned

    @property
    def base_version(self) -> int:
        """The version of the item that the person saw."""
        return version_seen(self.data, self.item)

    def wanted(self) -> OwnerAndDate:
        """What the person entered, for the service."""
        return OwnerAndDate(**self.cleaned_data)


class AskForm(forms.Form):
    """What somebody wants to know from the owner."""

    text = forms.CharField(label="Question", max_length=500, initial="What is holding it up, and when will it be done?")
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def uuid(self) -> uuid.UUID:
        """The client's UUID, or a new one when none came."""
        return self.cleaned_data["client_uuid"] or uuid.uuid4()


class AnswerForm(forms.Form):
    """The owner's word."""

    answer = forms.CharField(label="Answer", max_length=500)


class ViewForm(forms.Form):
    """The name under which somebody keeps a board."""

    name = forms.CharField(label="Name", max_length=60)
