"""Exports that the worker makes: visible to whoever asked, made once, taken again, forgotten."""

import uuid
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from core.clock import frozen, now
from core.downloads import ExportFormat
from core.errors import Conflict, DomainError
from core.export_jobs import LEASE, MOST_TRIES, ExportState, drop_old_exports, forget_exports, take_export
from core.pdf import pdf_trouble
from incidents.models import IncidentMember
from incidents.services.redacting import redact_words
from incidents.services.timeline import redact_entry
from postmortems.models import ExportJob
from postmortems.services import exports
from postmortems.services.exports import (
    SLOTS,
    STOPPED,
    ask_export,
    make_exports,
)
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_over, make_postmortem


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed.")


def ask(postmortem, actor, kind=ExportFormat.HTML, client_uuid=None):
    return ask_export(postmortem=postmortem, actor=actor, kind=kind, client_uuid=client_uuid or uuid.uuid4())


def reloaded(job):
    job.refresh_from_db()
    return job


def test_it_waits_is_made_and_can_be_downloaded(as_user, responder, postmortem):
    client, job = as_user(responder), ask(postmortem, responder)
    page = client.get(job.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "Refresh" in page
    file = reverse("postmortem_export_file", args=[postmortem.incident_id, job.pk])
    assert client.get(file).status_code == 404
    assert make_exports() == 1
    fragment = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "hx-trigger" not in fragment
    assert file in fragment
    answer = client.get(file)
    content = b"".join(answer.streaming_content).decode()
    assert "Payments failed." in content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert (reloaded(job).state, job.size) == (ExportState.DONE, len(content.encode()))


def test_it_is_there_for_whoever_asked_alone(as_user, responder, manager, admin, postmortem):
    job = ask(postmortem, responder)
    make_exports()
    for name in ("postmortem_export_job", "postmortem_export_file"):
        address = reverse(name, args=[postmortem.incident_id, job.pk])
        for person in (manager, admin):
            assert as_user(person).get(address).status_code == 404
    page = as_user(manager).get(reverse("postmortem_export", args=[postmortem.incident_id])).content.decode()
    assert job.get_absolute_url() not in page


def test_who_left_a_private_incident_has_it_no_longer(as_user, responder, manager):
    incident = make_over(lead=responder, members=(responder, manager))
    postmortem = make_postmortem(incident=incident)
    done, waiting = ask(postmortem, manager), ask(postmortem, manager)
    make_exports()
    later = ask(postmortem, manager)
    IncidentMember.objects.filter(user=manager).delete()
    for job in (done, waiting):
        assert as_user(manager).get(job.get_absolute_url()).status_code == 404
    make_exports()
    assert not ExportJob.objects.filter(pk=later.pk).exists()


def test_the_same_form_asks_once_and_is_noted_once(responder, postmortem):
    sent = uuid.uuid4()
    assert ask(postmortem, responder, client_uuid=sent) == ask(postmortem, responder, client_uuid=sent)
    with pytest.raises(Conflict):
        ask(postmortem, responder, ExportFormat.JSON, client_uuid=sent)
    assert AuditEvent.objects.filter(action=AuditAction.EXPORTED).count() == 1


def test_more_than_five_at_once_are_refused(responder, postmortem):
    for _ in range(5):
        ask(postmortem, responder)
    with pytest.raises(DomainError, match="5 of your exports"):
        ask(postmortem, responder)


def test_one_process_at_a_time_makes_them(responder, postmortem):
    ask(postmortem, responder)
    here = connection.connection.info
    with psycopg.connect(host=here.host, port=here.port, user=here.user, dbname=here.dbname) as other:
        other.execute("select pg_advisory_lock(%s, 0)", [SLOTS])
        assert make_exports() == 0
    assert make_exports() == 1


def test_one_whose_worker_stopped_holds_up_no_others(responder, postmortem):
    stopped, waiting = ask(postmortem, responder), ask(postmortem, responder)
    held = {"state": ExportState.WORKING, "lease": uuid.uuid4(), "leased_until": now() + LEASE, "tries": 1}
    ExportJob.objects.filter(pk=stopped.pk).update(**held)
    assert make_exports() == 1
    assert (reloaded(stopped).state, reloaded(waiting).state) == (ExportState.WORKING, ExportState.DONE)


def test_of_a_worker_that_stopped_it_is_taken_again(responder, postmortem):
    job = ask(postmortem, responder)
    held = {"state": ExportState.WORKING, "lease": uuid.uuid4(), "leased_until": now() + LEASE, "tries": 1}
    ExportJob.objects.filter(pk=job.pk).update(**held)
    assert make_exports() == 0
    with frozen(now() + LEASE + timedelta(seconds=1)):
        assert make_exports() == 1
    assert (reloaded(job).state, job.tries, job.lease) == (ExportState.DONE, 2, None)


def test_one_that_stops_its_worker_each_time_is_given_up_and_says_so(as_user, responder, postmortem):
    job, next_one = ask(postmortem, responder), ask(postmortem, responder)
    gone = now() - timedelta(seconds=1)
    held = {"state": ExportState.WORKING, "lease": uuid.uuid4(), "leased_until": gone, "tries": MOST_TRIES}
    ExportJob.objects.filter(pk=job.pk).update(**held)
    make_exports()
    assert (reloaded(job).state, job.error) == (ExportState.FAILED, STOPPED)
    assert "Making it failed twice" in as_user(responder).get(job.get_absolute_url()).content.decode()
    assert reloaded(next_one).state in {ExportState.DONE, ExportState.WAITING}


def test_after_a_day_row_and_file_are_gone(responder, postmortem, django_capture_on_commit_callbacks):
    job = ask(postmortem, responder)
    make_exports()
    name = reloaded(job).file.name
    assert default_storage.exists(name)
    assert drop_old_exports(ExportJob) == 0
    with frozen(now() + timedelta(days=1, minutes=1)), django_capture_on_commit_callbacks(execute=True):
        assert drop_old_exports(ExportJob) == 1
    assert not ExportJob.objects.exists()
    assert not default_storage.exists(name)


def test_bytes_without_a_row_are_swept(responder, postmortem, media):
    make_exports()
    (media / "exports").mkdir(exist_ok=True)
    lost = media / "exports" / "lost"
    lost.write_bytes(b"words")
    drop_old_exports(ExportJob)
    assert lost.exists()
    with frozen(now() + timedelta(days=2)):
        drop_old_exports(ExportJob)
    assert not lost.exists()


@pytest.mark.parametrize("how", ["entry", "words"])
def test_a_redaction_forgets_all_of_them(responder, admin, postmortem, how):
    entry = make_entry(postmortem.incident, "A key: hunter22")
    elsewhere = make_postmortem(author=responder)
    jobs = [ask(postmortem, responder), ask(elsewhere, responder)]
    make_exports()
    names = [reloaded(job).file.name for job in jobs]
    if how == "entry":
        redact_entry(entry=entry, actor=admin, reason="A credential")
    else:
        redact_words(incident=postmortem.incident, actor=admin, words="hunter22", reason="A credential")
    assert not ExportJob.objects.exists()
    assert [name for name in names if default_storage.exists(name)] == []


def test_what_was_forgotten_while_it_was_made_is_not_stored(responder, postmortem, media):
    job = ask(postmortem, responder)
    taken = take_export(ExportJob)
    assert taken == job
    forget_exports(ExportJob)
    assert exports._make(taken) is False
    assert list(Path(media).glob("exports/*")) == []


def test_of_a_person_who_was_deactivated_nothing_is_made(responder, postmortem):
    other = make_user("Brian Kimani")
    ask(postmortem, other)
    other.is_active = False
    other.save(update_fields=["is_active"])
    assert make_exports() == 0
    assert not ExportJob.objects.exists()


def test_a_pdf_is_asked_for_and_without_weasyprint_it_says_how_to_get_it(as_user, responder, postmortem):
    address = reverse("postmortem_export", args=[postmortem.incident_id])
    client = as_user(responder)
    sent = {"format": "pdf", "client_uuid": uuid.uuid4()}
    job_address = client.post(address, sent).headers["Location"]
    assert client.post(address, sent).headers["Location"] == job_address
    make_exports()
    text = client.get(job_address).content.decode()
    if pdf_trouble():
        assert "requirements/pdf.txt" in text
    else:
        assert "PDF is ready" in text
