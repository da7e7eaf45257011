"""The forms of letters."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from core.errors import DomainError
from core.forms import ClientUuidField, MarkdownField
from customers.enums import ToldHow
from customers.models import LetterVersion
from customers.models.letters import LONGEST_LETTER
from customers.readers.letter_facts import LetterFacts
from customers.services.letters import LetterChanged


class LetterForm(forms.Form):
    """The words of a letter. `version` and `facts` identify what the writer was shown."""

    text = MarkdownField(
        rows=22,
        max_length=LONGEST_LETTER,
        label="Letter",
        help_text="Paragraphs, bold, lists and links. What stands in [brackets?] is not known: fill it in.",
        error_messages={"required": "Write the letter."},
    )
    version = forms.CharField(max_length=24, widget=forms.HiddenInput)
    facts = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    client_uuid = ClientUuidField()

    def __init__(self, data: QueryDict | None, *, current: LetterVersion, facts: LetterFacts) -> None:
        super().__init__(data, initial={"text": current.text, "version": current.seen, "facts": facts.digest})
        self.present: LetterVersion | None = None  # what somebody else made of it

    def ask_about(self, error: DomainError) -> None:
        """After a change of somebody else, saving once more is about what the letter says by now."""
        if isinstance(error, LetterChanged):
            assert isinstance(self.data, QueryDict)  # noqa: S101 - for the type checker
            self.present = error.present
            self.data = self.data.copy()
            self.data["version"] = error.present.seen
            self.data["client_uuid"] = str(uuid4())

    @property
    def seen(self) -> tuple[str, str]:
        """What the writer was shown, for the service."""
        return self.cleaned_data["version"], self.cleaned_data["facts"]


class SignForm(forms.Form):
    """Which version somebody read who signs it off, and each other customer that it may name."""

    version = forms.CharField(max_length=24)

    @property
    def confirmed(self) -> list[str]:
        """The names that were ticked."""
        data: Any = self.data
        return [str(name) for name in data.getlist("confirmed")]


class GiveForm(forms.Form):
    """How the customer got it, and which version somebody saw."""

    how = forms.ChoiceField(choices=ToldHow.choices)
    version = forms.CharField(max_length=24)
    client_uuid = forms.UUIDField()


class SeenForm(forms.Form):
    """Which version somebody saw who discards it, or asks for its sign-off."""

    version = forms.CharField(max_length=24)
