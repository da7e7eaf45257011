"""A postmortem as a file, in each format."""

from collections.abc import Callable
from dataclasses import dataclass

from core.downloads import ENDINGS, ExportFormat
from postmortems.exporting.html_file import html_file
from postmortems.exporting.json_file import json_file
from postmortems.exporting.markdown_file import markdown_file
from postmortems.exporting.pdf_file import pdf_file
from postmortems.selectors.exports import ExportDocument

WRITERS: dict[ExportFormat, Callable[[ExportDocument], str]] = {
    ExportFormat.MARKDOWN: markdown_file,
    ExportFormat.HTML: html_file,
    ExportFormat.JSON: json_file,
}


@dataclass(frozen=True, slots=True)
class Steps:
    """What is called when the document is written, and when the pages of a PDF are laid out."""

    on_html: Callable[[], None]
    on_pages: Callable[[], None]


def file_of(document: ExportDocument, kind: ExportFormat, steps: Steps | None = None) -> bytes:
    """The bytes of the file. Raises PdfMissing for a PDF where there is no WeasyPrint."""
    if kind == ExportFormat.PDF:
        steps = steps or Steps(lambda: None, lambda: None)
        return pdf_file(document, on_html=steps.on_html, on_pages=steps.on_pages)
    return WRITERS[kind](document).encode()


def file_name(number: int, kind: ExportFormat, what: str = "postmortem") -> str:
    """`inc-12-postmortem.pdf`."""
    return f"inc-{number}-{what}.{ENDINGS[kind]}"
