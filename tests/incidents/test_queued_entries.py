"""What the queue of a browser is told about an entry it sends: stored once, asked about, refused, or to be kept."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.clock import frozen
from incidents.models import TimelineEntry
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)
AFTER_THE_SWITCH = datetime(2023, 10, 29, 8, 0, tzinfo=UTC)  # in Berlin half past two came twice that night


@pytest.fixture
def incident(responder):
    return make_incident("Customers cannot buy", by=responder, zone="Africa/Nairobi")


def send(client, incident, *, person=None, **fields):
    headers = {"Accept": "application/json"} | ({"X-Debrief-Person": str(person)} if person else {})
    return client.post(reverse("entry_add", args=[incident.pk]), {"client_uuid": uuid4()} | fields, headers=headers)


def told():
    return TimelineEntry.objects.told()


def test_what_is_stored_comes_back_as_a_fragment_with_the_servers_clock(as_user, responder, incident):
    with frozen(NIGHT):
        answer = send(as_user(responder), incident, text="Restarted the **database**", person=responder.pk).json()
    entry = told().get()
    assert (answer["entry"], answer["seq"], answer["now"]) == (entry.pk, entry.seq, NIGHT.isoformat())
    assert f'id="entry-{entry.pk}"' in answer["html"]
    assert "<strong>database</strong>" in answer["html"]


def test_sent_twice_it_is_stored_once_and_answered_the_same(as_user, responder, incident):
    client, uuid = as_user(responder), uuid4()
    first, second = (send(client, incident, text="Rolled back", client_uuid=uuid).json() for _ in range(2))
    assert first["entry"] == second["entry"]
    assert told().count() == 1


def test_a_question_is_asked_and_its_answer_taken(as_user, responder):
    client, uuid = as_user(responder), uuid4()
    with frozen(AFTER_THE_SWITCH):
        incident = make_incident(by=responder, zone="Europe/Berlin")
        asked = send(client, incident, text="02:30 switched over", client_uuid=uuid)
        (ask,) = asked.json()["asks"]
        assert (asked.status_code, asked.json()["errors"], len(ask["choices"])) == (422, [], 2)
        assert "happened twice" in ask["question"]
        answered = {ask["button"]: ask["choices"][0]["value"]}
        assert send(client, incident, text="02:30 switched over", client_uuid=uuid, **answered).status_code == 200
    assert told().get().happened_at == datetime(2023, 10, 29, 0, 30, tzinfo=UTC)


def test_what_is_wrong_is_said_and_nothing_stored(as_user, responder, incident):
    empty = send(as_user(responder), incident, text=" ")
    assert (empty.status_code, empty.json()["asks"]) == (422, [])
    assert empty.json()["errors"]
    bad = send(as_user(responder), incident, text="A graph", file=SimpleUploadedFile("graph.png", b"no picture"))
    assert (bad.status_code, told().count()) == (422, 0)
    assert "graph.png" in bad.json()["errors"][0]


def test_other_words_under_the_same_uuid_are_refused(as_user, responder, incident):
    client, uuid = as_user(responder), uuid4()
    send(client, incident, text="Rolled back", client_uuid=uuid)
    second = send(client, incident, text="Rolled forward", client_uuid=uuid)
    assert second.status_code == 409
    assert "already sent" in second.json()["refused"]


def test_an_incident_that_is_not_theirs_is_refused_in_words(as_user, reporter, responder):
    private = make_private_incident()
    for person in (reporter, responder):
        answer = send(as_user(person), private, text="Rolled back")
        assert (answer.status_code, bool(answer.json()["refused"])) == (404, True)


def test_without_a_login_it_is_to_be_kept(incident):
    answer = send(Client(), incident, text="Rolled back", person=1)
    assert (answer.status_code, answer.json()) == (401, {"ended": True, "other": False})


def test_another_persons_words_are_never_stored_as_ones_own(as_user, responder, incident):
    answer = send(as_user(make_user("Brian Kimani")), incident, text="Rolled back", person=responder.pk)
    assert (answer.status_code, answer.json()) == (401, {"ended": True, "other": True})
    assert not told().exists()


def test_a_form_of_an_earlier_session_is_told_apart_from_a_refusal(responder, incident):
    client = Client(enforce_csrf_checks=True)
    client.force_login(responder, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = send(client, incident, text="Rolled back")
    assert (answer.status_code, answer.json()["stale"]) == (403, True)
