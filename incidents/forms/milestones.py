"""Changes that set a milestone: the milestone by itself, and a step along the table of statuses."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from core.panel_registries import FormPart
from core.typed_times import MEANT
from core.when import Choice, Question
from incidents.enums import Milestone
from incidents.forms.begun import BegunForm
from incidents.forms.changes import ChangeForm
from incidents.models import Incident
from incidents.selectors.zones import ShownZone
from incidents.services.changes import StatusChange
from incidents.services.leftovers import Fate
from incidents.services.timeline import EntryDetails
from incidents.transitions import Move

# Each of them comes after those before it.
ORDER = (
    Milestone.IMPACT_STARTED,
    Milestone.DETECTED,
    Milestone.ACKNOWLEDGED,
    Milestone.IDENTIFIED,
    Milestone.MITIGATED,
    Milestone.RESOLVED,
)


class ReachedForm(ChangeForm):
    """A change that sets a milestone, or (None) sets none. One out of its usual order is asked about."""

    def __init__(
        self, *args: Any, shown: ShownZone, incident: Incident, milestone: Milestone | None, **options: Any
    ) -> None:
        super().__init__(*args, shown=shown, begin=incident.began_at, **options)
        self.shown, self.incident, self.milestone = shown, incident, milestone

    def clean(self) -> dict[str, Any]:
        """Asks about a milestone that would lie before an earlier one, or after a later one."""
        cleaned = super().clean()
        at = cleaned["at"]
        is_answered = self.data.get(MEANT + self.add_prefix("when"))
        if at and not is_answered and "when" not in self.errors and (doubt := self._out_of_order(at)):
            exact = at.astimezone(self.time_zone).isoformat(timespec="seconds")
            choice = Choice(f"Keep {self.shown.dated(at)}", exact, at)
            self.questions.append(Question(doubt, (choice,), button=MEANT + self.add_prefix("when")))
            self.add_error("when", doubt)
        return cleaned

    def _out_of_order(self, at: datetime) -> str:
        if self.milestone not in ORDER:
            return ""
        place = ORDER.index(self.milestone)
        known = [(each, getattr(self.incident, each.column)) for each in ORDER]
        for rank, (other, instant) in enumerate(known):
            wrong = "before" if rank < place else "after"
            if instant and rank != place and (at < instant if rank < place else at > instant):
                said = f"{self.milestone.label} would be {wrong} {other.label.lower()}, {self.shown.dated(instant)}."
                return f"{said} Is that right?"
        return ""


class SetMilestoneForm(ReachedForm):
    """When a milestone was reached. `is_now` begins with now, which fits what is only just reached."""

    is_about = forms.BooleanField(required=False, label="The time is approximate")

    field_order = ("when", "is_about", "note")

    then = "set it"

    def __init__(self, *args: Any, milestone: Milestone, is_now: bool, **options: Any) -> None:
        super().__init__(*args, milestone=milestone, **options)
        self.reached = milestone
        self.fields["when"].required = True
        self.fields["when"].error_messages["required"] = "Say when, for instance 14:45 or 20m ago."
        if not is_now:
            self.fields["when"].initial = ""
            self.fields["when"].widget.attrs["placeholder"] = "14:45, 20m ago"

    @property
    def is_approximate(self) -> bool:
        """Whether the time is approximate: by the box, or because it says `about 14:10`."""
        return bool(self.cleaned_data["is_about"]) or self.says_about("when")

    def details(self) -> EntryDetails:
        """The entry that marks it: the note, or the milestone's name."""
        cleaned = self.cleaned_data
        at = cleaned["at"] or self.pressed
        return EntryDetails(cleaned["note"], at, is_about=self.is_approximate, milestones=[self.reached])


class StatusForm(ReachedForm, BegunForm):
    """A step along the table of statuses; some steps must say why. What the apps above store may need `base_seq`."""

    reason = forms.CharField(max_length=300, required=False, label="Why")

    field_order = ("when", "reason", "note")

    def __init__(self, *args: Any, why: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base_seq"].initial = self.incident.seq
        if why:
            self.fields["reason"].required = True
            self.fields["reason"].label = why
            self.fields["reason"].error_messages["required"] = "Say why. One sentence is enough."
        else:
            del self.fields["reason"]

    def add_parts(self, parts: Iterable[FormPart[Any]]) -> None:
        """The fields of the apps above come last."""
        for part in parts:
            self.fields.update(part.fields)

    def change(self, move: Move, fates: Mapping[int, Fate]) -> StatusChange:
        """What the service takes for this step, with what becomes of open tasks."""
        cleaned = self.cleaned_data
        return StatusChange(
            move.action,
            at=cleaned["at"],
            is_about=self.says_about("when"),
            note=cleaned["note"],
            reason=cleaned.get("reason", ""),
            fates=fates,
        )
