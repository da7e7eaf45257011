"""Forms of action items."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MinValueValidator, URLValidator
from django.db.models import Q

from accounts.models import Team, User
from actions.models import ActionItem
from actions.registries.panels import Addition, FormSubject
from actions.services.items import ActionDetails
from actions.transitions import ACTION_ITEM
from catalogue.enums import ActionKind, Priority
from core.clock import today
from core.forms import MarkdownField
from core.panel_registries import FormPart
from core.typed_times import MEANT
from core.when import Choice, Question

NOT_BEFORE = date(2000, 1, 1)


def due_field(attrs: dict[str, str] | None = None, **options: Any) -> forms.DateField:
    """A day, as a browser's date picker sends it."""
    return forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"} | (attrs or {})),
        validators=[MinValueValidator(NOT_BEFORE, "This date is long past; is the year right?")],
        error_messages={"invalid": "Give the day as 2023-05-31."},
        **options,
    )


def note_field(label: str) -> forms.CharField:
    """A few words that stay in the history."""
    return forms.CharField(label=label, required=False, max_length=500)


class DueAskedForm(forms.Form):
    """A form with a due date: one that is past already is asked about; the answer comes with the date it speaks of."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions: list[Question] = []

    def ask_if_past(self, item: ActionItem | None, zone: str) -> None:
        """Asks about a date before today in the zone, unless the item has it already, or nobody waits for it."""
        due: date | None = self.cleaned_data.get("due_on")
        if due is None or due >= today(zone) or (item and (item.due_on == due or not item.is_unfinished)):
            return
        button = f"{MEANT}due_on"
        if self.data.get(button) == due.isoformat():
            return
        said = f"{due:%-d %B %Y}"
        question = f"{said} is past already, so it is overdue at once. Is that the day it was due?"
        choice = Choice(f"Yes, it was due on {said}", due.isoformat())
        self.questions.append(Question(question, (choice,), button=button))
        self.add_error("due_on", question)


class ActionForm(DueAskedForm):
    """All that a person says about an action item of one incident."""

    title = forms.CharField(label="What is to be done", max_length=300)
    description = MarkdownField(
        required=False, max_length=20_000, help_text="Markdown. What it is about, when it is done."
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="Responders and above. They are told at once.",
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), required=False, empty_label="No team", help_text="Empty: the owner's team."
    )
    due_on = due_field(label="Due", help_text="Overdue begins when this day ends where the owner is.")
    kind = forms.ChoiceField(choices=ActionKind.choices, help_text="What it does about an incident like this one.")
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int)
    tracker_url = forms.URLField(
        label="Tracker link",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    make_member = forms.BooleanField(
        required=False, label="Let the owner see this private incident, if they may not yet: make them a member"
    )
    note = note_field("Why this change")
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: FormSubject, parts: Sequence[FormPart[Addition]], **options: Any) -> None:
        incident, item = subject.incident, subject.item
        first: dict[str, Any] = initial(item) if item else {"kind": ActionKind.PREVENT, "priority": Priority.MEDIUM}
        for part in parts:
            first.update(part.initial)
        super().__init__(*args, initial=first, **options)
        self.incident, self.item, self.parts = incident, item, parts
        for part in parts:
            self.fields.update(part.fields)
        present = item.owner_id if item else None
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = User.objects.filter(Q(pk__in=User.objects.responders()) | Q(pk=present))
        fields["team"].queryset = Team.objects.filter(Q(is_active=True) | Q(pk=item.team_id if item else None))
        if not incident.is_private:
            del fields["make_member"]
        if not item:
            del fields["note"]

    def clean(self) -> dict[str, Any]:
        """Asks about an item that is overdue as soon as this is stored, by the owner's clocks."""
        cleaned: dict[str, Any] = super().clean() or {}
        owner: User | None = cleaned.get("owner")
        self.ask_if_past(self.item, owner.zone if owner else self.incident.zone)
        return cleaned

    def details(self) -> ActionDetails:
        """What the person said, for the services."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("title", "description", "owner", "team", "due_on", "kind", "priority")}
        return ActionDetails(
            **plain,
            tracker_url=said["tracker_url"],
            additions=tuple(part.read(said) for part in self.parts),
        )

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """The fields that upper apps add, bound."""
        return [self[name] for part in self.parts for name in part.fields]

    @property
    def uuid(self) -> uuid.UUID:
        """The client's UUID, or a new one when none came."""
        return self.cleaned_data["client_uuid"] or uuid.uuid4()

    @property
    def may_make_member(self) -> bool:
        """The person said that the owner may become a member of the private incident."""
        return bool(self.cleaned_data.get("make_member"))


def initial(item: ActionItem) -> dict[str, Any]:
    """The form's values of an item as it is now."""
    names = ("title", "description", "owner", "team", "due_on", "kind", "priority", "tracker_url")
    return {name: getattr(item, name) for name in names}


class StatusForm(forms.Form):
    """A move of the table, and its reason."""

    action = forms.ChoiceField(choices=[(move.action, move.label) for move in ACTION_ITEM])
    reason = note_field("Why")


class DueForm(DueAskedForm):
    """Another due date, and why."""

    due_on = due_field(attrs={"class": "form-control"}, label="New date")
    note = note_field("Why")

    def __init__(self, *args: Any, item: ActionItem, **options: Any) -> None:
        super().__init__(*args, initial={"due_on": item.due_on}, **options)
        self.item = item

    def clean(self) -> dict[str, Any]:
        """Asks about a date that is past already."""
        cleaned: dict[str, Any] = super().clean() or {}
        owner = self.item.owner
        self.ask_if_past(self.item, owner.zone if owner else self.item.incident.zone)
        return cleaned
