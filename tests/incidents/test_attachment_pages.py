"""Files of an incident: uploading them, and who gets their bytes in which way."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from incidents.models import Attachment
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from tests.factories.incidents import make_incident, make_private_incident


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="graph.png"):
    stream = BytesIO()
    Image.new("RGB", (8, 4), "navy").save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/png")


def stored(incident, upload):
    file = attach_file(incident=incident, actor=incident.declared_by, upload=upload)
    decode_pictures()
    file.refresh_from_db()
    return file


def test_a_file_is_attached_to_the_incident_and_shown(as_user, responder):
    incident, client = make_incident(by=responder), as_user(responder)
    where = reverse("attach_file", args=[incident.pk])
    assert client.post(where, {"file": picture(), "caption": "Errors by group"}).status_code == 302
    assert "Errors by group" in client.get(incident.get_absolute_url()).content.decode()


@pytest.mark.parametrize("upload", [None, SimpleUploadedFile("graph.png", b"<svg onload=alert(1)>")])
def test_what_is_missing_or_not_what_it_says_is_refused(as_user, responder, upload):
    where = reverse("attach_file", args=[make_incident(by=responder).pk])
    fields = {"caption": "Kept words"} | ({"file": upload} if upload else {})
    response = as_user(responder).post(where, fields)
    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    assert not Attachment.objects.exists()


def test_pictures_are_shown_and_can_do_nothing(as_user, responder):
    response = as_user(responder).get(stored(make_incident(), picture()).get_absolute_url())
    assert response.headers["Content-Type"] == "image/png"
    assert not response.headers.get("Content-Disposition", "").startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_everything_else_is_only_ever_downloaded(as_user, responder):
    page = SimpleUploadedFile("page.html", b"<html><script>alert(1)</script>", "text/html")
    response = as_user(responder).get(stored(make_incident(), page).get_absolute_url())
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"<html>")


def test_only_those_who_see_the_incident_get_the_bytes(as_user, client, reporter, responder, manager, admin):
    secret = make_private_incident(by=responder)
    address = stored(secret, picture()).get_absolute_url()
    seen = [as_user(user).get(address).status_code for user in (reporter, responder, manager, admin)]
    assert seen == [404, 200, 404, 200]
    assert client.get(address).status_code == 302


def test_a_removed_file_is_gone(as_user, responder):
    attachment = stored(make_incident(), picture())
    attachment.file.delete(save=False)
    assert as_user(responder).get(attachment.get_absolute_url()).status_code == 404
