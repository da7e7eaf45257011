"""The PDF: pages with their pictures, and nothing fetched. Left out where WeasyPrint is not installed."""

import socket

import pytest
from django.core.files.base import ContentFile

from core.downloads import ExportFormat
from core.pdf import PdfMissing, pdf_trouble, write_pdf
from core.pictures import FileRefused, rewritten
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from postmortems.enums import SectionKind
from postmortems.exporting.files import file_of
from postmortems.selectors.exports import export_document
from postmortems.selectors.files import markdown_of
from tests.core.pictures import picture, upload
from tests.factories.postmortems import make_postmortem, save, section_of

needs_weasyprint = pytest.mark.skipif(bool(pdf_trouble()), reason=pdf_trouble())


@pytest.mark.skipif(not pdf_trouble(), reason="WeasyPrint is installed")
def test_without_weasyprint_it_is_refused_in_words():
    with pytest.raises(PdfMissing, match=r"requirements/pdf\.txt"):
        write_pdf("<p>words</p>", files={}, on_pages=lambda: None)


@needs_weasyprint
def test_damaged_pictures_are_refused_as_before():
    damaged = ContentFile(picture(size=(900, 600))[:300], "graph.png")
    with pytest.raises(FileRefused):
        rewritten(damaged)


@needs_weasyprint
def test_it_has_the_pictures_and_says_how_far_it_is(responder, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    postmortem = make_postmortem(author=responder, summary="Payments failed.")
    stored = attach_file(incident=postmortem.incident, actor=responder, upload=upload("graph.png", picture()))
    decode_pictures()
    stored.refresh_from_db()
    save(section_of(postmortem, SectionKind.IMPACT), responder, f"See {markdown_of(stored)}")
    content = file_of(export_document(postmortem, responder), ExportFormat.PDF)
    assert content.startswith(b"%PDF-")
    assert b"/Subtype /Image" in content or b"/Subtype/Image" in content


@needs_weasyprint
@pytest.mark.parametrize(
    "asking",
    [
        '<img src="{there}">',
        '<link rel="stylesheet" href="{there}">',
        "<style>@import url({there}); body {{ background: url({there}) }}</style>",
        "<style>@font-face {{ font-family: x; src: url({there}) }} p {{ font-family: x }}</style>",
        '<svg><image href="{there}"/></svg>',
        '<object data="{there}"></object>',
        '<a rel="attachment" href="{there}">file</a>',
        '<link rel="attachment" href="{there}">',
    ],
)
def test_it_opens_no_address_and_no_file(asking, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter22")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        for there in (f"http://127.0.0.1:{port}/", f"file://{secret}"):
            html = f"<html><body>{asking.format(there=there)}<p>words</p></body></html>"
            content = write_pdf(html, files={}, on_pages=lambda: None)
            assert b"hunter22" not in content
            assert b"/EmbeddedFile" not in content
        with pytest.raises(TimeoutError):
            server.accept()
