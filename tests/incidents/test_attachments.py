"""Files: stored by what they are, on an entry or on the incident as a whole."""

from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from core.errors import Conflict, DomainError
from incidents.models import Attachment, Incident
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from incidents.services.logging import Submission, log_entry
from incidents.services.timeline import EntryDetails, redact_entry
from tests.factories.incidents import make_entry, make_incident, make_private_incident


@pytest.fixture
def incident():
    return make_incident()


def picture(name="graph.png"):
    out = BytesIO()
    Image.new("RGB", (8, 4), "red").save(out, "PNG")
    return ContentFile(out.getvalue(), name)


def test_a_picture_is_known_by_its_content_and_lies_under_no_name_of_the_users(incident, responder):
    stored = attach_file(incident=incident, actor=responder, upload=picture("../../evil.jpg"), caption=" Errors ")
    decode_pictures()
    stored.refresh_from_db()
    assert (stored.is_image, stored.content_type, stored.width, stored.height) == (True, "image/png", 8, 4)
    assert (stored.name, stored.caption) == ("evil.png", "Errors")
    assert "evil" not in stored.file.name
    assert Path(stored.file.path).stat().st_size == stored.size


def test_what_only_pretends_to_be_a_picture_is_refused_and_nothing_is_stored(incident, responder):
    with pytest.raises(DomainError):
        attach_file(incident=incident, actor=responder, upload=ContentFile(b"<script>", "graph.png"))
    assert not Attachment.objects.exists()


def test_a_file_on_an_entry_is_a_change_of_that_entry(incident, responder):
    entry = make_entry(incident, by=responder)
    attach_file(incident=incident, actor=responder, upload=picture(), entry=entry)
    incident.refresh_from_db()
    entry.refresh_from_db()
    assert entry.changed_seq == incident.seq == entry.seq + 1


def test_a_file_goes_neither_to_another_incidents_entry_nor_to_a_redacted_one(incident, responder, admin):
    elsewhere, redacted = make_entry(make_incident()), make_entry(incident, by=responder)
    stale = incident.entries.get(pk=redacted.pk)
    redact_entry(entry=redacted, actor=admin, reason="a secret")
    for entry in (elsewhere, stale):
        with pytest.raises(DomainError, match="cannot be attached there"):
            attach_file(incident=incident, actor=responder, upload=picture(), entry=entry)
    assert not Attachment.objects.exists()


def test_an_entry_whose_file_is_refused_is_not_logged_either(incident, responder):
    at, empty = incident.declared_at, [ContentFile(b"", "x.png")]
    with pytest.raises(DomainError):
        log_entry(incident=incident, actor=responder, submission=Submission(EntryDetails("See", at), uploads=empty))
    assert not incident.entries.told().exists()


def test_files_of_a_private_incident_are_seen_by_members_and_admins_alone(responder, manager, admin, reporter):
    incident = make_private_incident(by=responder)
    attach_file(incident=incident, actor=responder, upload=picture())
    sees = {
        person.name: Attachment.objects.visible_to(person, Incident.objects.all()).exists()
        for person in (responder, manager, admin, reporter)
    }
    assert list(sees.values()) == [True, False, True, False]


def test_sent_twice_a_file_is_stored_once(incident, responder, manager):
    sent = {"incident": incident, "client_uuid": uuid4()}
    first, second = (attach_file(actor=responder, upload=ContentFile(b"words", name="a.txt"), **sent) for _ in "ab")
    assert first == second == Attachment.objects.get()
    with pytest.raises(Conflict):
        attach_file(actor=manager, upload=ContentFile(b"words", name="a.txt"), **sent)
