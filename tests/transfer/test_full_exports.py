"""The page on which an admin takes everything along, and the worker that makes the zip."""

import time
import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts.enums import AuditAction, Role
from accounts.models import BEGAN_AT, AuditEvent
from core.clock import frozen, now
from core.errors import DomainError
from core.export_jobs import LEASE, MOST_TRIES, ExportState, LeaseLost, drop_old_exports, export_path, take_export
from incidents.models import Incident
from incidents.services.redacting import redact_words
from incidents.services.withdrawing import withdraw_incident
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.factories.postmortems import make_postmortem
from transfer.exporting.progress import Progress
from transfer.models import FullExport
from transfer.readers.folder import Manifest
from transfer.services import exports
from transfer.services.exports import (
    STOPPED,
    ask_full_export,
    make_full_exports,
)
from transfer.services.imports import import_everything
from transfer.services.reporting import ReportedProgress

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/settings/export/"


@pytest.fixture
def incident(boss):
    return make_postmortem(author=boss, summary="Payments failed.").incident


def ask(actor):
    return ask_full_export(actor=actor, client_uuid=uuid4())


def reloaded(export):
    export.refresh_from_db()
    return export


def test_it_waits_is_made_and_can_be_downloaded(as_user, boss, incident):
    make_private_incident(boss, by=boss)
    client = as_user(boss)
    assert "1 private incident is in it" in " ".join(client.get(PAGE).content.decode().split())
    sent = {"client_uuid": uuid4()}
    address = client.post(PAGE, sent).headers["Location"]
    assert client.post(PAGE, sent).headers["Location"] == address
    assert 'hx-trigger="every 2s"' in client.get(address).content.decode()
    assert client.get(f"{address}file/").status_code == 404
    assert make_full_exports() == 1
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "hx-trigger" not in fragment
    answer = client.get(f"{address}file/")
    content = b"".join(answer.streaming_content)
    export = FullExport.objects.get()
    assert (export.state, export.size, export.done) == (ExportState.DONE, len(content), export.total)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(BytesIO(content)) as zipped:
        assert zipped.testzip() is None
        assert {name.partition("/")[0] for name in zipped.namelist()} == {f"debrief-{now():%Y-%m-%d}"}
    made, downloaded = AuditEvent.objects.filter(action=AuditAction.EXPORTED).order_by("pk")
    assert (made.actor, made.detail["private_incidents"]) == (boss, [f"INC-{Incident.objects.latest('pk').pk}"])
    assert (downloaded.actor, downloaded.detail["file"]) == (boss, "zip, downloaded")
    assert "private incidents: INC-" in as_user(boss).get(reverse("audit_log")).content.decode()


def test_the_unpacked_zip_can_be_imported(boss, incident, tmp_path, make_new):
    export = ask(boss)
    make_full_exports()
    with reloaded(export).file.open("rb") as file, zipfile.ZipFile(file) as zipped:
        zipped.extractall(tmp_path / "unpacked")
    make_new()
    import_everything(folder=next((tmp_path / "unpacked").iterdir()), progress=Progress())
    assert Incident.objects.get() == incident


def test_it_is_there_for_the_admin_who_asked_alone(as_user, boss, incident):
    export = ask(boss)
    make_full_exports()
    for person, status in ((make_user(role=Role.ADMIN), 404), (make_user(role=Role.MANAGER), 403)):
        for address in (export.get_absolute_url(), f"{export.get_absolute_url()}file/"):
            assert as_user(person).get(address).status_code == status


def test_one_is_made_at_a_time(as_user, boss, incident):
    ask(boss)
    with pytest.raises(DomainError, match="being made already"):
        ask(make_user(role=Role.ADMIN))
    answer = as_user(boss).post(PAGE, {"client_uuid": uuid4()})
    assert answer.status_code == 422
    assert exports.BUSY in answer.content.decode()


def test_of_somebody_who_is_no_admin_any_more_nothing_is_made(boss, incident, media):
    ask(boss)
    boss.role = Role.MANAGER
    boss.save()
    assert make_full_exports() == 0
    assert not FullExport.objects.exists()
    assert list(media.glob("full-exports/*")) == []


