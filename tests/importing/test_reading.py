"""A text is read into its preview by the worker; until then, and when it cannot be, its page says so."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from core.clock import now
from core.errors import Conflict, DomainError
from importing.enums import BatchState
from importing.models import ImportBatch, ImportLine
from importing.services import adding, preview_lines, reading
from importing.services.adding import start_adding
from importing.services.batches import ImportOptions, begin_import, drop_import, save_lines, tick_all, tick_only
from importing.services.preview_lines import fault_of, fit_lines
from importing.services.reading import MOST_TRIES, read_waiting
from incidents.services.redacting import redact_words
from tests.factories.accounts import make_user
from tests.factories.importing import read_import
from tests.factories.incidents import make_incident
from tests.html import html_of
from tests.importing.test_importing import many
from tests.together import elsewhere, is_waiting

TEXT = "2023-05-13 22:30 <ana> down\n2023-05-13 22:31 <brian> looking\n"


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, zone="UTC")


def begin(incident, text=TEXT):
    options = ImportOptions(zone="UTC")
    return begin_import(incident=incident, actor=incident.declared_by, text=text, options=options, client_uuid=uuid4())


def ticked(batch):
    return list(batch.lines.filter(is_taken=True).values_list("number", flat=True))


def test_the_page_comes_by_itself_and_on_the_next_load(incident, responder, as_user):
    batch, client = begin(incident), as_user(responder)
    address = f"{batch.get_absolute_url()}?page=1"
    shown = html_of(client.get(address))
    assert "The text is being read" in shown
    assert f'hx-get="{address}"' in shown
    assert "<html" not in html_of(client.get(address, headers={"HX-Request": "true"}))
    assert not batch.lines.exists()
    assert read_waiting() == 1
    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == address
    assert "2 lines from" in html_of(client.get(address))
    assert read_waiting() == 0


def test_what_is_being_read_is_there_for_whoever_pasted_it_alone(incident, manager, as_user):
    batch = begin(incident)
    assert as_user(manager).get(batch.get_absolute_url()).status_code == 404
    assert batch.get_absolute_url() not in html_of(as_user(manager).get(f"/incidents/{incident.pk}/import/"))


def test_while_it_is_read_nothing_is_chosen_or_added(incident, responder):
    batch = begin(incident)
    with pytest.raises(Conflict, match="is being read"):
        save_lines(batch=batch, actor=responder, edits=[])
    assert start_adding(batch=batch, actor=responder).state == BatchState.READING
    drop_import(batch=batch, actor=responder)
    assert not ImportBatch.objects.exists()
    assert read_waiting() == 0


def test_one_that_fails_twice_says_so_holds_up_no_others_and_can_be_tried_again(
    incident, responder, as_user, monkeypatch
):
    def fails(*arguments):
        raise MemoryError

    bad = begin(incident)
    with monkeypatch.context() as broken:
        broken.setattr(preview_lines, "match_lines", fails)
        for _ in range(MOST_TRIES + 1):
            assert read_waiting() == 0
    good = begin(incident)
    assert read_waiting() == 1
    assert [ImportBatch.objects.get(pk=each.pk).state for each in (bad, good)] == ["unread", "preview"]
    client = as_user(responder)
    assert "The text could not be read" in html_of(client.get(bad.get_absolute_url()))
    client.post(f"{bad.get_absolute_url()}again/")
    assert read_waiting() == 1
    assert bad.lines.count() == 2


def test_one_process_at_a_time_reads(incident):
    batch = begin(incident)
    reading._begin(batch.pk)  # by a worker that is killed then
    assert read_waiting() == 1
    assert ImportBatch.objects.get().failures == 0


def test_no_more_is_added_at_once_than_a_timeline_takes(incident, responder, monkeypatch):
    monkeypatch.setattr(adding, "MOST_ADDED", 5)
    batch = read_import(
        incident=incident, actor=responder, text=many(9), options=ImportOptions(zone="UTC"), client_uuid=uuid4()
    )
    with pytest.raises(DomainError, match="9 lines are ticked, and at most 5 are added at once"):
        start_adding(batch=batch, actor=responder)
    tick_only(batch=batch, actor=responder, first=3, last=7)
    assert ticked(batch) == [3, 4, 5, 6, 7]
    assert start_adding(batch=batch, actor=responder).added == 5


def test_the_page_ticks_a_range(incident, responder, as_user):
    batch = read_import(
        incident=incident, actor=responder, text=many(120), options=ImportOptions(zone="UTC"), client_uuid=uuid4()
    )
    client, address = as_user(responder), batch.get_absolute_url()
    assert "Tick only these" in html_of(client.get(address))
    fields = {"source": "log", "zone": "UTC", "from_page": "1", "tick": "only"}
    client.post(address, fields | {"tick_first": "110", "tick_last": "112"})
    assert ticked(batch) == [110, 111, 112]
    client.post(address, fields | {"tick_first": "119", "tick_last": ""})
    assert ticked(batch) == [119, 120]


def test_ticking_all_takes_what_has_no_fault(incident, responder):
    batch = read_import(incident=incident, actor=responder, text=many(6), options=ImportOptions(zone="UTC"))
    odd = ({"happened_at": None}, {"text": " \n"}, {"happened_at": now() + timedelta(days=9)}, {"text": "x" * 300_000})
    for line, changes in zip(batch.lines.all(), odd, strict=False):
        ImportLine.objects.filter(pk=line.pk).update(**changes)
    source = reading.detect(batch.raw)
    fit = set(fit_lines(batch.lines.all(), source))
    assert fit == {line for line in batch.lines.all() if not fault_of(line, source)}
    for taken in (False, True):
        tick_all(batch=batch, actor=responder, taken=taken)
    assert ticked(batch) == [line.number for line in batch.lines.all() if line in fit]
    assert len(fit) == 2


@pytest.mark.django_db(transaction=True)
def test_a_redaction_waits_for_the_lines_and_reaches_them():
    author = make_user("Amina Otieno")
    incident = make_incident(by=author)
    batch = begin(incident, f"{datetime(2023, 5, 13, tzinfo=UTC).isoformat()} INFO password hunter2")
    with transaction.atomic():
        reading.read_text(batch_id=batch.pk)
        redacted = elsewhere(
            lambda: redact_words(incident=incident, actor=author, words="hunter2", reason="a password")
        )
        assert is_waiting()
    redacted()
    batch.refresh_from_db()
    assert "hunter2" not in batch.raw + batch.lines.get().text
