"""The form of a customer update."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import QueryDict

from core.errors import Conflict
from core.form_errors import status_of
from core.forms import ClientUuidField, MarkdownField
from customers.enums import UpdateState
from customers.models import Update
from customers.selectors.promises import TOO_LONG, agreeing_words, doubts_of
from customers.services.updates import LONGEST_REASON, LONGEST_WORKAROUND, UpdateWords
from incidents.forms.begun import BegunForm, rebased
from incidents.models import Incident

SPANS = ((15, "15 minutes"), (30, "30 minutes"), (60, "1 hour"), (120, "2 hours"), (240, "4 hours"), (1440, "1 day"))
NOTHING: Mapping[str, Any] = MappingProxyType({})
HELP = "Bold, lists and links are fine. What they cannot do, since when. No internal names, no guesses."


def _minutes(label: str, empty: str, help_text: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", empty), *((str(minutes), words) for minutes, words in SPANS)],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=help_text,
        widget=forms.Select({"class": "form-select"}),
    )


class UpdateForm(BegunForm):
    """What sales and support may tell customers. Times count from the moment it is published."""

    text = MarkdownField(
        rows=6,
        max_length=4000,
        label="Customer update",
        help_text=HELP,
        error_messages={"required": "Write what sales and support may tell customers."},
    )
    workaround = forms.CharField(
        label="Workaround",
        required=False,
        max_length=LONGEST_WORKAROUND,
        widget=forms.Textarea({"rows": 2, "data-grows": ""}),
        help_text="What customers can do meanwhile, if anything.",
    )
    next_in = _minutes(
        "Next update within", "as the severity requires", "Customers are told this time. After it the words are stale."
    )
    valid_for = _minutes("Valid for", "until the next update", "Choose less where the words will soon be wrong.")
    is_draft = forms.BooleanField(required=False, label="Only save it as a draft, for somebody else to approve")
    is_meant = forms.BooleanField(required=False, label="Post it as it is")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    client_uuid = ClientUuidField()

    def __init__(
        self,
        data: QueryDict | None,
        *,
        incident: Incident,
        may_approve: bool,
        draft: Update | None = None,
        begin: Mapping[str, Any] = NOTHING,
    ) -> None:
        super().__init__(data, initial={"base_seq": incident.seq, **begin})
        self.draft = draft
        self.incident = incident
        self.doubts: Mapping[str, str] = {}  # what of its times does not agree
        self.present: Update | None = None  # what somebody else made of the draft
        if not may_approve or draft is not None:
            del self.fields["is_draft"]
        if not incident.is_open:
            del self.fields["next_in"]
        self.is_posted = may_approve
        if data is None or not data.get("is_meant"):
            self.fields["is_meant"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """What is posted at once is held against itself: times in the words, the promise, what the severity asks."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_posted = self.is_posted and not cleaned.get("is_draft")
        if is_posted and not cleaned.get("is_meant") and "text" in cleaned:
            self.doubts = doubts_of(self.incident, cleaned["text"], cleaned.get("next_in"))
            for doubt in self.doubts.values():
                self.add_error(None, doubt)
            if self.doubts:
                self.fields["is_meant"].widget = forms.CheckboxInput()
        return cleaned

    def agreeing(self, fix: str) -> QueryDict:
        """What was typed, changed so that one of the doubts is gone. It is shown again, not posted."""
        changed = QueryDict(mutable=True)
        changed.update(self.data)
        if fix == TOO_LONG:
            changed["next_in"] = ""
        elif "text" in self.cleaned_data:
            changed["text"] = agreeing_words(self.incident, self.cleaned_data["text"], self.cleaned_data.get("next_in"))
        return changed

    def shown_instead_of(self, typed: QueryDict) -> None:
        """Nothing is stored yet, and the draft in the browser is of the words that were typed."""
        self.fields["text"].widget.attrs["data-instead-of"] = typed.get("text", "")

    @staticmethod
    def of(update: Update) -> dict[str, Any]:
        """What an update says, to change it."""
        names = ("text", "workaround", "next_in", "valid_for", "version")
        return {name: getattr(update, name) for name in names}

    def begin_again(self, incident: Incident) -> None:
        """After a Conflict also from the draft as it is now, which the page shows beside what was typed."""
        super().begin_again(incident)
        if status_of(self) == Conflict.status and self.draft is not None:
            self.draft.refresh_from_db()
            self.present = self.draft
            self.data = rebased(self.data, "version", self.draft.version)

    def words(self, corrects: Update | None = None) -> UpdateWords:
        """What the service takes."""
        said = self.cleaned_data
        return UpdateWords(
            text=said["text"],
            workaround=said["workaround"],
            valid_for=said["valid_for"],
            next_in=said.get("next_in"),
            corrects=corrects,
        )


class ApproveForm(forms.Form):
    """Which version of a draft somebody read before they approved it, and of the incident.

    Its times are held against each other, as where words are posted at once.
    """

    version = forms.IntegerField()
    base_seq = forms.IntegerField(required=False)
    is_meant = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, draft: Update) -> None:
        super().__init__(data)
        self.draft = draft

    def clean(self) -> dict[str, Any]:
        """Asks once about what does not agree."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.draft.is_draft and not cleaned.get("is_meant"):
            for doubt in doubts_of(self.draft.incident, self.draft.text, self.draft.next_in).values():
                self.add_error(None, f"Not published yet: {doubt[0].lower()}{doubt[1:]}")
        return cleaned


class TakeBackForm(forms.Form):
    """What somebody saw who discards a draft or takes back what was published, and of the latter why."""

    reason = forms.CharField(
        label="Why are these words taken back?",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text="Colleagues on the incident read it here. Customers, sales and support do not.",
    )
    state = forms.ChoiceField(choices=UpdateState, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