def test_of_a_worker_that_stopped_it_is_taken_again_and_given_up_in_the_end(boss, incident):
    export = ask(boss)
    held = {"state": ExportState.WORKING, "lease": uuid4(), "leased_until": now() + LEASE, "tries": 1}
    FullExport.objects.filter(pk=export.pk).update(**held)
    assert make_full_exports() == 0
    with frozen(now() + LEASE + timedelta(seconds=1)):
        assert make_full_exports() == 1
    assert (reloaded(export).state, export.tries, export.lease) == (ExportState.DONE, 2, None)
    FullExport.objects.filter(pk=export.pk).update(**held | {"leased_until": now() - LEASE, "tries": MOST_TRIES})
    assert make_full_exports() == 0
    assert (reloaded(export).state, export.error) == (ExportState.FAILED, STOPPED)


def test_a_redaction_forgets_it_also_while_it_is_made(boss, incident, media):
    make_entry(incident, "A key: hunter22", by=boss)
    done = ask(boss)
    make_full_exports()
    file = reloaded(done).file.name
    asked = ask(boss)
    taken = take_export(FullExport)
    assert taken == asked
    with ReportedProgress(taken) as progress:
        progress.begin(10)
        redact_words(incident=incident, actor=boss, words="hunter22", reason="A credential")
        with pytest.raises(LeaseLost):
            progress.begin(20)
    assert exports._make(taken) is False
    assert not FullExport.objects.exists()
    assert not default_storage.exists(file)
    assert list(media.glob("full-exports/*")) == []


def test_the_audit_log_names_what_is_in_it_not_what_was_there_when_it_was_asked_for(as_user, boss, incident):
    hidden = make_private_incident(boss, by=boss)
    withdraw_incident(incident=hidden, actor=boss, reason="Declared by mistake")
    export = ask(boss)
    assert not AuditEvent.objects.filter(action=AuditAction.EXPORTED).exists()
    Incident.objects.filter(pk=incident.pk).update(is_private=True)
    assert "2 private incidents are in it" in " ".join(as_user(boss).get(PAGE).content.decode().split())
    assert make_full_exports() == 1
    line = AuditEvent.objects.get(action=AuditAction.EXPORTED)
    assert line.detail["private_incidents"] == [f"INC-{incident.pk}", f"INC-{hidden.pk}"]
    assert line.detail["incidents"] == Incident.objects.count()
    assert reloaded(export).done == export.total


def test_a_worker_that_was_frozen_touches_no_file_of_another(boss, incident, media):
    export = ask(boss)
    frozen_one = take_export(FullExport)
    with frozen(now() + LEASE + timedelta(seconds=1)):
        other = take_export(FullExport)
        assert exports._make(other) is True
    content = media.joinpath(reloaded(export).file.name).read_bytes()
    assert exports._make(frozen_one) is False
    made = exports.Made(export_path(frozen_one), 1, Manifest("", "", "", []))
    media.joinpath(made.file).write_bytes(b"words")
    assert exports._settle(frozen_one, made=made) is False
    assert [path.read_bytes() for path in media.glob("full-exports/*")] == [content]


def test_after_a_day_row_and_file_are_gone(boss, incident, media):
    export = ask(boss)
    make_full_exports()
    (media / "full-exports/lost.part").write_bytes(b"words")
    assert drop_old_exports(FullExport) == 0
    with frozen(now() + timedelta(days=2)):
        assert drop_old_exports(FullExport) == 1
    assert not FullExport.objects.exists()
    assert list(media.glob("full-exports/*")) == []
    assert export.pk


def test_what_changes_meanwhile_is_in_it_altogether_or_not_at_all(boss, incident, folder):
    """One snapshot: an incident that somebody declares while entries are written is not in it, nor is its entry."""

    class Meanwhile(Progress):
        def step(self, what):
            if what == "incidents.timelineentry":
                with ReportedProgress(FullExport()) as aside:
                    aside._aside(lambda: make_incident("Declared meanwhile", by=boss))

    exports.export_to_folder(folder=folder, actor=boss, progress=Meanwhile())
    assert Incident.objects.filter(title="Declared meanwhile").exists()
    for name in ("incidents.incident", "incidents.timelineentry", "incidents.roleassignment"):
        assert "Declared meanwhile" not in (folder / f"records/{name}.jsonl").read_text(encoding="utf-8")


def test_it_asks_for_a_recent_login(boss, incident):
    boss.set_password("a wise crow flies late")
    boss.save()
    client = Client()
    client.post("/login/", {"login": boss.email, "password": "a wise crow flies late"})
    export = ask(boss)
    make_full_exports()
    session = client.session
    session[BEGAN_AT] = time.time() - 16 * 60
    session.save()
    for address in (PAGE, f"{export.get_absolute_url()}file/"):
        assert client.get(address).headers["Location"].startswith("/profile/confirm/")
    client.post(PAGE, {"client_uuid": uuid4()})
    assert FullExport.objects.get() == export
