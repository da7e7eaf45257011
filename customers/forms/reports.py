"""The forms of sales and support, and what responders do with a report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.models import User
from core.clock import now
from core.forms import TOO_LONG
from core.paging import number_in
from core.when import Clocks, When, WhenError, parse_when
from core.when_hints import time_problem
from customers.models import Customer, Report
from customers.models.reports import LONGEST_REPLY, LONGEST_REPORT
from customers.selectors.names import customer_named, several_named
from customers.services.known_problems import ReportWords
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet

NUMBER = re.compile(r"\s*(?:INC-)?(\d{1,18})\b", re.IGNORECASE)


class ReportForm(forms.Form):
    """Three questions; only the first must be answered."""

    text = forms.CharField(
        label="What can the customer not do?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In the customer's words. No need to know why.",
        error_messages={"required": "Say what the customer cannot do; the rest is optional."},
    )
    customer = forms.CharField(
        label="Which customer?",
        max_length=200,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"list": "customer-names", "autocomplete": "off"}),
    )
    one_customer = forms.CharField(required=False, widget=forms.HiddenInput)
    since = forms.CharField(
        label="Since when?",
        max_length=80,
        required=False,
        error_messages={"max_length": TOO_LONG},
        help_text="“22:35”, “20m ago”, “yesterday 18:00”, or leave it empty if you do not know.",
    )
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def put_cursor(self) -> None:
        """Into the first field with an error, else into the first that is empty."""
        shown = [field for field in self.visible_fields() if field.name in ("text", "customer", "since")]
        faulty = [field for field in shown if field.errors]
        empty = [field for field in shown if not field.value()]
        chosen = (faulty + empty + shown)[0]
        chosen.field.widget.attrs["autofocus"] = True

    def clean_text(self) -> str:
        """No longer than can be stored. The field has no maximum: a browser would cut off what is pasted, unseen."""
        text: str = self.cleaned_data["text"]
        if len(text) > LONGEST_REPORT:
            raise forms.ValidationError(
                f"These are {len(text):,} characters in {len(text.splitlines()):,} lines; a report has at most "
                f"{LONGEST_REPORT:,}. Nothing was sent, and all of it is still below: keep what says what the customer "
                "cannot do."
            )
        return text

    def clean_customer(self) -> str:
        """Asked once, where it is the names of several customers: those that the person sees."""
        typed: str = self.cleaned_data["customer"]
        named = several_named(typed, self.user, partly=True)
        if named and self.data.get("one_customer") != typed:
            self.data = {**dict(self.data.items()), "one_customer": typed}
            raise forms.ValidationError(
                f"{_asked(named)} Write one, and send a report for each. If it is one customer, send it again as it is."
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """Adds `since_at`: the instant, where the words name one. Words that do not are kept as they are."""
        data = super().clean() or {}
        data["since_at"] = None
        if typed := data.get("since", ""):
            data["since_at"] = self._instant(typed)
        return data

    def report(self) -> dict[str, Any]:
        """For the service."""
        return {name: each for name, each in self.cleaned_data.items() if name != "one_customer"}

    def _instant(self, typed: str) -> Any:
        try:
            understood = parse_when(typed, Clocks(self.user.time_zone, now()))
        except WhenError:
            if problem := time_problem(typed):
                self.add_error("since", f"{problem} When did it begin? Words such as “this morning” are fine, too.")
            return None
        if problem := _doubt(understood):
            self.add_error("since", problem)
        return understood.instant


def _doubt(understood: When) -> str:
    """Why a time that was read cannot be when it began."""
    doubts = [asked.question for asked in understood.questions if asked.kind == "future"]
    if understood.instant > now():
        return f"{understood.understood} is in the future. When did it begin?"
    return f"{doubts[0]} Write the day too." if doubts else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is understood of a customer's name and a time while they are typed; empty where nothing was."""

    customer: str
    since: str


def reading(customer: str, since: str, user: User) -> Reading:
    """In words."""
    return Reading(_customer_read(customer.strip(), user), _since_read(since.strip(), user))


def _asked(names: Sequence[str]) -> str:
    """“A”, “B” and “C” as a question."""
    *others, last = (f"“{name}”" for name in names)
    return f"Are these {len(names)} customers: {', '.join(others)} and {last}?"


def _customer_read(typed: str, user: User) -> str:
    if not typed:
        return ""
    if named := several_named(typed, user, partly=True):
        return f"{_asked(named)} If so, send a report for each."
    found = customer_named(typed)
    if found is not None and Customer.objects.visible_to(user).filter(pk=found.pk).exists():
        return ""
    return "Not among the customers you see. It is kept as you typed it, and can be linked later."


def _since_read(typed: str, user: User) -> str:
    if not typed:
        return ""
    try:
        understood = parse_when(typed, Clocks(user.time_zone, now()))
    except WhenError:
        return time_problem(typed) or "No time that can be read, so it is kept as words. Write “21:30” for a time."
    return _doubt(understood) or f"Read as {understood.understood}"


class KnownProblemForm(ReportForm):
    """*Yes, this one*: which known problem a customer has too. Nothing need be typed."""

    known = forms.ModelChoiceField(
        queryset=Incident.objects.none(),
        error_messages={
            "required": "Choose the problem again.",
            "invalid_choice": "This problem is not open any more. Send it as a report, and somebody looks at it.",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["text"].required = False
        self.fields["known"].queryset = Incident.objects.noticed_by_customers()  # type: ignore[attr-defined]

    def words(self) -> ReportWords:
        """For the service layer."""
        return ReportWords(**{name: self.cleaned_data[name] for name in ("text", "customer", "since", "since_at")})


class GroupForm(forms.Form):
    """Reports that are triaged together."""

    report = forms.ModelMultipleChoiceField(
        queryset=Report.objects.none(),
        error_messages={
            "required": "Tick at least one report.",
            "invalid_choice": "One of these reports is not there any more. Read the page again.",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reports = Report.objects.visible_to(user).defer("search").select_related("reporter").order_by("pk")
        self.fields["report"].queryset = reports  # type: ignore[attr-defined]

    def reports(self) -> list[Report]:
        """Those that were ticked, the oldest first."""
        return list(self.cleaned_data["report"])


class GroupJoinForm(GroupForm):
    """Which incident they belong to: the one whose button was pressed, or the number that was written."""

    proposed = forms.CharField(max_length=300, required=False)
    incident = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user

    def clean_incident(self) -> Incident:
        """The incident with the number that the text begins with."""
        typed: str = self.cleaned_data.get("proposed") or self.cleaned_data["incident"]
        if not typed:
            raise forms.ValidationError("Which incident? Write its number, such as INC-142.")
        found = NUMBER.match(typed)
        number = number_in(found[1]) if found else None
        visible = Incident.objects.visible_to(self.user).unmerged().without_drills()
        incident = visible.filter(pk=number).first() if number else None
        if incident is None:
            raise forms.ValidationError(
                "There is no such incident that you can see. Write its number, such as INC-142."
            )
        return incident


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


class OtherProblemForm(forms.Form):
    """*Not this one*: what the customer cannot do, where the report did not say."""

    text = forms.CharField(required=False, max_length=LONGEST_REPLY)


class ReplyForm(forms.Form):
    """Words that are added to a report; pressing *Reopen* opens a declined one again."""

    text = forms.CharField(
        label="Add words",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to add."},
    )
    reopens = forms.BooleanField(required=False, widget=forms.HiddenInput)
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)


class GroupDeclineForm(DeclineForm, GroupForm):
    """The same for reports that are triaged together."""
