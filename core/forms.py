"""Form fields that several apps need: a time zone, and Markdown of a bounded size."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from core.direction import without_turns
from core.files import FileRefused, refuse_too_many
from core.markdown import without_controls
from core.zones import ZoneError, ZoneMeaning, resolve_zone, zone_names

MAX_TEXT = 256 * 1024  # bytes of Markdown that one field takes


TOO_LONG = "These are %(show_value)d characters; at most %(limit_value)d fit."


class LineField(forms.CharField):
    """One line of plain text, which reads as it is: without control characters and those that turn its direction."""

    default_error_messages: ClassVar = {"max_length": TOO_LONG}

    def to_python(self, value: Any) -> str:
        shown = without_controls(without_turns(value)) if isinstance(value, str) else value
        return super().to_python(shown) or ""


class ClientUuidField(forms.UUIDField):
    """The UUID that makes a form safe to send twice: a fresh one when the form opens, the same after a refusal."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", forms.HiddenInput)
        options.setdefault("initial", uuid.uuid4)
        super().__init__(**options)


class ZoneInput(forms.TextInput):
    """A text field that suggests the IANA names; any zone word may be typed."""

    template_name = "widgets/zone.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["zones"] = zone_names()
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_zones"
        return context


class ZoneField(forms.CharField):
    """A zone as people type it (`EAT`, `Europe/Berlin`, `+03:00`); cleans to a ZoneMeaning, or None when left empty."""

    widget = ZoneInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Time zone")
        options.setdefault("max_length", 64)
        super().__init__(**options)

    def clean(self, value: Any) -> ZoneMeaning | None:
        """Raises ValidationError, with the words of `core.zones`, for an unknown zone."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return resolve_zone(typed)
        except ZoneError as error:
            raise ValidationError(error.message) from error


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A few files; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file by itself, as a FileField cleans it. Raises ValidationError, in words, for too many of them."""
        files = data if isinstance(data, (list, tuple)) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        sent = [file for file in cleaned if file]
        try:
            refuse_too_many(sent)
        except FileRefused as refused:
            raise ValidationError(refused.message) from refused
        return sent


class MarkdownField(forms.CharField):
    """Markdown of at most 256 kB, counted in bytes as it is stored."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-grows": ""}))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """Raises ValidationError when the text is longer than one field takes."""
        text: str = super().clean(value)
        size = len(text.encode())
        if size > MAX_TEXT:
            raise ValidationError(
                f"This is {-(-size // 1024):,} kB long; the limit is {MAX_TEXT // 1024} kB. Split it, or attach a file."
            )
        return text
