"""HTML as PDF, by WeasyPrint: an optional extra, which needs Pango on the machine.

Nothing is fetched: whatever a document names must be among the `files` that were given with it.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from PIL import ImageFile

from core.errors import DomainError

HOW_TO_INSTALL = "pip install -r requirements/pdf.txt, and Pango from the system's packages (docs/operations.md)"

File = tuple[str, Callable[[], bytes]]  # its type, and what reads it


class PdfMissing(DomainError):
    """WeasyPrint, or a library that it needs, is not installed."""


def is_pdf_installed() -> bool:
    """Whether WeasyPrint is there, whether it starts or not."""
    return find_spec("weasyprint") is not None


@cache
def pdf_trouble() -> str:
    """Why no PDF can be made here; empty where it can. Asked once a process."""
    if not is_pdf_installed():
        return "WeasyPrint is not installed here."
    try:
        import_module("weasyprint")
    except (ImportError, OSError) as error:
        return f"WeasyPrint does not start: {' '.join(str(error).split())[:300]}"
    finally:
        # Importing it makes Pillow accept damaged pictures in the whole process, also those that people send.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return ""


def write_pdf(html: str, *, files: Mapping[str, File], on_pages: Callable[[], None]) -> bytes:
    """The PDF of a whole document. `files` are its pictures, by address; `on_pages` is called when it is laid out.

    Raises PdfMissing where there is no WeasyPrint.
    """
    if trouble := pdf_trouble():
        raise PdfMissing(f"{trouble} Whoever runs Debrief installs it by {HOW_TO_INSTALL}.")
    library: Any = import_module("weasyprint")
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # else a line a page
    fetcher = _fetcher(files)
    document = library.HTML(string=html, base_url=None, url_fetcher=fetcher).render()
    on_pages()
    written: bytes = document.write_pdf()
    return written


def _fetcher(files: Mapping[str, File]) -> Any:
    """A fetcher that opens nothing: neither addresses nor files of the machine."""
    urls: Any = import_module("weasyprint.urls")

    class OnlyGiven(urls.URLFetcher):
        """Answers with what was given, and refuses the rest."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url not in files:
                raise ValueError("A document fetches nothing.")
            kind, read = files[url]
            return urls.URLFetcherResponse(url, read(), {"Content-Type": kind})

    return OnlyGiven(allowed_protocols=())
