"""Pictures appear once the worker has decoded them; until then, and when they cannot be, their place says so."""

from datetime import timedelta
from io import BytesIO

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import reverse
from PIL import Image

from core import clock, pictures
from core.errors import Conflict
from incidents.enums import AttachmentState
from incidents.models import Attachment, UncheckedPicture
from incidents.models.attachments import attachment_path
from incidents.services import decoding
from incidents.services.attachments import attach_file
from incidents.services.clearing import clear_example_incidents
from incidents.services.decoding import LEASE, PAUSE, SLOTS, decode_pictures
from incidents.services.merging.merge import merge_incident
from incidents.services.redacting import redact_file
from incidents.services.sweeping import sweep_files
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry
from tests.core.pictures import picture, upload
from tests.factories.incidents import make_entry, make_incident
from tests.html import html_of, text_of

CHECKING = "being checked; it appears here in a moment"
DAMAGED = picture(size=(900, 600))[:400]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


@pytest.fixture
def entry(incident, responder):
    return make_entry(incident, "See the graph", by=responder)


@pytest.fixture
def stopped():
    """The clock stands still, that of the database as it is asked too."""
    with clock.frozen(clock.now()) as at:
        yield at


def attach(incident, content=None, **options):
    sent = upload("graph.png", content or picture(size=(900, 600)))
    return attach_file(incident=incident, actor=incident.declared_by, upload=sent, **options)


def stored(media):
    return sorted(path.relative_to(media).parts[0] for path in media.rglob("*") if path.is_file())


def seen(as_user, person, incident):
    return text_of(html_of(as_user(person).get(incident.get_absolute_url())))


def test_a_picture_is_stored_undecoded_and_nobody_can_have_it(incident, entry, responder, as_user, media):
    file = attach(incident, entry=entry, caption="Errors")
    client = as_user(responder)
    assert stored(media) == ["unchecked"]
    assert CHECKING in seen(as_user, responder, incident)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(reverse("thumbnail", args=[file.uuid])).status_code == 404
    assert "Errors (a picture that is still being checked)" in html_of(
        client.get(f"/incidents/{incident.pk}/timeline.md")
    )


def test_it_appears_to_whoever_watches_the_entry(
    incident, entry, responder, as_user, media, django_capture_on_commit_callbacks
):
    file = attach(incident, entry=entry)
    entry.refresh_from_db()
    before = entry.changed_seq
    with django_capture_on_commit_callbacks(execute=True):
        assert decode_pictures() == 1
    for row in (file, entry, incident):
        row.refresh_from_db()
    assert (file.state, file.width, file.height) == (AttachmentState.READY, 900, 600)
    assert before < entry.changed_seq == incident.seq == file.decided_seq
    assert stored(media) == ["attachments", "attachments"]
    page = html_of(as_user(responder).get(incident.get_absolute_url()))
    assert f'src="{file.small_address}"' in page
    assert CHECKING not in text_of(page)
    assert decode_pictures() == 0


def test_one_of_the_incident_changes_what_stands_around_the_timeline(incident, responder, as_user):
    attach(incident)
    assert CHECKING in seen(as_user, responder, incident)
    decode_pictures()
    incident.refresh_from_db()
    assert incident.parts_seq == incident.seq


def test_a_damaged_one_says_so_at_its_entry_and_is_not_kept(
    incident, entry, responder, as_user, media, django_capture_on_commit_callbacks
):
    file = attach(incident, DAMAGED, entry=entry)
    with django_capture_on_commit_callbacks(execute=True):
        decode_pictures()
    file.refresh_from_db()
    assert file.state == AttachmentState.REFUSED
    said = "not kept. This picture is damaged and cannot be opened. Save or export it again."
    assert said in seen(as_user, responder, incident)
    assert stored(media) == []
    client = as_user(responder)
    assert client.get(file.get_absolute_url()).status_code == 404
    exported = html_of(client.get(f"/incidents/{incident.pk}/timeline.md"))
    assert "graph.png (a picture that was not kept: This picture is damaged" in exported


def test_what_was_sent_with_it_does_not_survive(incident):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ana"
    attach(incident, picture("JPEG", size=(60, 40), exif=exif.tobytes()))
    decode_pictures()
    assert b"Camera of Ana" not in Attachment.objects.get().file.read()


def test_while_a_lease_lasts_nobody_else_takes_it(incident, stopped):
    file = attach(incident)
    decoding._take()  # by a worker that is killed then
    stopped.forward(LEASE - timedelta(seconds=1))
    assert decode_pictures() == 0
    stopped.forward(timedelta(seconds=1))
    assert decode_pictures() == 1
    file.refresh_from_db()
    assert file.state == AttachmentState.READY


def test_one_that_stops_its_worker_twice_is_given_up_and_held_up_no_others(incident, stopped, responder, as_user):
    bad = attach(incident)
    for _ in range(2):
        decoding._take()
        stopped.forward(LEASE)
    good = attach(incident)
    assert decoding._take().attachment == good
    stopped.forward(LEASE)
    assert decode_pictures() == 2
    bad.refresh_from_db()
    assert (bad.state, bad.refusal) == (AttachmentState.REFUSED, decoding.STOPPED)
    assert "decoding it failed twice" in seen(as_user, responder, incident)


