"""A postmortem as PDF: the same document, laid out by WeasyPrint, which is given its pictures and fetches nothing."""

from collections.abc import Callable

from core.pdf import write_pdf
from incidents.models import Attachment
from postmortems.exporting.html_file import html_file
from postmortems.exporting.pictures import bytes_of
from postmortems.selectors.exports import ExportDocument


def pdf_file(document: ExportDocument, *, on_html: Callable[[], None], on_pages: Callable[[], None]) -> bytes:
    """The whole file; the two are called when the document is written, and when its pages are laid out."""
    html = html_file(document, _address)
    on_html()
    files = {_address(file): (file.content_type, _reader(file)) for file in document.pictures}
    return write_pdf(html, files=files, on_pages=on_pages)


def _address(file: Attachment) -> str:
    return f"attachment:{file.uuid}"


def _reader(file: Attachment) -> Callable[[], bytes]:
    return lambda: bytes_of(file)
