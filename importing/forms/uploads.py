"""The form that uploads written postmortems."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from core.clock import now
from core.forms import ClientUuidField, FilesInput, ZoneField
from core.typed_zones import ZonedForm
from importing.readers.archives import MOST_UNPACKED
from importing.services.documents.uploading import PASTED, DocumentOptions
from incidents.forms.declare import severity_choices

MOST_FILES_SENT = 1_000  # more come in a zip
DEFAULT_LEVEL = 3


class ManyFilesField(forms.FileField):
    """Files; cleans to a list. The service looks at what they are."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Raises ValidationError, in words, for too many of them, or too much in all."""
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if len(files) > MOST_FILES_SENT:
            raise ValidationError(
                f"These are {len(files)} files. Choose at most {MOST_FILES_SENT:,}, or pack them into one zip."
            )
        if sum(file.size or 0 for file in files) > MOST_UNPACKED:
            raise ValidationError(f"These are more than {MOST_UNPACKED // 1024 // 1024} MB. Upload them in parts.")
        return files


class UploadForm(ZonedForm):
    """Files, or a pasted text, and what holds for those that do not say it."""

    documents = ManyFilesField(required=False, label="Files: text, Markdown, HTML, .docx, or a zip of them")
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or the text of one",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "mono"}),
    )
    severity = forms.TypedChoiceField(coerce=int, initial=DEFAULT_LEVEL, label="Severity")
    zone = ZoneField(
        required=False,
        label="Time zone, where a document names none",
        help_text="Leave it empty if you do not know: each document then asks for it.",
    )
    is_private = forms.BooleanField(required=False, label="Private: only their members and admins see the incidents")
    members = forms.ModelMultipleChoiceField(
        queryset=User.objects.responders().order_by("name"),
        required=False,
        label="Members",
        help_text="Only of private ones. You are always one.",
    )
    client_uuid = ClientUuidField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        severity = self.fields["severity"]
        assert isinstance(severity, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        severity.choices = severity_choices()
        severity.help_text = "Of documents that name none. It can be changed for each."

    def clean(self) -> dict[str, Any]:
        """Something must be there; only private incidents have members."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.settle_zone(now())
        if not self.errors and not cleaned.get("documents") and not cleaned.get("text", "").strip():
            self.add_error("documents", "Choose at least one file, or paste a text.")
        if cleaned.get("members") and not cleaned.get("is_private"):
            self.add_error("is_private", "You chose members. Tick this, or clear the members.")
        return cleaned

    def uploaded(self) -> list[tuple[str, bytes]]:
        """Names and contents."""
        cleaned = self.cleaned_data
        files = [(file.name, file.read()) for file in cleaned["documents"]]
        text = cleaned["text"].replace("\r\n", "\n")
        return [*files, (PASTED, text.encode())] if text.strip() else files

    def options(self) -> DocumentOptions:
        """What the service takes."""
        cleaned = self.cleaned_data
        zone = cleaned["zone"]
        return DocumentOptions(
            level=cleaned["severity"],
            zone=zone.iana if zone else "",
            zone_word=zone.kept_word if zone else "",
            is_private=cleaned["is_private"],
            members=tuple(cleaned["members"]) if cleaned["is_private"] else (),
        )
