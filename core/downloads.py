"""Files that people take along: their formats, and the answers that hold them."""

from typing import TypeVar

from django.db.models import TextChoices
from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

R = TypeVar("R", bound=HttpResponseBase)


class ExportFormat(TextChoices):
    """What a postmortem or a letter is exported as."""

    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"
    JSON = "json", "JSON"
    PDF = "pdf", "PDF"


ENDINGS = {ExportFormat.MARKDOWN: "md", ExportFormat.HTML: "html", ExportFormat.JSON: "json", ExportFormat.PDF: "pdf"}
TYPES = {
    ExportFormat.MARKDOWN: "text/markdown; charset=utf-8",
    ExportFormat.HTML: "text/html; charset=utf-8",
    ExportFormat.JSON: "application/json",
    ExportFormat.PDF: "application/pdf",
}


def download(content: bytes, name: str, kind: ExportFormat) -> HttpResponse:
    """The file as an answer."""
    response = HttpResponse(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return inert(response)


def inert(response: R) -> R:
    """An answer that nobody keeps, and that can do nothing should a browser open it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
