"""Forms of comments."""

from typing import Any

from django import forms

from core.errors import DomainError
from core.forms import ClientUuidField
from incidents.services import NotAMember
from postmortems.services.comments import MAX_PASSAGE, MAX_TEXT

NO_WORDS = {"required": "Write at least a few words."}


class AnswerForm(forms.Form):
    """A comment in a thread; `becoming` says who would have to become a member."""

    becoming = ""

    text = forms.CharField(
        label="Comment", max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}), error_messages=NO_WORDS
    )
    client_uuid = ClientUuidField()
    make_members = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, as the services take it; only of a form that is valid."""
        return dict(self.cleaned_data)

    def ask_about(self, error: DomainError) -> None:
        """One press makes those members who would have to be."""
        if isinstance(error, NotAMember):
            self.becoming = error.becoming


class ThreadForm(AnswerForm):
    """The first comment of a thread, and the passage that it is about."""

    passage = forms.CharField(
        label="Passage (optional)",
        max_length=MAX_PASSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The words it is about, exactly as the section says them.",
    )
    field_order = ("passage", "text")
