"""A letter as a file: HTML that needs nothing besides, Markdown, and PDF. What is not ready says so on top of it."""

from django.template.loader import render_to_string
from django.utils.text import slugify

from core.downloads import ENDINGS, ExportFormat
from core.pdf import write_pdf
from customers.selectors.letters import LetterPage

FORMATS = (ExportFormat.HTML, ExportFormat.MARKDOWN, ExportFormat.PDF)


def letter_content(page: LetterPage, kind: ExportFormat) -> bytes:
    """The file. Raises PdfMissing for a PDF where there is no WeasyPrint."""
    mark = mark_of(page)
    if kind == ExportFormat.MARKDOWN:
        return "\n\n".join(filter(None, (f"**{mark}**" if mark else "", page.current.text + "\n"))).encode()
    html = render_to_string("customers/export/letter.html", {"page": page, "mark": mark})
    return write_pdf(html, files={}, on_pages=lambda: None) if kind == ExportFormat.PDF else html.encode()


def letter_name(page: LetterPage, kind: ExportFormat) -> str:
    """`letter-baobab-books.pdf`; no internal number, as the file goes to the customer."""
    to = slugify(page.letter.affected.shown_name)[:60] or "customer"
    return f"letter-{to}.{ENDINGS[kind]}"


def mark_of(page: LetterPage) -> str:
    """What stands on top of a letter that is not to be given as it is; empty for one that is."""
    if not page.current.is_signed:
        return "Draft: not signed off"
    return "Out of date: what it is made of has changed since" if page.changed else ""
