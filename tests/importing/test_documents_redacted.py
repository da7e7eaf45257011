"""A redaction reaches what is not imported yet, and finds no copy of what is."""

import pytest

from importing.enums import DocumentState
from importing.models import Document
from importing.services.documents.recording import import_document
from incidents.services.redacting import redact_words
from tests.factories.documents import TEXT, make_document

SECRET = "hunter2-token"


@pytest.fixture
def text():
    return TEXT.replace("Half of all buyers", f"Half of all buyers with {SECRET}")


def test_words_of_an_imported_document_are_in_the_record_alone(responder, admin, text):
    document = make_document(responder, text=text, content=text.encode())
    incident = import_document(document=document, actor=responder)
    section = incident.postmortem.sections.first()
    section.body = f"With {SECRET}."
    section.save(update_fields=["body"])
    redact_words(incident=incident, actor=admin, words=SECRET, reason="A secret")
    section.refresh_from_db()
    assert SECRET not in section.body
    document.refresh_from_db()
    assert SECRET not in repr((document.text, document.reading, document.record, bytes(document.content)))


def test_a_newer_version_that_waits_loses_its_bytes_and_all_that_was_read(responder, admin, text):
    incident = import_document(document=make_document(responder), actor=responder)
    newer = make_document(responder, text=text, content=text.encode())
    assert newer.earlier == incident
    redact_words(incident=incident, actor=admin, words=SECRET, reason="A secret")
    newer.refresh_from_db()
    assert (newer.state, bytes(newer.content), newer.text) == (DocumentState.FAILED, b"", "")
    assert (newer.reading, newer.record) == ({}, {})
    assert "redacted" in newer.note
    assert Document.objects.count() == 2
