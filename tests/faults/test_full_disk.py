"""A disk that is full: the database's, through a tablespace on a small one, and that of the attachments."""

import os
import secrets
from contextlib import contextmanager
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from PIL import Image
from psycopg import sql

from core.clock import now
from core.disk import database_folder, disk_trouble, volumes
from incidents.models import Attachment, TimelineEntry, UncheckedPicture
from incidents.services.decoding import decode_pictures
from tests.factories.incidents import make_incident
from tests.faults import repeated
from tests.faults.disks import fill, free, small_disk
from tests.faults.installations import server


@pytest.fixture
def visitor(as_user, responder):
    client = as_user(responder)
    client.raise_request_exception = False
    return client


@pytest.fixture
def small(tmp_path):
    with small_disk(tmp_path / "small") as folder:
        yield folder


def log(client, incident, words, **fields):
    return client.post(f"/incidents/{incident.pk}/entries/", {"text": words, "client_uuid": uuid4(), **fields})


@contextmanager
def entries_stored_in(folder):
    """The table of entries stands on that disk for the block, and nothing of the block is kept."""
    data = database_folder()
    if data is None:
        pytest.skip("the database is on another machine")
    os.chown(folder, data.stat().st_uid, -1)
    name = sql.Identifier(f"small_{uuid4().hex[:12]}")
    with server() as link:
        link.execute(sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(name, sql.Literal(str(folder))))
        before = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            move = sql.SQL("ALTER TABLE incidents_timelineentry SET TABLESPACE {}").format(name)
            cursor.execute(move.as_string(cursor.connection))
        yield
        transaction.savepoint_rollback(before)
        link.execute(sql.SQL("DROP TABLESPACE {}").format(name))


@repeated
def test_the_database_has_no_space(small, visitor, repetition):
    incident = make_incident("Customers cannot buy")
    with entries_stored_in(small):
        fill(small)
        words = secrets.token_hex(100_000)
        refused = log(visitor, incident, words)
        assert refused.status_code == 507
        assert int(refused["Retry-After"]) > 0
        page = refused.content.decode()
        assert "The disk is full: nothing was stored." in page
        assert words in page, "it is kept, to copy"
        assert "cannot reach its database" not in page
        assert not TimelineEntry.objects.filter(text=words).exists()
        assert visitor.get(f"/incidents/{incident.pk}/").status_code == 200

        free(small)
        assert log(visitor, incident, words).status_code == 302
        assert TimelineEntry.objects.filter(text=words).exists()


@repeated
def test_the_attachments_have_no_space(small, visitor, settings, repetition):
    settings.MEDIA_ROOT = str(small)
    incident = make_incident("Customers cannot buy")
    fill(small, leave=200_000)
    upload = SimpleUploadedFile("log.txt", b"line\n" * 200_000)
    refused = log(visitor, incident, "See the log", file=upload)
    assert refused.status_code == 507
    page = refused.content.decode()
    assert "The disk is full: nothing was stored." in page
    assert "See the log" in page
    assert "Choose the file again" in page
    assert not Attachment.objects.exists()
    assert not TimelineEntry.objects.filter(text="See the log").exists()

    free(small)
    upload.seek(0)
    assert log(visitor, incident, "See the log", file=upload).status_code == 302
    assert Attachment.objects.get().size == 1_000_000


@repeated
def test_a_picture_waits_until_there_is_space_to_store_it(small, visitor, settings, repetition):
    settings.MEDIA_ROOT = str(small)
    incident = make_incident("Customers cannot buy")
    noise = BytesIO()
    Image.effect_noise((1500, 1500), 90).save(noise, "PNG")
    assert log(visitor, incident, "See", file=SimpleUploadedFile("n.png", noise.getvalue())).status_code == 302
    fill(small, leave=200_000)
    for _ in range(3):
        UncheckedPicture.objects.update(free_at=now())
        assert decode_pictures() == 0
    assert "being checked" in visitor.get(f"/incidents/{incident.pk}/").content.decode()

    free(small)
    UncheckedPicture.objects.update(free_at=now())
    assert decode_pictures() == 1
    assert Attachment.objects.get().is_picture


def test_little_space_is_said_where_health_is_asked(small, client, settings, as_user, manager):
    settings.MEDIA_ROOT = str(small)
    settings.METRICS_TOKEN = "token"
    assert "that of the attachments has 8 MB of 8 MB left (100%)" in disk_trouble()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    found = answer.json()["disk"]
    assert found["ok"] is False
    assert 0 < found["free_bytes"]["attachments"] <= 8 * 1024 * 1024
    assert "attachments" in found["why"]
    page = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert 'debrief_disk_free_bytes{volume="attachments"}' in page
    assert 'debrief_disk_free_bytes{volume="backups"}' in page
    banner = as_user(manager).get("/").content.decode()
    assert "that of the attachments has 8 MB of 8 MB left (100%)" in banner
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", skip_address=True, stdout=said)
    assert "FAILED   disk of the attachments has 8 MB of 8 MB left" in said.getvalue()


def test_what_cannot_be_seen_is_left_out(client, settings, tmp_path):
    """No user of the machine may look at a name as long as this, as an ordinary one may not into others' folders."""
    settings.MEDIA_ROOT = str(tmp_path / ("x" * 300))
    settings.METRICS_TOKEN = "token"
    assert "attachments" not in {volume.holds for volume in volumes()}
    found = client.get("/readyz").json()["disk"]
    assert "attachments" not in found["free_bytes"]
    page = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert 'debrief_disk_free_bytes{volume="backups"}' in page
    assert 'debrief_disk_free_bytes{volume="attachments"}' not in page


def test_a_full_disk_refuses_a_backup_in_words(small, installation):
    fill(small)
    refused = installation.manage("backup", str(small / "saved.tar"))
    assert refused.returncode == 1
    assert "No space left on device" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [path.name for path in small.iterdir()] == ["filler"]
