"""Recording an incident that is over: all milestones and the final status in one form."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms

from core.forms import MarkdownField
from core.typed_times import WhenField
from incidents.enums import Milestone, Status
from incidents.forms.declare import DetailsForm
from incidents.forms.impact import ImpactFields
from incidents.services.details import IMPACT
from incidents.services.past_incidents import PastHistory

FINAL = (Status.RESOLVED, Status.CLOSED, Status.MITIGATED, Status.CANCELLED)


class PastForm(DetailsForm, ImpactFields):
    """Times are free text; a bare one lies on the day given. What stays empty is unknown."""

    happened_on = forms.DateField(
        label="Day it started",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Times without a day are on this day, in the zone next to it.",
        error_messages={"required": "Write the day it started; times may stay unknown."},
    )
    impact_started = WhenField(label="Impact started", placeholder="unknown")
    detected = WhenField(label="Detected", placeholder="unknown")
    reported = WhenField(label="Reported", placeholder="unknown")
    acknowledged = WhenField(label="Acknowledged", placeholder="unknown")
    identified = WhenField(label="Identified", placeholder="unknown")
    mitigated = WhenField(label="Mitigated", placeholder="unknown")
    resolved = WhenField(label="Resolved", placeholder="unknown")
    status = forms.ChoiceField(
        choices=[(status.value, status.label) for status in FINAL], initial=Status.RESOLVED, label="Final status"
    )
    story = MarkdownField(
        rows=4,
        required=False,
        label="What happened, in a few words",
        help_text="Becomes the first entry of the timeline.",
    )

    about_fields = frozenset(Milestone.values)

    wants_postmortem = forms.BooleanField(required=False, label="A postmortem is still to be written")

    def clean(self) -> dict[str, Any]:
        """Adds `milestones`: the instants that somebody knew."""
        cleaned = super().clean()
        day = cleaned.get("happened_on")
        began = self.read_instant(Milestone.IMPACT_STARTED, day=day)
        rest = [milestone for milestone in Milestone if milestone != Milestone.IMPACT_STARTED]
        read = {Milestone.IMPACT_STARTED: began} | {each: self._instant(each, day, began) for each in rest}
        cleaned["milestones"] = {milestone: at for milestone, at in read.items() if at is not None}
        return cleaned

    def zone_at(self) -> datetime:
        """Noon of the day it started."""
        day = self.cleaned_data.get("happened_on")
        return datetime.combine(day, time(12), tzinfo=UTC) if day else self.pressed

    @property
    def milestone_fields(self) -> list[forms.BoundField]:
        """The seven times, in the order in which they usually happen."""
        return [self[milestone] for milestone in Milestone]

    def history(self) -> PastHistory:
        """What the service takes."""
        cleaned = self.cleaned_data
        return PastHistory(
            status=Status(cleaned["status"]),
            milestones=cleaned["milestones"],
            about=frozenset(each for each in cleaned["milestones"] if self.says_about(each)),
            story=cleaned["story"],
            impact={column: cleaned[column] for column in IMPACT},
            wants_postmortem=cleaned["wants_postmortem"],
        )

    def _instant(self, milestone: Milestone, day: date | None, began: datetime | None) -> datetime | None:
        """On the day it began, or on the next one where midnight lies between."""
        typed = self.cleaned_data.get(milestone, "")
        if began and day and self.is_past_midnight(typed, began, day):
            day += timedelta(days=1)
        return self.read_instant(milestone, day=day)
