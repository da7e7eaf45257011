"""The forms of sales and support, and what responders do with a report."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.models import User
from core.clock import now
from core.when import Clocks, WhenError, parse_when
from core.when_hints import time_problem
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet


class ReportForm(forms.Form):
    """Three questions; only the first must be answered."""

    text = forms.CharField(
        label="What can the customer not do?",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In the customer's words. No need to know why.",
        error_messages={"required": "Say what the customer cannot do; the rest is optional."},
    )
    customer = forms.CharField(label="Which customer?", max_length=200, required=False)
    since = forms.CharField(
        label="Since when?",
        max_length=80,
        required=False,
        help_text="“22:35”, “20m ago”, “yesterday 18:00”, or leave it empty if you do not know.",
    )
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        """Adds `since_at`: the instant, where the words name one. Words that do not are kept as they are."""
        data = super().clean() or {}
        data["since_at"] = None
        if typed := data.get("since", ""):
            data["since_at"] = self._instant(typed)
        return data

    def _instant(self, typed: str) -> Any:
        try:
            understood = parse_when(typed, Clocks(self.user.time_zone, now()))
        except WhenError:
            if problem := time_problem(typed):
                self.add_error("since", f"{problem} When did it begin? Words such as “this morning” are fine, too.")
            return None
        doubts = [asked.question for asked in understood.questions if asked.kind == "future"]
        if doubts and understood.instant <= now():
            self.add_error("since", f"{doubts[0]} Write the day too.")
        elif understood.instant > now():
            self.add_error("since", f"{understood.understood} is in the future. When did it begin?")
        return understood.instant


class JoinForm(forms.Form):
    """Which incident a report belongs to."""

    incident = forms.ModelChoiceField(
        queryset=Incident.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "Choose an incident that you can see."},
    )

    def __init__(self, *args: Any, incidents: IncidentQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["incident"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = incidents


class DeclineForm(forms.Form):
    """Words that the reporter can pass on."""

    answer = forms.CharField(
        label="What may the reporter tell the customer?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in one sentence why this is not an incident; the reporter passes it on."},
    )
