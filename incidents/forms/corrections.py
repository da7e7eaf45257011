"""What can be done to an entry afterwards: a correction, a reason, a milestone."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.models import User
from core.forms import MarkdownField
from core.typed_times import WhenField
from core.when_spans import split_span
from incidents.enums import Milestone, Origin
from incidents.forms.begun import rebased
from incidents.forms.naming import NamingForm
from incidents.models import TimelineEntry
from incidents.selectors.timeline import milestones_on
from incidents.selectors.zones import ShownZone
from incidents.services.timeline import EntryCorrection, mends, needs_reason


class CorrectForm(NamingForm):
    """A correction: time, words, milestones, and why, unless its author only mends it.

    `base_seq` names the version it began from.
    """

    text = MarkdownField(rows=6, error_messages={"required": "An entry needs text. To retract it, strike it through."})
    when = WhenField(required=True, label="When it happened")
    until = WhenField(required=False, label="Until", placeholder="22:50")
    is_about = forms.BooleanField(required=False, label="The time is approximate")
    milestones = forms.MultipleChoiceField(
        choices=Milestone.choices,
        required=False,
        label="Milestones",
        widget=forms.CheckboxSelectMultiple,
        help_text="A milestone that is on another entry moves here.",
    )
    reason = forms.CharField(
        max_length=300,
        required=False,
        label="Why",
        help_text="What was wrong; it may stay empty. Shown with the entry.",
    )
    base_seq = forms.IntegerField(widget=forms.HiddenInput)

    then = "correct it"

    def __init__(self, *args: Any, entry: TimelineEntry, shown: ShownZone, actor: User, **options: Any) -> None:
        incident = entry.incident
        begin = min(incident.began_at, incident.declared_at, entry.happened_at)
        options.setdefault("auto_id", f"correct_{entry.pk}_%s")  # forms of several entries may stand open
        super().__init__(*args, zone=shown.zone, begin=begin, **options)
        self.entry = entry
        self._ask_why(actor)
        self.day = entry.happened_at.astimezone(shown.zone).date()
        self.typed_before = {
            "when": (shown.typed(entry.happened_at), entry.happened_at),
            "until": (shown.typed(entry.until_at) if entry.until_at else "", entry.until_at),
        }
        self.marks_before = [milestone.value for milestone in milestones_on(entry)]
        self.initial = {
            "text": entry.text,
            "when": self.typed_before["when"][0],
            "until": self.typed_before["until"][0],
            "is_about": entry.is_about,
            "milestones": self.marks_before,
            "base_seq": entry.changed_seq,
        }
        if entry.origin == Origin.SYSTEM:
            for name in ("text", "milestones"):
                del self.fields[name]

    def _ask_why(self, actor: User) -> None:
        if mends(self.entry, actor) and "reason" not in self.data:
            del self.fields["reason"]
        elif needs_reason(self.entry, actor):
            self.fields["reason"].required = True
            self.fields["reason"].help_text = "What was wrong. Shown with the entry."

    def clean(self) -> dict[str, Any]:
        """Adds `happened_at` and `until_at`; a time that was not touched stays as exact as it was."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["when"], cleaned["until"] = split_span(cleaned.get("when", ""), cleaned.get("until", ""))
        cleaned["happened_at"] = start = self._kept("when") or self.read_instant("when", day=self.day)
        cleaned["until_at"] = self._kept("until") or (self.read_end("until", start) if start else None)
        return cleaned

    def correction(self) -> EntryCorrection:
        """What the service takes; a system entry keeps its words and marks."""
        cleaned = self.cleaned_data
        marks = cleaned.get("milestones", self.marks_before)
        return EntryCorrection(
            text=cleaned.get("text", self.entry.text),
            happened_at=cleaned["happened_at"],
            until_at=cleaned["until_at"],
            is_about=cleaned["is_about"] or self.says_about("when"),
            milestones=[Milestone(mark) for mark in marks],
        )

    def rebased(self) -> TimelineEntry:
        """The entry as somebody else left it; the form then begins from there, with what was typed kept."""
        self.entry.refresh_from_db()
        self.data = rebased(self.data, "base_seq", self.entry.changed_seq)
        return self.entry

    def _kept(self, name: str) -> datetime | None:
        words, instant = self.typed_before[name]
        return instant if self.cleaned_data.get(name) == words else None


class ReasonForm(forms.Form):
    """Why something is struck through, or redacted."""

    reason = forms.CharField(max_length=300, label="Why", widget=forms.TextInput(attrs={"autocomplete": "off"}))


class MilestoneForm(forms.Form):
    """Which milestone an entry marks, or no longer marks."""

    milestone = forms.ChoiceField(choices=Milestone.choices)
    is_on = forms.BooleanField(required=False)
