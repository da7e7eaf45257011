"""A small still beside each large picture, seen by those who may see the picture, and gone with it."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction
from django.test import TestCase
from PIL import Image

from core import clock
from core.files import FileRefused
from incidents.models import Attachment
from incidents.services.attachments import attach_file
from incidents.services.clearing import clear_example_incidents
from incidents.services.decoding import decode_pictures
from incidents.services.sweeping import sweep_files
from incidents.services.timeline import redact_entry
from tests.core.pictures import animation, picture, upload
from tests.factories.incidents import make_entry, make_incident, make_private_incident


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def attach(incident, name="graph.png", content=None, **options):
    content = content or picture(size=(1600, 900))
    file = attach_file(incident=incident, actor=incident.declared_by, upload=upload(name, content), **options)
    with TestCase.captureOnCommitCallbacks(execute=True):
        decode_pictures()
    file.refresh_from_db()
    return file


def stored(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def bytes_of(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_large_picture_is_shown_small(responder, as_user, kind):
    incident = make_incident(by=responder)
    file = attach(incident, f"graph.{kind.lower()}", picture(kind, size=(1600, 900)))
    page = as_user(responder).get(f"/incidents/{incident.pk}/").content.decode()
    assert f'src="{file.small_address}"' in page
    response = as_user(responder).get(file.small_address)
    small = Image.open(BytesIO(bytes_of(response)))
    assert max(small.size) == 480
    assert response.headers["Content-Type"] == Image.MIME[small.format]
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response.headers["Cache-Control"]


def test_a_small_picture_is_its_own(responder, media):
    file = attach(make_incident(by=responder), content=picture())
    assert (file.small_address, len(stored(media))) == (file.get_absolute_url(), 1)


def test_of_an_animation_the_small_one_stands_still(responder):
    file = attach(make_incident(by=responder), "moving.gif", animation(size=(700, 500)))
    assert not getattr(Image.open(file.thumb), "is_animated", False)


def test_the_small_one_of_a_private_incident_is_not_there_for_others(responder, manager, admin, reporter, as_user):
    file = attach(make_private_incident(by=responder))
    answers = [as_user(person).get(file.small_address).status_code for person in (responder, admin, manager, reporter)]
    assert answers == [200, 200, 404, 404]


def test_what_has_no_small_one_has_no_address_for_it(responder, as_user):
    file = attach(make_incident(by=responder), "notes.txt", b"words")
    assert as_user(responder).get(f"/attachments/{file.uuid}/").status_code == 404


def test_a_redaction_takes_both(responder, admin, media, as_user):
    incident = make_incident(by=responder)
    entry = make_entry(incident, by=responder)
    file = attach(incident, entry=entry)
    address = file.small_address
    redact_entry(entry=entry, actor=admin, reason="a face")
    assert stored(media) == []
    assert as_user(responder).get(address).status_code == 404


def test_clearing_takes_both(responder, media, django_capture_on_commit_callbacks):
    incident = make_incident(by=responder)
    attach(incident)
    with django_capture_on_commit_callbacks(execute=True):
        clear_example_incidents(incidents=[incident.pk])
    assert stored(media) == []


def test_bytes_whose_transaction_failed_are_swept_a_day_later(responder, media):
    incident = make_incident(by=responder)
    kept = attach(incident)
    with pytest.raises(FileRefused), transaction.atomic():
        attach(incident)
        attach(incident, content=b"no picture")
    assert len(stored(media)) == 4
    assert sweep_files() == 0
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert sweep_files() == 2
    assert Attachment.objects.get() == kept
    assert stored(media) == sorted({Path(kept.file.name).name, Path(kept.thumb.name).name})


def test_without_any_file_there_is_nothing_to_sweep():
    assert sweep_files() == 0
