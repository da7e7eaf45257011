"""The form of a comment."""

from typing import Any

from django import forms

from core.errors import DomainError
from core.forms import ClientUuidField
from incidents.services.comments import MAX_COMMENT
from incidents.services.members import NotAMember

NO_WORDS = {"required": "Write at least a few words."}


class CommentForm(forms.Form):
    """A comment; `becoming` says who would have to become a member."""

    becoming = ""

    text = forms.CharField(
        label="Comment", max_length=MAX_COMMENT, widget=forms.Textarea(attrs={"rows": 3}), error_messages=NO_WORDS
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