def test_one_on_which_the_decoder_fails_in_its_own_way_is_tried_twice(incident, stopped, monkeypatch):
    def fails(*arguments, **options):
        raise MemoryError

    file = attach(incident)
    monkeypatch.setattr(pictures.Image, "open", fails)
    for _ in range(2):
        assert decode_pictures() == 0
        stopped.forward(PAUSE)
    assert decode_pictures() == 1
    file.refresh_from_db()
    assert file.refusal == decoding.STOPPED


def test_a_disk_that_refuses_is_not_the_pictures_fault(incident, stopped, media):
    file = attach(incident)
    (media / "attachments").write_text("no folder can be made here")
    for _ in range(4):
        assert decode_pictures() == 0
        stopped.forward(PAUSE)
    (media / "attachments").unlink()
    assert decode_pictures() == 1
    file.refresh_from_db()
    assert file.state == AttachmentState.READY


def test_a_redaction_reaches_one_that_waits(incident, entry, admin, media):
    attach(incident, entry=entry)
    redact_entry(entry=entry, actor=admin, reason="a face")
    assert stored(media) == []
    assert decode_pictures() == 0
    assert not UncheckedPicture.objects.exists()


def test_a_redaction_reaches_one_that_is_being_decoded(incident, admin, media):
    file = attach(incident, caption="Errors of Ana")
    taken = decoding._take()
    outcome = decoding._outcome(taken)
    redact_file(attachment=file, actor=admin, reason="a face")
    decoding._settle(taken, outcome)
    assert stored(media) == []
    file.refresh_from_db()
    assert (file.name, file.caption, bool(file.file)) == ("removed", "", False)


def test_a_worker_that_lost_its_lease_decides_nothing(incident, stopped):
    file = attach(incident)
    slow = decoding._take()
    stopped.forward(LEASE)
    assert decode_pictures() == 1
    decoding._settle(slow, "too late")
    file.refresh_from_db()
    assert file.state == AttachmentState.READY


def test_a_merge_takes_it_along(incident, entry, responder):
    target = make_incident("The same", by=responder)
    attach(incident, entry=entry)
    taken = decoding._take()
    merge_incident(source=incident, target=target, actor=responder)
    decoding._settle(taken, decoding._outcome(taken))
    target.refresh_from_db()
    entry.refresh_from_db()
    assert target.attachments.get().is_picture
    assert entry.changed_seq == target.seq


def test_who_mends_the_entry_meanwhile_is_in_nobodys_way(incident, entry, responder, manager):
    def correct(text, base, by=responder):
        mended = EntryCorrection(text=text, happened_at=entry.happened_at)
        correct_entry(entry=entry, actor=by, correction=mended, base_seq=base)

    attach(incident, entry=entry)
    attach(incident, entry=entry)
    entry.refresh_from_db()
    began = entry.changed_seq
    decode_pictures()
    correct("See the graphs", began)
    entry.refresh_from_db()
    assert entry.text == "See the graphs"
    with pytest.raises(Conflict):
        correct("Another graph", began, by=manager)


def test_of_a_backup_made_meanwhile_the_result_is_found(incident):
    """The row is from before it was decided, and the files from after that."""
    taken = attach(incident)
    UncheckedPicture.objects.get().file.delete(save=False)
    default_storage.save(attachment_path(taken, ""), BytesIO(picture(size=(70, 50))))
    decode_pictures()
    taken.refresh_from_db()
    assert (taken.is_picture, taken.width) == (True, 70)


def test_one_whose_bytes_are_gone_says_so(incident, responder, as_user):
    attach(incident)
    UncheckedPicture.objects.get().file.delete(save=False)
    decode_pictures()
    assert "not kept. This picture is missing" in seen(as_user, responder, incident)


def test_clearing_the_examples_takes_what_waits(incident, media, django_capture_on_commit_callbacks):
    attach(incident)
    with django_capture_on_commit_callbacks(execute=True):
        clear_example_incidents(incidents=[incident.pk])
    assert stored(media) == []


def test_only_what_no_row_names_is_swept(incident, media):
    attach(incident)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        attach(incident)
        raise ZeroDivisionError
    assert stored(media) == ["unchecked", "unchecked"]
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert sweep_files() == 1
    assert decode_pictures() == 1


def test_one_process_at_a_time_decodes(incident):
    attach(incident)
    here = connection.connection.info
    with psycopg.connect(host=here.host, port=here.port, user=here.user, dbname=here.dbname) as other:
        other.execute("select pg_advisory_lock(%s, 0)", [SLOTS])
        assert decode_pictures() == 0
    assert decode_pictures() == 1


def test_with_nothing_to_do_a_tick_asks_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        decode_pictures()


@pytest.mark.django_db(transaction=True)
def test_decoding_holds_no_lock(responder, monkeypatch):
    incident, seen = make_incident(by=responder), []
    draw = decoding.rewritten

    def watched(file):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned()")
            seen.append(cursor.fetchone()[0])
        return draw(file)

    monkeypatch.setattr(decoding, "rewritten", watched)
    attach(incident)
    assert decode_pictures() == 1
    assert seen == [None]
