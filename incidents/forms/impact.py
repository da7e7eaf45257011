"""The impact in fields, and the periods in which customers were affected."""

from typing import TYPE_CHECKING, Any, cast

from django import forms

from core.forms import MarkdownField
from core.typed_times import TimedForm, WhenField
from core.when_spans import split_span
from incidents.enums import DetectionSource, ImpactScope, RevenueLost
from incidents.forms.begun import BegunForm
from incidents.models import Incident
from incidents.selectors.zones import ShownZone
from incidents.services.details import Interval

ROWS = 20  # intervals one incident can have
SPARE = 2  # empty rows offered below those that are there


class ImpactFields(forms.Form):
    """How much customers lost, and how it was noticed. What nobody knows stays empty."""

    impact_text = MarkdownField(rows=3, required=False, max_length=4000, label="What customers cannot do")
    impact_scope = forms.ChoiceField(choices=ImpactScope.choices, required=False, label="Extent")
    impact_percent = forms.DecimalField(
        required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, label="Percent affected"
    )
    impact_percent_about = forms.BooleanField(required=False, label="The percentage is approximate")
    impact_percent_of = forms.CharField(
        required=False, max_length=80, label="Percent of what", widget=forms.TextInput(attrs={"placeholder": "users"})
    )
    impact_all_users = forms.BooleanField(required=False, label="All users")
    revenue_lost = forms.ChoiceField(choices=RevenueLost.choices, required=False, label="Revenue lost")
    revenue_amount = forms.DecimalField(
        required=False, min_value=0, max_digits=14, decimal_places=2, label="Amount, if known"
    )
    revenue_currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        required=False,
        label="Currency",
        widget=forms.TextInput(attrs={"placeholder": "EUR"}),
        error_messages={"invalid": "Write a three-letter currency code, such as EUR or KES."},
    )
    revenue_extent = forms.CharField(
        required=False,
        max_length=80,
        label="Extent, in words",
        widget=forms.TextInput(attrs={"placeholder": "significant"}),
    )
    detection_source = forms.ChoiceField(choices=DetectionSource.choices, required=False, label="Detected by")
    detected_by = forms.CharField(
        required=False,
        max_length=200,
        label="Who or what detected it",
        help_text="The sales team, an alert, a customer.",
    )

    def clean_revenue_currency(self) -> str:
        """Capital letters, whatever was typed."""
        return str(self.cleaned_data["revenue_currency"]).upper()

    def clean(self) -> dict[str, Any]:
        """An amount needs its currency; it, and the extent in words, belong to revenue that was lost."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("revenue_amount") is not None:
            if cleaned.get("revenue_lost") != RevenueLost.YES:
                self.add_error("revenue_lost", "There is an amount: choose Yes, or remove the amount.")
            if not cleaned.get("revenue_currency"):
                self.add_error("revenue_currency", "Write the currency of the amount.")
        elif cleaned.get("revenue_extent") and cleaned.get("revenue_lost") != RevenueLost.YES:
            self.add_error("revenue_lost", "There is an extent: choose Yes, or remove the extent.")
        return cleaned


class ImpactForm(BegunForm, ImpactFields):
    """The impact of an incident that is there already."""

    @classmethod
    def now(cls, incident: Incident) -> dict[str, Any]:
        """What stands now."""
        stands = {name: getattr(incident, name) for name in ImpactFields.base_fields}
        percent = stands["impact_percent"]
        written = None if percent is None else f"{percent.normalize():f}"
        return stands | {"impact_percent": written, "base_seq": incident.seq}


class IntervalForm(TimedForm):
    """One period of impact; either end may be unknown."""

    started = WhenField(label="From", placeholder="unknown")
    ended = WhenField(label="To", placeholder="unknown")
    note = forms.CharField(required=False, max_length=200, label="Note")

    def clean(self) -> dict[str, Any]:
        """Adds `started_at` and `ended_at`."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["started"], cleaned["ended"] = split_span(cleaned.get("started", ""), cleaned.get("ended", ""))
        cleaned["started_at"] = start = self.read_instant("started")
        cleaned["ended_at"] = self.read_end("ended", start) if start else self.read_instant("ended")
        if cleaned.get("note") and not (self.is_typed("started") or self.is_typed("ended")):
            self.add_error("started", "Write when it started or when it ended; one of the two is enough.")
        return cleaned

    @property
    def is_empty(self) -> bool:
        """Whether the row says nothing: then there is no such interval."""
        return not any(self.cleaned_data.get(name) for name in ("started_at", "ended_at"))


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[IntervalForm]
else:
    _Rows = forms.BaseFormSet


class BaseIntervals(_Rows):
    """The rows of the form."""

    @property
    def questions(self) -> list[Any]:
        """The questions of all rows."""
        return [question for form in self.forms for question in form.questions]

    def spans(self) -> list[Interval]:
        """The rows that say something."""
        rows = [form.cleaned_data for form in self.forms if not form.is_empty]
        return [Interval(row["started_at"], row["ended_at"], row["note"]) for row in rows]


IntervalRows = forms.formset_factory(IntervalForm, formset=BaseIntervals, extra=SPARE, max_num=ROWS, validate_max=True)


def interval_rows(incident: Incident, shown: ShownZone, data: Any = None) -> BaseIntervals:
    """The rows of an incident, with some empty ones; bound if there is data."""
    stand = incident.impact_intervals.all()
    initial = [
        {
            "started": shown.typed(row.started_at) if row.started_at else "",
            "ended": shown.typed(row.ended_at) if row.ended_at else "",
            "note": row.note,
        }
        for row in stand
    ]
    rows = IntervalRows(data, initial=initial, prefix="interval", form_kwargs={"zone": shown.zone})
    return cast("BaseIntervals", rows)
