"""Uploading documents, and reading and importing them in the worker: bounded, in pieces, one never stops the others."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import Conflict, DomainError
from importing.enums import DocumentState
from importing.models import Document, DocumentBatch
from importing.readers.archives import MOST_FILES
from importing.services.documents import queue, reading
from importing.services.documents.queue import import_queued, queue_ready
from importing.services.documents.reading import read_waiting_documents
from importing.services.documents.tries import MOST_TRIES, count_try
from importing.services.documents.uploading import (
    KEPT,
    DocumentOptions,
    discard_batch,
    discard_old_documents,
    upload_documents,
)
from importing.tasks import read_documents
from incidents.models import Incident
from incidents.services.members import set_privacy
from tests.factories.documents import make_document, make_document_batch
from tests.factories.incidents import make_incident, make_service

GOOD = b"""# Checkout refused cards

Start: 2023-05-13 22:30 UTC
End: 2023-05-13 23:05 UTC

## Impact

Half of all buyers could not pay.

## Timeline

- 22:30 UTC A release goes out, impact begins
- 22:41 UTC An alert fires
- 23:05 UTC The release is rolled back, the incident is resolved

## Root cause

The pool of connections was too small.
"""
UNDATED = GOOD.replace(b"Start: 2023-05-13 22:30 UTC\nEnd: 2023-05-13 23:05 UTC\n", b"").replace(b"Checkout", b"Search")


def zipped(*files, **options):
    """A zip of files."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", **options) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


WHOLE = zipped(("a.md", GOOD), compression=zipfile.ZIP_DEFLATED)
DAMAGED = WHOLE[:60] + bytes([WHOLE[60] ^ 0xFF]) + WHOLE[61:]  # a byte of its words is another than was written


def states(batch):
    return dict(batch.documents.values_list("file_name", "state"))


def test_files_of_a_zip_are_documents_of_their_own(responder):
    packed = zipped(("2023/a.md", GOOD), ("b.txt", b"Words"), ("__MACOSX/b.txt", b"x"))
    batch = make_document_batch(responder, ("all.zip", packed), ("c.md", GOOD))
    assert list(batch.documents.values_list("file_name", flat=True)) == ["a.md", "b.txt", "c.md"]
    assert bytes(batch.documents.get(file_name="a.md").content) == GOOD


def test_what_cannot_be_a_document_says_why(responder):
    inner = zipped(("x.txt", b"x"))
    packed = zipped(("empty.md", b""), ("inner.zip", inner), ("picture.png", b"\x89PNG\x00\x00"), ("a.md", GOOD))
    batch = make_document_batch(responder, ("all.zip", packed))
    told = dict(batch.documents.filter(state=DocumentState.FAILED).values_list("file_name", "note"))
    assert told.keys() == {"empty.md", "inner.zip", "picture.png"}
    assert "archive in an archive" in told["inner.zip"]
    assert states(batch)["a.md"] == DocumentState.WAITING


def test_a_bomb_is_not_unpacked(responder):
    packed = zipped(("bomb.txt", b"0" * 9_000_000), compression=zipfile.ZIP_DEFLATED)
    batch = make_document_batch(responder, ("all.zip", packed))
    assert "tightly" in batch.documents.get().note


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_unpacks_without_bounds_is_refused(responder, packing):
    batch = make_document_batch(responder, ("all.zip", zipped(("a.md", GOOD), compression=packing)), ("b.md", GOOD))
    assert "unusual way" in batch.documents.get(file_name="a.md").note
    assert states(batch)["b.md"] == DocumentState.WAITING


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "at least one file"),
        ([("a.md", b"x")] * (MOST_FILES + 1), "too much at once"),
    ],
)
def test_too_much_or_nothing_is_refused_and_nothing_is_stored(responder, files, words):
    with pytest.raises(DomainError, match=words):
        upload_documents(actor=responder, files=files, options=DocumentOptions(3))
    assert not DocumentBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (DAMAGED, "damaged"),
        (zipped(*((f"{n}.md", b"x") for n in range(MOST_FILES + 1))), "at most 2,000 are taken"),
    ],
)
def test_an_archive_that_cannot_be_taken_says_why_and_leaves_the_others(responder, content, words):
    batch = make_document_batch(responder, ("a.md", GOOD), ("all.zip", content), ("b.md", GOOD))
    assert states(batch) == {
        "a.md": DocumentState.WAITING,
        "all.zip": DocumentState.FAILED,
        "b.md": DocumentState.WAITING,
    }
    assert words in batch.documents.get(file_name="all.zip").note


