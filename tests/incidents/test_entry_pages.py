"""Logging entries and what is done to them afterwards, through their pages."""

import csv
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.clock import frozen
from incidents.models import TimelineEntry
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.html import html_of
from tests.incidents.conftest import NIGHT, told
from tests.incidents.test_timeline_files import downloaded


def of(name, entry):
    return reverse(name, args=[entry.incident_id, entry.pk])


def test_the_three_personas_and_a_stranger_to_a_private_one(as_user, reporter, responder, manager, incident):
    secret = make_private_incident(by=responder)
    found = {}
    for user in (reporter, responder, manager):
        for where in (incident, secret):
            response = as_user(user).post(reverse("entry_add", args=[where.pk]), {"text": "x", "client_uuid": uuid4()})
            found[user.name, where.is_private] = response.status_code
    assert list(found.values()) == [404, 404, 302, 302, 302, 404]


def test_without_script_a_sent_entry_leads_to_its_permalink(log, incident, responder):
    with frozen(NIGHT):
        response = log(text="Restarted the **database**")
    entry = told()
    assert response.url == f"/incidents/{incident.pk}/?entry={entry.pk}#entry-{entry.pk}"
    assert (entry.happened_at, entry.author) == (NIGHT, responder)
    assert "<strong>database</strong>" in entry.html


def test_a_question_does_not_offer_to_undo_the_entry_before(log):
    with frozen(NIGHT):
        assert log(text="Restarted").cookies["debrief_undo"]
        assert "Undo</button>" not in log(text="Maintenance", when="tomorrow 08:00").content.decode()


def test_sent_twice_it_is_stored_once(log):
    uuid = uuid4()
    first, second = (log(text="Once", client_uuid=uuid) for _ in range(2))
    assert first.url == second.url
    assert TimelineEntry.objects.told().count() == 1


def test_other_words_under_the_same_uuid_are_refused_and_kept(log):
    uuid = uuid4()
    log(text="First words", client_uuid=uuid)
    response = log(text="Other words", client_uuid=uuid)
    assert response.status_code == 409
    assert "Other words" in response.content.decode()
    assert told().text == "First words"


def test_milestones_star_and_about_are_kept(log, incident):
    with frozen(NIGHT):
        log(text="Both", milestones=["detected", "reported"], is_starred="on", is_about="on")
    incident.refresh_from_db()
    assert (incident.detected_at, incident.reported_at) == (NIGHT, NIGHT)
    assert told().is_starred
    assert told().is_about


def test_a_file_goes_with_the_entry_or_neither(log):
    log(text="With a log", file=SimpleUploadedFile("server.log", b"error\n"))
    assert told().attachments.get().name == "server.log"
    response = log(text="With a fake", file=SimpleUploadedFile("picture.png", b"<html>"))
    assert response.status_code == 422
    assert "With a fake" in response.content.decode()
    assert TimelineEntry.objects.told().count() == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [("x" * (256 * 1024 - 1), 302), ("x" * (256 * 1024 + 1), 422), ("[" * 40_000, 302), ("nul\x00byte", 422)],
)
def test_very_long_and_odd_words_get_a_clear_answer(log, text, status):
    assert log(text=text).status_code == status


def test_an_entry_has_a_page_and_a_dialog_with_all_that_can_be_done(as_user, responder, admin, incident):
    entry = make_entry(incident, "Seen")
    shown = as_user(responder).get(of("entry", entry)).content.decode()
    for words in ("Star", "Correct", "Strike through", "Impact started"):
        assert words in shown
    assert "Redact" not in shown
    dialog = as_user(admin).get(of("entry", entry), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="dialog").content.decode()
    assert "Redact" in dialog
    assert "<html" not in dialog


def test_an_entry_of_another_incident_is_not_found_under_this_one(as_user, responder, incident):
    entry = make_entry(make_incident())
    assert as_user(responder).get(reverse("entry", args=[incident.pk, entry.pk])).status_code == 404


def test_star_and_milestone_are_one_press(as_user, responder, incident):
    entry, client = make_entry(incident, "Seen"), as_user(responder)
    client.post(of("entry_star", entry), {"starred": "1"})
    client.post(of("entry_milestone", entry), {"milestone": "detected", "is_on": "1"})
    entry.refresh_from_db()
    incident.refresh_from_db()
    assert entry.is_starred
    assert incident.detected_at == entry.happened_at
    client.post(of("entry_milestone", entry), {"milestone": "detected"})
    incident.refresh_from_db()
    assert incident.detected_at is None
    assert client.post(of("entry_milestone", entry), {"milestone": "nonsense"}).status_code == 404


def test_undo_strikes_ones_own_entry_just_after_sending_it(as_user, responder, manager, incident):
    with frozen(NIGHT):
        own, late = make_entry(incident, "oops", by=responder), make_entry(incident, "theirs", by=manager)
    with frozen(NIGHT + timedelta(seconds=9)):
        assert as_user(responder).post(of("entry_undo", own)).status_code == 302
        assert as_user(responder).post(of("entry_undo", late)).status_code == 422
    own.refresh_from_db()
    assert own.struck_reason == "undone by its author"
    with frozen(NIGHT + timedelta(minutes=1)):
        assert "too late to undo" in as_user(manager).post(of("entry_undo", late)).content.decode()
    late.refresh_from_db()
    assert late.struck_at is None


def test_people_who_are_no_users_are_named_as_who_did_it(as_user, responder):
    incident = make_incident(by=responder)
    client = as_user(responder)
    sent = {"text": "Moved the traffic to the second line", "told_by": "the network team", "client_uuid": uuid4()}
    assert client.post(reverse("entry_add", args=[incident.pk]), sent).status_code == 302
    page = html_of(client.get(incident.get_absolute_url()))
    assert f'<span class="who">the network team</span> <span>logged by {responder.name}</span>' in page
    rows = list(csv.DictReader(StringIO(downloaded(client, incident))))
    assert (rows[-1]["author"], rows[-1]["logged_by"]) == ("the network team", responder.name)


def test_too_many_files_are_refused_and_the_words_are_kept(as_user, responder, incident):
    files = [SimpleUploadedFile(f"{number}.txt", b"words") for number in range(11)]
    response = as_user(responder).post(
        reverse("entry_add", args=[incident.pk]), {"text": "Look at all these", "file": files, "client_uuid": uuid4()}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "These are 11 files" in page
    assert "Look at all these" in page
    assert not TimelineEntry.objects.filter(text="Look at all these").exists()
