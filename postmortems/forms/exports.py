"""Forms of the exports and of the customer version."""

from django import forms
from django.http import QueryDict

from core.downloads import ExportFormat
from core.errors import DomainError
from core.forms import MarkdownField
from postmortems.models import Measure, Postmortem
from postmortems.services.customer_measures import LONGEST, WordsChanged, fingerprint_of_words

MAX_TITLE = Postmortem._meta.get_field("customer_title").max_length or 0


class ExportForm(forms.Form):
    """Which file somebody wants."""

    format = forms.ChoiceField(choices=ExportFormat.choices, error_messages={"required": "Choose a format."})
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)


class CustomerTitleForm(forms.Form):
    """The title that customers read."""

    title = forms.CharField(
        label="Title for customers",
        max_length=MAX_TITLE,
        required=False,
        help_text="Without one, the customer version only says on which day it was.",
    )


class MeasureWordsForm(forms.Form):
    """What customers read of a measure. Empty: it is not fit for them."""

    words = MarkdownField(
        rows=3,
        label="What customers read of it",
        required=False,
        max_length=LONGEST,
        help_text="What is changed so that it does not return, without names and internal words. "
        "Leave it empty if it is not for customers.",
    )
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, measure: Measure) -> None:
        super().__init__(data, initial={"words": measure.customer_words, "seen": fingerprint_of_words(measure)})
        self.present: Measure | None = None  # what somebody else made of it

    def ask_about(self, error: DomainError) -> None:
        """After a change of somebody else, saving once more is about what it says by now."""
        if isinstance(error, WordsChanged):
            assert isinstance(self.data, QueryDict)  # noqa: S101 - for the type checker
            self.present = error.present
            self.data = self.data.copy()
            self.data["seen"] = fingerprint_of_words(error.present)