def test_files_are_stored_while_they_are_unpacked(responder):
    files = [(f"{number}.md", b"x" * 1024 * 1024) for number in range(9)]
    with CaptureQueriesContext(connection) as queries:
        batch = make_document_batch(responder, *files)
    assert len([query for query in queries if query["sql"].startswith('INSERT INTO "importing_document"')]) == 3
    assert list(batch.documents.values_list("position", flat=True)) == [*range(1, 10)]


def test_severity_and_services_are_those_that_labels_name(responder):
    shop = make_service("Shop")
    named = GOOD.replace(b"Start:", b"Severity: SEV1\nServices: shop, Warehouse\nStart:")
    batch = make_document_batch(responder, ("named.md", named), ("other.md", UNDATED), level=3)
    read_waiting_documents()
    records = dict(batch.documents.values_list("file_name", "record"))
    assert (records["named.md"]["level"], records["named.md"]["services"]) == (1, [shop.pk])
    assert (records["other.md"]["level"], records["other.md"]["services"]) == (3, [])


def test_an_incident_that_was_logged_here_is_named(responder, manager):
    started = datetime(2023, 5, 13, 22, 30, tzinfo=UTC)
    words = "has this title and this start"

    def warnings():
        batch = make_document_batch(responder, ("a.md", GOOD))
        read_waiting_documents()
        return " ".join(each["message"] for each in batch.documents.get().record["warnings"])

    incident = make_incident(by=manager, title="Checkout refused cards", impact_started_at=started)
    assert f"{incident.reference} {words}" in warnings()
    set_privacy(incident=incident, actor=manager, is_private=True)
    assert words not in warnings()


def test_the_same_form_makes_one_batch(responder):
    sent = {"actor": responder, "files": [("a.md", GOOD)], "options": DocumentOptions(3), "client_uuid": uuid4()}
    assert upload_documents(**sent) == upload_documents(**sent)
    assert Document.objects.count() == 1


def test_the_worker_reads_and_one_bad_file_does_not_stop_the_others(responder):
    batch = make_document_batch(responder, ("a.md", GOOD), ("b.md", b"Nothing of that kind."), zone="UTC")
    read_documents()
    assert states(batch) == {"a.md": DocumentState.READY, "b.md": DocumentState.REFUSED}
    document = batch.documents.get(file_name="a.md")
    assert document.title == "Checkout refused cards"
    assert document.reading["is_postmortem"] is True


def test_a_document_that_stops_its_worker_is_given_up(responder):
    batch = make_document_batch(responder, ("a.md", GOOD), ("b.md", GOOD), zone="UTC")
    first = batch.documents.get(file_name="a.md")
    for _ in range(MOST_TRIES):
        count_try(number=first.pk, state=DocumentState.WAITING, given_up={})  # by a worker that is killed then
    read_waiting_documents()
    assert states(batch) == {"a.md": DocumentState.FAILED, "b.md": DocumentState.READY}
    first.refresh_from_db()
    assert bytes(first.content) == GOOD
    reading.read_document_again(document=first, actor=responder)
    read_waiting_documents()
    assert states(batch)["a.md"] == DocumentState.READY


def test_one_press_imports_what_is_ready_and_leaves_the_rest(responder):
    later = GOOD.replace(b"Checkout", b"Login")
    batch = make_document_batch(responder, ("a.md", GOOD), ("b.md", later), ("c.md", UNDATED), zone="UTC")
    read_waiting_documents()
    assert queue_ready(batch=batch, actor=responder) == 2
    assert import_queued() == 2
    assert states(batch) == {
        "a.md": DocumentState.IMPORTED,
        "b.md": DocumentState.IMPORTED,
        "c.md": DocumentState.ATTENTION,
    }
    assert Incident.objects.count() == 2


