"""Importing text: pasting it, how it is read, and what is chosen and changed line by line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.decoding import decode
from core.forms import ClientUuidField, ZoneField
from core.typed_times import MEANT, TimedForm, WhenField
from core.typed_zones import ZonedForm
from core.when import Question
from importing.models import ImportBatch, ImportLine
from importing.readers.formats import FORMATS, named
from importing.selectors.batches import PreviewLine, clocks_of, first_instant
from importing.services.batches import EMPTY, MOST_CHARACTERS, ImportOptions, LineEdit
from importing.services.preview_lines import fault_of_words
from incidents.selectors.zones import ShownZone

BOTH = "Use either the text or a file, not both. For the file, clear the text and choose the file again."
MOST_BYTES = 10 * 1024 * 1024
DETECTED = [("", "Detect automatically"), *((each.name, each.label) for each in FORMATS.values())]


class PasteForm(forms.Form):
    """The text, or a file with it."""

    text = forms.CharField(
        required=False,
        strip=False,  # nor `max_length`: a browser would cut what is pasted without a word, where the service has some
        label="Text",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "mono"}),
    )
    file = forms.FileField(required=False, max_length=200, label="Or a file: CSV, a log, an exported chat")
    source = forms.ChoiceField(choices=DETECTED, required=False, label="Format")
    client_uuid = ClientUuidField()

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Raises ValidationError for one that is too large."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                f"“{file.name}” has {(file.size or 0) / 1024 / 1024:.1f} MB; a text to import has "
                f"at most {MOST_CHARACTERS:,} characters. Split it, or attach it as a file."
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Adds `words`, `file_name` and `note`, from the file or the text; of both, neither is thrown away unread."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        cleaned |= {"words": cleaned.get("text", ""), "file_name": "", "note": ""}
        if file and cleaned["words"].strip():
            self.add_error("file", BOTH)
        elif file and "file" not in self.errors:
            decoded = decode(file.read())
            if decoded is None:
                self.add_error(
                    "file", f"“{file.name}” is not text. Save it as CSV or plain text, or attach it as a file."
                )
            else:
                cleaned |= {"words": decoded.text, "file_name": file.name, "note": decoded.note}
        elif not self.errors and not cleaned["words"].strip():
            self.add_error("text", EMPTY)
        return cleaned


class ImportOptionsForm(ZonedForm):
    """How the text is read: as what, and on which clocks where it does not say."""

    source = forms.ChoiceField(choices=DETECTED[1:], label="Read as")
    day = forms.DateField(
        required=False, label="Day of the first line", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    clock = forms.TimeField(
        required=False,
        label="Time of the first line, if it has none",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    zone = ZoneField()

    def __init__(self, *args: Any, batch: ImportBatch, **options: Any) -> None:
        super().__init__(*args, initial=self.now(batch), **options)
        self.batch = batch

    def clean(self) -> dict[str, Any]:
        """A zone word that is unlikely for the first line is asked about, unless it stands already."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("day")
        first = datetime.combine(day, time(12), tzinfo=UTC) if day else self.batch.incident.began_at
        self.settle_zone(first, kept=self.batch.zone_word)
        return cleaned

    @classmethod
    def now(cls, batch: ImportBatch) -> dict[str, Any]:
        """How it is read now."""
        first = first_instant(batch)
        day = batch.day or (first.astimezone(batch.time_zone).date() if first else None)
        zone = batch.zone_word or batch.zone
        return {"source": batch.source, "day": day, "clock": batch.first_clock, "zone": zone}

    def options(self) -> ImportOptions:
        """What the service takes."""
        cleaned = self.cleaned_data
        meaning = cleaned["zone"]
        return ImportOptions(cleaned["source"], meaning.iana, meaning.kept_word, cleaned["day"], cleaned["clock"])


class LineForm(TimedForm):
    """One line of the preview."""

    about_fields = frozenset()

    take = forms.BooleanField(required=False)
    when = WhenField()
    author = forms.CharField(required=False, max_length=200)
    text = forms.CharField(required=False, strip=False)

    def __init__(self, *args: Any, line: ImportLine, shown: ShownZone, **options: Any) -> None:
        super().__init__(*args, zone=shown.zone, prefix=f"l{line.pk}", **options)
        self.line = line
        self.typed_before = shown.typed(line.happened_at) if line.happened_at else ""
        self.day = line.happened_at.astimezone(shown.zone).date() if line.happened_at else None

    def clean(self) -> dict[str, Any]:
        """Adds `edit`; a time that was not touched stays as exact as it was, unless it is ticked and ahead."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_touched = cleaned.get("when") != self.typed_before or self.is_answered
        is_read = is_touched or (cleaned["take"] and self.line.is_ahead)
        at = self.read_instant("when", day=self.day, latest_before=self.pressed) if is_read else self.line.happened_at
        text = cleaned.get("text", "").replace("\r\n", "\n")
        if cleaned["take"] and (fault := fault_of_words(text, named(self.line.batch.source))):
            self.add_error("text", f"It is ticked and {fault}")
        cleaned["edit"] = LineEdit(
            self.line.pk, cleaned["take"], at, cleaned.get("author", ""), text, is_meant=self.is_answered
        )
        return cleaned

    @property
    def is_answered(self) -> bool:
        """Whether a question about its time was answered."""
        return bool(self.data.get(f"{MEANT}{self.add_prefix('when')}"))


class LineForms:
    """The lines of one page, sent together."""

    def __init__(self, data: Any, batch: ImportBatch, lines: Sequence[ImportLine]) -> None:
        shown = clocks_of(batch)
        # A line that the page did not hold, because it came with other options, is left as it is.
        self.forms = [LineForm(data, line=line, shown=shown) for line in lines if f"l{line.pk}-when" in data]

    def is_valid(self) -> bool:
        """Whether every line can be taken as it was sent."""
        answers = [form.is_valid() for form in self.forms]  # each says what is wrong with it
        return all(answers)

    @property
    def edits(self) -> list[LineEdit]:
        """What was chosen and changed."""
        return [form.cleaned_data["edit"] for form in self.forms]

    @property
    def answered(self) -> list[LineEdit]:
        """Those about whose times a question was answered: kept at once, for one press answers one question."""
        return [form.cleaned_data["edit"] for form in self.forms if form.is_answered and form.is_valid()]

    def as_typed(self, shown: list[PreviewLine]) -> list[PreviewLine]:
        """The lines as they were sent, for a page that comes back; those with something wrong stand open."""
        sent = {form.line.pk: form for form in self.forms}
        return [_as_typed(line, sent[line.line.pk]) if line.line.pk in sent else line for line in shown]

    @property
    def questions(self) -> list[Question]:
        """Questions about times, each with the number of its line."""
        return [
            replace(question, question=f"Line {form.line.number}: {question.question}")
            for form in self.forms
            for question in form.questions
        ]

    @property
    def errors(self) -> list[tuple[int, str]]:
        """What is wrong, by the number of the line."""
        return [
            (form.line.number, str(words)) for form in self.forms for found in form.errors.values() for words in found
        ]


def _as_typed(shown: PreviewLine, form: LineForm) -> PreviewLine:
    return replace(
        shown,
        is_ticked=bool(form["take"].value()),
        typed=shown.typed if form.is_answered and form.is_valid() else str(form["when"].value() or ""),
        author=str(form["author"].value() or ""),
        text=str(form["text"].value() or ""),
        is_open=bool(form.errors),
    )
