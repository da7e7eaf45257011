"""Forms of the text of a section: writing it, keeping a draft, merging two texts, adding a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from core.forms import MarkdownField
from core.text_diff import Piece, PieceKind, pieces_between
from core.three_way import Row, both_texts, with_ending
from postmortems.selectors.merging import Collision

THEIRS, MINE, BOTH = "theirs", "mine", "both"
TAKES = [(THEIRS, "Theirs"), (MINE, "Yours"), (BOTH, "Both, theirs first")]


class SectionForm(forms.Form):
    """The text of a section, the version it began from, and the draft that it continues.

    `becoming` says who would have to become a member.
    """

    becoming = ""

    body = MarkdownField(label="Text", rows=14, required=False, strip=False)
    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    draft_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def with_body(self, text: str) -> "SectionForm":
        """The same form, once it is valid, with another text that nobody has saved."""
        version, draft_at = self.cleaned_data["base_version"], self.cleaned_data["draft_at"]
        known = {"base_version": version, "draft_at": draft_at.isoformat() if draft_at else ""}
        return SectionForm(initial=known | {"body": text})


class FileForm(forms.Form):
    """A picture, or another file, for the text."""

    file = forms.FileField(max_length=200, error_messages={"required": "Choose a picture or another file first."})
    file_uuid = forms.UUIDField(required=False)


class DraftForm(forms.Form):
    """Which draft a page showed."""

    draft_at = forms.DateTimeField()


class MergeForm(forms.Form):
    """The two texts of a merge: mine, with the version it began from, and the version it is merged with."""

    mine = MarkdownField(required=False, strip=False)
    base_version = forms.IntegerField(min_value=0)
    version = forms.IntegerField(min_value=0)
    draft_at = forms.DateTimeField(required=False)


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A row of a merge as the page shows it: a conflict with its two fields, and how each text differs from before."""

    row: Row
    number: int
    take: Any = None
    text: Any = None

    @property
    def theirs(self) -> list[Piece]:
        """What they made of it."""
        return _since(self.row.base, self.row.theirs)

    @property
    def mine(self) -> list[Piece]:
        """What I made of it."""
        return _since(self.row.base, self.row.mine)

    @property
    def both(self) -> str:
        """The two one after the other."""
        return text_taken(self.row, BOTH)


def _since(base: str, text: str) -> list[Piece]:
    before, after = base.rstrip(), text.rstrip()
    return pieces_between(before, after) if before else [Piece(PieceKind.SAME, after)]


class DecisionForm(forms.Form):
    """What somebody decided about each conflict: one of the texts, or what they made of it in the field below."""

    def __init__(self, data: Any = None, *, met: Collision) -> None:
        super().__init__(data)
        self.met = met
        self.first = THEIRS if met.may_hold_redacted else BOTH
        for number, row in enumerate(met.conflicts, start=1):
            self.fields[f"take_{number}"] = forms.ChoiceField(
                choices=TAKES, initial=self.first, widget=forms.RadioSelect, error_messages={"required": "Choose one."}
            )
            self.fields[f"text_{number}"] = MarkdownField(
                required=False, strip=False, initial=text_taken(row, self.first).rstrip()
            )

    @property
    def rows(self) -> Iterator[MergeRow]:
        """All rows in order, the conflicts with their fields."""
        number = 0
        for row in self.met.rows:
            number += row.is_conflict
            fields = (self[f"take_{number}"], self[f"text_{number}"]) if row.is_conflict else ()
            yield MergeRow(row, number, *fields)

    @property
    def decided(self) -> list[str]:
        """The text of each conflict: what was typed where that changed, else what was chosen; only of a valid form."""
        return [self._decided(number, row) for number, row in enumerate(self.met.conflicts, start=1)]

    def _decided(self, number: int, row: Row) -> str:
        typed = self.cleaned_data[f"text_{number}"].replace("\r\n", "\n")
        if typed.rstrip() != self.fields[f"text_{number}"].initial:
            return with_ending(typed, row)
        return text_taken(row, self.cleaned_data[f"take_{number}"])


def text_taken(row: Row, take: str) -> str:
    """What a conflict becomes by a choice."""
    return {THEIRS: row.theirs, MINE: row.mine, BOTH: both_texts(row.theirs, row.mine)}[take]