def test_a_document_that_stops_its_worker_while_it_is_imported_is_given_up(responder):
    later = GOOD.replace(b"Checkout", b"Login")
    batch = make_document_batch(responder, ("a.md", GOOD), ("b.md", later), zone="UTC")
    read_waiting_documents()
    queue_ready(batch=batch, actor=responder)
    first = batch.documents.get(file_name="a.md")
    for _ in range(MOST_TRIES):
        count_try(number=first.pk, state=DocumentState.QUEUED, given_up={})  # by a worker that is killed then
    assert import_queued() == 1
    assert states(batch) == {"a.md": DocumentState.ATTENTION, "b.md": DocumentState.IMPORTED}
    first.refresh_from_db()
    assert first.note == queue.GIVEN_UP


def test_what_failed_before_comes_after_the_others(responder):
    later = GOOD.replace(b"Checkout", b"Login")
    batch = make_document_batch(responder, ("a.md", GOOD), ("b.md", later), zone="UTC")
    read_waiting_documents()
    queue_ready(batch=batch, actor=responder)
    count_try(number=batch.documents.get(file_name="a.md").pk, state=DocumentState.QUEUED, given_up={})
    assert import_queued() == 2
    assert list(batch.documents.order_by("imported_at").values_list("file_name", flat=True)) == ["b.md", "a.md"]


def test_a_large_document_is_imported_by_the_worker(responder, as_user):
    lines = b"".join(b"- 22:%02d UTC Step %d of the work\n" % (minute, minute) for minute in range(31, 60))
    batch = make_document_batch(responder, ("a.md", GOOD + b"\n## Notes\n\n" + lines * 250), zone="UTC")
    read_waiting_documents()
    document = batch.documents.get()
    address = reverse("document_act", args=[batch.pk, document.pk, "import"])
    assert as_user(responder).post(address).url == batch.get_absolute_url()
    assert states(batch) == {"a.md": DocumentState.QUEUED}
    assert import_queued() == 1
    assert states(batch) == {"a.md": DocumentState.IMPORTED}


def test_the_same_file_twice_in_a_batch_is_imported_once(responder):
    batch = make_document_batch(responder, ("a.md", GOOD), ("copy.md", GOOD), zone="UTC")
    read_waiting_documents()
    queue_ready(batch=batch, actor=responder)
    import_queued()
    assert states(batch) == {"a.md": DocumentState.IMPORTED, "copy.md": DocumentState.ATTENTION}
    assert "imported before" in batch.documents.get(file_name="copy.md").note


def test_nothing_ready_is_said(responder):
    batch = make_document_batch(responder)
    with pytest.raises(DomainError, match="Nothing is ready"):
        queue_ready(batch=batch, actor=responder)


def test_what_is_not_imported_can_be_discarded(responder):
    batch = make_document_batch(responder, ("a.md", GOOD), ("b.md", b"Nothing."), zone="UTC")
    read_waiting_documents()
    queue_ready(batch=batch, actor=responder)
    with pytest.raises(Conflict, match="just now"):
        discard_batch(batch=batch, actor=responder)
    import_queued()
    assert discard_batch(batch=batch, actor=responder) is False
    assert states(batch) == {"a.md": DocumentState.IMPORTED}


def test_what_nobody_touches_is_deleted_after_thirty_days(responder):
    document = make_document(responder)
    with clock.frozen(clock.now() + KEPT / 2) as stopped:
        discard_old_documents()
        assert Document.objects.filter(pk=document.pk).exists()
        stopped.forward(KEPT)
        discard_old_documents()
    assert not DocumentBatch.objects.exists()


def test_the_page_of_a_batch_asks_the_same_number_of_queries_for_one_and_fifty(responder, as_user):
    page = as_user(responder)

    def queries(count):
        files = [(f"{n}.md", GOOD + str(n).encode()) for n in range(count)]
        batch = make_document_batch(responder, *files, zone="UTC")
        read_waiting_documents(seconds=60)
        with CaptureQueriesContext(connection) as found:
            assert page.get(batch.get_absolute_url()).status_code == 200
        return len(found)

    queries(1)
    assert queries(1) == queries(50)
