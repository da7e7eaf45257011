"""The pages that redact words, files and reports."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.models import Incident
from incidents.services.attachments import attach_file
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident

SECRET = "hunter2"


@pytest.fixture
def leak(responder) -> Incident:
    incident = make_incident("A key leaked", by=responder)
    make_entry(incident, f"Posted {SECRET} in the chat")
    return incident


def test_only_admins_redact(as_user, reporter, responder, manager, admin, leak):
    report = make_report(reporter)
    for path in (f"/incidents/{leak.pk}/redact/", f"/reports/{report.pk}/redact/"):
        seen = [as_user(user).get(path).status_code for user in (reporter, responder, manager, admin)]
        assert seen == [404, 403, 403, 200]


def test_the_first_button_shows_where_and_the_second_redacts(as_user, admin, leak):
    client, path = as_user(admin), f"/incidents/{leak.pk}/redact/"
    assert "Redact a secret" in client.get(f"/incidents/{leak.pk}/").content.decode()
    form = {"secret": SECRET, "reason": "A key"}
    looked = client.post(path, form).content.decode()
    assert "Found in 1 timeline entry." in looked
    for beyond in ("mails already sent", "exports", "backups"):
        assert beyond in looked
    assert leak.entries.filter(text__contains=SECRET).exists()
    assert client.post(path, form | {"redact": "1"}).url == f"/incidents/{leak.pk}/"
    assert not leak.entries.filter(text__contains=SECRET).exists()


@pytest.mark.parametrize("typed", [{"secret": "elsewhere", "reason": "A key"}, {"secret": SECRET, "reason": ""}])
def test_a_refusal_keeps_what_was_typed(as_user, admin, leak, typed):
    answer = as_user(admin).post(f"/incidents/{leak.pk}/redact/", typed | {"redact": "1"})
    assert answer.status_code == 422
    assert f'value="{typed["secret"]}"' in answer.content.decode()
    assert leak.entries.filter(text__contains=SECRET).exists()


def test_a_file_is_redacted_on_a_page_that_says_what_it_cannot_reach(as_user, admin, leak, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = attach_file(incident=leak, actor=admin, upload=SimpleUploadedFile("salaries.csv", b"Fatuma;1"))
    client, path = as_user(admin), f"/incidents/{leak.pk}/files/{file.uuid}/redact/"
    assert path in client.get(f"/incidents/{leak.pk}/redact/").content.decode()
    assert "backups" in client.get(path).content.decode()
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Salaries"}).status_code == 302
    shown = client.get(f"/incidents/{leak.pk}/").content.decode()
    assert "Daniel Mwangi redacted a file: Salaries" in shown
    assert "salaries.csv" not in shown
    assert client.get(file.get_absolute_url()).status_code == 404
    other = make_incident("Another", by=admin)
    assert client.get(f"/incidents/{other.pk}/files/{file.uuid}/redact/").status_code == 404
