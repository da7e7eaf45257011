"""Forms of action items."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import Team, User
from actions.models import MAX_WORDS, ActionItem, ActionTemplate
from actions.registries.panels import Addition, FormSubject
from actions.services.items import ActionDetails
from catalogue.enums import ActionKind, Priority
from core.clock import today
from core.forms import MarkdownField
from core.panel_registries import FormPart
from core.typed_times import MEANT
from core.when import Choice, Question
from incidents.permissions import can_add_members

NOT_BEFORE, NOT_AFTER = date(2000, 1, 1), date(2100, 12, 31)


def due_field(attrs: dict[str, str] | None = None, **options: Any) -> forms.DateField:
    """A day, as a browser's date picker sends it."""
    return forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"} | (attrs or {})),
        validators=[
            MinValueValidator(NOT_BEFORE, "This date is too long ago. Is the year right?"),
            MaxValueValidator(NOT_AFTER, "This date is too far ahead. Is the year right?"),
        ],
        error_messages={"invalid": "Enter the date as 2023-05-31."},
        **options,
    )


def note_field(label: str, attrs: dict[str, str] | None = None, **options: Any) -> forms.CharField:
    """A short text that the history keeps."""
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, max_length=MAX_WORDS, widget=widget, **options)


class DueAskedForm(forms.Form):
    """A form with a due date: a date in the past is asked about; the answer names the date that it confirms."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions: list[Question] = []
        self.confirmed = ""  # the date in the past that was confirmed

    def ask_if_past(self, item: ActionItem | None, zone: str, what: str = "the action item is") -> None:
        """Asks about a date before today in the zone, unless the item has it already or is finished."""
        due: date | None = self.cleaned_data.get("due_on")
        if due is None or due >= today(zone) or (item and (item.due_on == due or not item.is_unfinished)):
            return
        button = f"{MEANT}due_on"
        if self.data.get(button) == due.isoformat():
            self.confirmed = due.isoformat()
            return
        said = f"{due:%-d %B %Y}"
        when = "in the past"
        if item and due < item.created_at.date():
            when = f"before {item.reference} was created, on {item.created_at:%-d %B %Y}"
        question = f"{said} is {when}, so {what} overdue at once. Is this the right date?"
        choice = Choice(f"Yes, due on {said}", due.isoformat())
        self.questions.append(Question(question, (choice,), button=button))
        self.add_error("due_on", question)


class ActionForm(DueAskedForm):
    """All fields of an action item of one incident."""

    title = forms.CharField(label="Title", max_length=300)
    description = MarkdownField(
        required=False, max_length=20_000, help_text="Markdown. What needs to be done, and when it counts as done."
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        empty_label="No owner",
        help_text="Notified at once, and reminded. Without an owner managers are reminded until it has one.",
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        empty_label="No team",
        help_text="Leave empty to use the owner's team.",
    )
    due_on = due_field(
        label="Due",
        help_text="Overdue when this day has ended in the owner's time zone. Without a date the owner is not reminded.",
    )
    kind = forms.ChoiceField(choices=ActionKind.choices, help_text="How it helps with incidents like this one.")
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int)
    tracker_url = forms.URLField(
        label="Tracker link",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    make_member = forms.BooleanField(
        required=False, label="Make the owner a member of this private incident, so that they can see it"
    )
    note = note_field("Reason for the change", help_text="Needed where the due date changes.")
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, subject: FormSubject, actor: User, parts: Sequence[FormPart[Addition]], **options: Any
    ) -> None:
        incident, item = subject.incident, subject.item
        first: dict[str, Any] = initial(item) if item else {"kind": ActionKind.UNSTATED, "priority": Priority.MEDIUM}
        for part in parts:
            first.update(part.initial)
        super().__init__(*args, initial=dict(first), **options)
        self.incident, self.item, self.parts, self.first = incident, item, parts, first
        for part in parts:
            self.fields.update(part.fields)
        present = item.owner_id if item else None
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = User.objects.filter(Q(pk__in=User.objects.responders()) | Q(pk=present))
        fields["team"].queryset = Team.objects.filter(Q(is_active=True) | Q(pk=item.team_id if item else None))
        if not can_add_members(actor, incident):
            del fields["make_member"]
        if not item:
            del fields["note"]

    def begin_with_typed(self, data: QueryDict) -> None:
        """The first values are what was typed so far; nothing is checked yet."""
        fields: dict[str, forms.Field] = self.fields
        for name, field in fields.items():
            self.initial[name] = field.widget.value_from_datadict(data, MultiValueDict(), name)

    def begin_with(self, template: ActionTemplate, templates: Iterable[ActionTemplate]) -> None:
        """The first values of a new item are those of a template, except where somebody typed others.

        Values that the form began with, or that stand in one of the `templates`, were not typed.
        """
        for name in ("title", "kind", "priority", "description"):
            known = {"", str(self.first.get(name, "")), *(str(getattr(each, name)) for each in templates)}
            if str(self.initial.get(name) or "") in known:
                self.initial[name] = getattr(template, name)

    def clean(self) -> dict[str, Any]:
        """Asks about an item that would be overdue at once in the owner's zone."""
        cleaned: dict[str, Any] = super().clean() or {}
        owner: User | None = cleaned.get("owner")
        self.ask_if_past(self.item, owner.zone if owner else self.incident.zone)
        return cleaned

    def details(self) -> ActionDetails:
        """What the person entered, for the services."""
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
        """Whether the owner may become a member of the private incident."""
        return bool(self.cleaned_data.get("make_member"))


def initial(item: ActionItem) -> dict[str, Any]:
    """The form's values of an item as it is now."""
    names = ("title", "description", "owner", "team", "due_on", "kind", "priority", "tracker_url")
    return {name: getattr(item, name) for name in names}


class DueForm(DueAskedForm):
    """Another due date, and why."""

    due_on = due_field(attrs={"class": "form-control"}, label="New due date")
    note = note_field("Reason", {"class": "form-control"})

    def __init__(self, *args: Any, item: ActionItem, **options: Any) -> None:
        super().__init__(*args, initial={"due_on": item.due_on}, **options)
        self.item = item
        if not item.due_on:
            self.fields["note"].label = "Reason (optional)"

    def clean(self) -> dict[str, Any]:
        """Asks about a date in the past."""
        cleaned: dict[str, Any] = super().clean() or {}
        owner = self.item.owner
        self.ask_if_past(self.item, owner.zone if owner else self.item.incident.zone)
        return cleaned
