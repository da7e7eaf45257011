"""The composer, and what can be done to an entry afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from core import clock
from core.forms import ClientUuidField, MarkdownField
from core.typed_times import MEANT, TimedForm, WhenField
from core.when import Ambiguity, When, WhenError, parse_when, split_leading_when
from incidents.enums import Milestone, Origin
from incidents.models import Incident, TimelineEntry
from incidents.selectors.timeline import milestones_on
from incidents.selectors.zones import ShownZone

LOOKED_AT = 400  # characters of the words in which a leading time is looked for
OLDEST_PRESS = timedelta(minutes=15)  # how long ago Enter may have been pressed


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood of the time of an entry, for the chip below the composer."""

    typed: str = ""
    understood: str = ""
    refused: str = ""
    questions: tuple[Ambiguity, ...] = ()
    warnings: tuple[str, ...] = ()
    button: str = f"{MEANT}when"

    @classmethod
    def of(cls, said: When) -> "Said":
        """From what the time input understood."""
        return cls(said.typed, said.understood, "", said.questions, said.warnings)


def pressed_at(given: str) -> datetime:
    """When Enter was pressed, by the client's clock corrected with the server's; now, if it says nothing plausible."""
    present = clock.now()
    try:
        pressed = datetime.fromisoformat(given)
    except ValueError:
        return present
    if pressed.tzinfo is None or not present - OLDEST_PRESS <= pressed <= present:
        return present
    return pressed.astimezone(UTC)


class EntryForm(TimedForm):
    """One entry: its words, and when it happened, in a field of its own or at the head of the words."""

    text = MarkdownField(rows=1, error_messages={"required": "Write what happened, then log it."})
    when = WhenField()
    until = WhenField(placeholder="22:50")
    milestones = forms.MultipleChoiceField(choices=Milestone.choices, required=False)
    is_about = forms.BooleanField(required=False)
    is_starred = forms.BooleanField(required=False)
    file = forms.FileField(required=False, max_length=200)
    client_uuid = ClientUuidField()

    def __init__(self, *args: Any, incident: Incident, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, zone=zone, pressed=pressed_at(_given(args)), **options)
        self.incident = incident
        self.day = day_of(incident, zone)
        self.said: Said | None = None

    @property
    def words_of_errors(self) -> list[str]:
        """What is wrong, without the questions, which stand beside their buttons."""
        asked = {ask.question for ask in self.asks}
        errors = [str(words) for words in chain.from_iterable(self.errors.values())]
        return [words for words in errors if words not in asked]

    @property
    def has_more(self) -> bool:
        """Whether the fold with the further fields should stand open."""
        folded = {"when", "until", "milestones", "file"}
        asked = {ask.button.removeprefix(MEANT) for ask in self.asks}
        return bool(folded & set(self.errors) - asked) or any(self[name].value() for name in folded - {"file"})

    def clean(self) -> dict[str, Any]:
        """Adds `happened_at` and `until_at`, and takes a leading time off the text."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["happened_at"] = start = self._start(cleaned)
        cleaned["until_at"] = self.read_end("until", start) if start else None
        return cleaned

    def use_case(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("text", "happened_at", "until_at", "is_about", "is_starred", "client_uuid")
        kept = {name: self.cleaned_data[name] for name in names}
        milestones = [Milestone(mark) for mark in self.cleaned_data["milestones"]]
        return kept | {"milestones": milestones, "upload": self.cleaned_data["file"]}

    def _start(self, cleaned: dict[str, Any]) -> datetime | None:
        leading = None
        if not cleaned.get("when") and cleaned.get("text"):
            leading, cleaned["text"] = split_leading_when(
                cleaned["text"], zone=self.clocks, now=self.pressed, day=self.day
            )
            if leading and not cleaned["text"]:
                self.add_error("text", "Write what happened at that time, too.")
        if self.is_typed("when"):
            return self.read_instant("when", day=self.day)
        if leading is not None:
            return None if self.must_ask("when", leading) else leading.instant
        if self.incident.is_past:
            self.add_error("when", "Say when it happened: this incident was recorded afterwards.")
            return None
        return self.pressed


def day_of(incident: Incident, zone: ZoneInfo) -> date | None:
    """The day on which bare times lie in an incident recorded afterwards; None for a live one."""
    return incident.began_at.astimezone(zone).date() if incident.is_past else None


def _given(args: tuple[Any, ...]) -> str:
    return str(args[0].get("pressed_at", "")) if args and args[0] else ""


def understood(data: Mapping[str, str], *, zone: ZoneInfo, day: date | None) -> Said | None:
    """What the composer would understand, while it is being typed; None when no time is given."""
    present = clock.now()
    typed = data.get("when", "").strip()
    try:
        if typed:
            return Said.of(parse_when(typed, zone=zone, now=present, day=day))
        leading, _ = split_leading_when(data.get("text", "")[:LOOKED_AT], zone=zone, now=present, day=day)
    except WhenError as error:
        return Said(refused=error.message)
    return Said.of(leading) if leading else None


class CorrectForm(TimedForm):
    """A correction: time, words, milestones, and why. `base_seq` names the version it began from."""

    text = MarkdownField(rows=6, error_messages={"required": "An entry needs words. To take it back, strike it."})
    when = WhenField(required=True, label="When it happened")
    until = WhenField(required=False, label="Until", placeholder="22:50")
    milestones = forms.MultipleChoiceField(
        choices=Milestone.choices,
        required=False,
        label="It marks",
        widget=forms.CheckboxSelectMultiple,
        help_text="A milestone that stands on another entry moves here.",
    )
    reason = forms.CharField(max_length=300, label="Why", help_text="What was wrong; it stays readable.")
    base_seq = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: TimelineEntry, shown: ShownZone, **options: Any) -> None:
        super().__init__(*args, zone=shown.zone, **options)
        self.entry = entry
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
            "milestones": self.marks_before,
            "base_seq": entry.changed_seq,
        }
        if entry.origin == Origin.SYSTEM:
            for name in ("text", "milestones"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Adds `happened_at` and `until_at`; a time that was not touched stays as exact as it was."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["happened_at"] = start = self._kept("when") or self.read_instant("when", day=self.day)
        cleaned["until_at"] = self._kept("until") or (self.read_end("until", start) if start else None)
        return cleaned

    def use_case(self) -> dict[str, Any]:
        """What the service takes; a system entry keeps its words and marks."""
        cleaned = self.cleaned_data
        marks = cleaned.get("milestones", self.marks_before)
        return {
            "text": cleaned.get("text", self.entry.text),
            "happened_at": cleaned["happened_at"],
            "until_at": cleaned["until_at"],
            "milestones": [Milestone(mark) for mark in marks],
            "reason": cleaned["reason"],
            "base_seq": cleaned["base_seq"],
        }

    def rebased(self) -> TimelineEntry:
        """The entry as somebody else left it; the form then begins from there, with what was typed kept."""
        self.entry.refresh_from_db()
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["base_seq"] = str(self.entry.changed_seq)
        self.data = data
        return self.entry

    def _kept(self, name: str) -> datetime | None:
        words, instant = self.typed_before[name]
        return instant if self.cleaned_data.get(name) == words else None


class ReasonForm(forms.Form):
    """Why something is struck through, taken back or redacted."""

    reason = forms.CharField(max_length=300, label="Why", widget=forms.TextInput(attrs={"autocomplete": "off"}))


class MilestoneForm(forms.Form):
    """Which milestone an entry marks, or no longer marks."""

    milestone = forms.ChoiceField(choices=Milestone.choices)
    is_on = forms.BooleanField(required=False)
