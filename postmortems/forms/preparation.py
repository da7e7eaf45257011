"""Forms of interview notes, questions, and the review meeting."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from actions.forms.items import due_field
from core.forms import ClientUuidField, MarkdownField
from core.typed_times import TimedForm, WhenField
from core.when import Clocks, parse_when
from incidents.forms.begun import rebased
from incidents.selectors.zones import incident_zone, zone_name
from postmortems.models import InterviewNote, OpenQuestion, Postmortem
from postmortems.services.interviews import MAX_INTERVIEWEE, NoteWords, words_of
from postmortems.services.interviews import MAX_TEXT as MAX_NOTE
from postmortems.services.meetings import LONGEST, MAX_PLACE, SHORTEST, MeetingPlan
from postmortems.services.questions import MAX_ANSWER, MAX_QUESTION, fingerprint

NO_WORDS = {"required": "Write at least a few words."}


class NoteForm(forms.Form):
    """A note of an interview. `seen` is the fingerprint of what a stored one said when it was shown."""

    interviewee = forms.CharField(
        label="With whom", max_length=MAX_INTERVIEWEE, error_messages={"required": "Say with whom you spoke."}
    )
    held_on = due_field(label="On (optional)")
    text = MarkdownField(
        label="Notes",
        rows=12,
        max_length=MAX_NOTE,
        help_text="Markdown. What they saw, knew and thought at the time, in their words.",
        error_messages=NO_WORDS,
    )
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    client_uuid = ClientUuidField()

    @classmethod
    def of(cls, note: InterviewNote, data: Any = None) -> "NoteForm":
        """The form of a stored note."""
        words = words_of(note)
        initial = {"interviewee": words.interviewee, "held_on": words.held_on, "text": words.text}
        return cls(data, initial=initial | {"seen": words.fingerprint})

    @property
    def words(self) -> NoteWords:
        """What was typed; only of a form that is valid."""
        data = self.cleaned_data
        return NoteWords(data["interviewee"], data["held_on"], data["text"])

    def begin_again(self, present: InterviewNote) -> None:
        """After a conflict: what was typed, with the fingerprint of what it says now."""
        self.data = rebased(self.data, "seen", words_of(present).fingerprint)


class AskForm(forms.Form):
    """A question."""

    text = forms.CharField(
        label="Question",
        max_length=MAX_QUESTION,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=NO_WORDS,
    )
    client_uuid = ClientUuidField()


class AnswerForm(forms.Form):
    """The answer to a question."""

    answer = forms.CharField(
        label="Answer", max_length=MAX_ANSWER, widget=forms.Textarea(attrs={"rows": 3}), error_messages=NO_WORDS
    )


class QuestionForm(forms.Form):
    """Other words of a question, and of its answer if it has one; `seen` is the fingerprint of what was shown."""

    text = AskForm.base_fields["text"]
    answer = AnswerForm.base_fields["answer"]
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, question: OpenQuestion) -> None:
        stands = {"text": question.text, "answer": question.answer, "seen": fingerprint(question)}
        super().__init__(data, initial=stands)
        if question.answered_at is None:
            del self.fields["answer"]

    def begin_again(self, present: OpenQuestion) -> None:
        """After a conflict: what was typed, with the fingerprint of what it says now."""
        self.data = rebased(self.data, "seen", fingerprint(present))


class MeetingForm(TimedForm):
    """Day, time, length and place of a review meeting; the time is read in the zone of the incident."""

    day = due_field(label="Day")
    time = WhenField(label="Time", required=True, placeholder="15:00", error_messages={"required": "Say when."})
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages=dict.fromkeys(("min_value", "max_value"), f"A meeting takes {SHORTEST} to {LONGEST} minutes."),
    )
    place = forms.CharField(label="Place", max_length=MAX_PLACE, required=False, help_text="A room, or a link.")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    asks_about_future = False
    about_fields = frozenset()

    def __init__(self, data: Any = None, *, postmortem: Postmortem) -> None:
        shown, at = incident_zone(postmortem.incident), postmortem.meeting_at
        local = at.astimezone(shown.zone) if at else None
        initial = {
            "day": local.date() if local else None,
            "time": f"{local:%H:%M}" if local else "",
            "minutes": postmortem.meeting_minutes,
            "place": postmortem.meeting_place,
            "seen": postmortem.meeting_changes,
        }
        super().__init__(data, zone=shown.zone, initial=initial)
        zone = zone_name(postmortem.incident)
        self.fields["time"].help_text = f"In the zone of the incident, {zone}, unless you add another: 15:00 CET."
        self.fields["day"].required = True
        self.fields["day"].error_messages["required"] = "Choose the day."

    def clean(self) -> dict[str, Any]:
        """Adds `at`, the instant at which it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("day")
        cleaned["at"] = self.read_instant("time", day=day) if day else None
        if day and cleaned["at"] and self._names_a_day(cleaned["time"], day):
            self.add_error("time", "Write only the time here, such as 15:00; the day has a field of its own.")
        return cleaned

    def _names_a_day(self, typed: str, day: date) -> bool:
        """Whether the time means the same on whichever day: `tomorrow 15:00`, `5m ago`."""
        one, other = (Clocks(self.time_zone, self.pressed, each) for each in (day, day + timedelta(days=1)))
        return parse_when(typed, one).instant == parse_when(typed, other).instant

    @property
    def plan(self) -> MeetingPlan:
        """What was typed; only of a form that is valid."""
        data = self.cleaned_data
        at: datetime = data["at"]
        return MeetingPlan(at, data["minutes"], data["place"])

    def begin_again(self, present: Postmortem) -> None:
        """After a conflict: what was typed, with the number of changes that there are now."""
        self.data = rebased(self.data, "seen", present.meeting_changes)
