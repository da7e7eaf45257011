"""A form sent after the session had ended: nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.middleware import MOST_BYTES_OF_STRANGERS
from accounts.tasks import clear_sessions
from core.clock import now
from core.typed import LIMIT
from tests.factories.accounts import make_user

PASSWORD = "a wise crow flies late"


@pytest.fixture
def amina():
    return make_user("Amina Otieno", email="amina@example.org", password=PASSWORD)


def log_in(client, **extra):
    return client.post("/login/", {"login": "amina@example.org", "password": PASSWORD, **extra})


def fields_of(page):
    found = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return dict(found)


def test_the_page_of_nobody_holds_what_was_typed_and_sends_it_after_the_login(client, amina):
    typed = {"name": "Amina <b>O.</b>", "zone": "Africa/Nairobi", "digest_hour": "9", "digest_weekdays": "1"}
    answer = client.post("/profile/", typed | {"client_uuid": "u-1"})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "Amina &lt;b&gt;O.&lt;/b&gt;" in page
    assert 'action="/profile/"' in page
    assert set(fields_of(page)) == {*typed, "client_uuid"}
    assert "/login/?next=/logged-in-again/" in page
    assert log_in(client, next="/logged-in-again/")["Location"] == "/logged-in-again/"
    assert "in the other tab" in client.get("/logged-in-again/").content.decode()
    client.post("/profile/", {name: unescape(value) for name, value in fields_of(page).items()})
    amina.refresh_from_db()
    assert amina.name == "Amina <b>O.</b>"


def test_strangers_leave_nothing_in_the_database(client):
    client.post("/profile/", {"name": "x" * LIMIT})
    client.post("/login/", {"login": "nobody@example.org", "password": "x" * 5000})
    client.get("/login/")
    client.post("/incidents/new/", {"title": "x"}, headers={"HX-Request": "true"})
    assert not Session.objects.exists()


@pytest.mark.parametrize("address", ["/profile/", "/login/", "/password/forgotten/"])
def test_strangers_can_send_little(client, address):
    answer = client.post(address, {"name": "x" * MOST_BYTES_OF_STRANGERS})
    assert answer.status_code == 413
    assert "Nothing was saved" in answer.content.decode()


def test_a_browsers_queue_keeps_a_large_entry_until_somebody_logs_in(client):
    large = {"text": "x" * MOST_BYTES_OF_STRANGERS}
    assert client.post("/incidents/1/entries/", large, headers={"Accept": "application/json"}).status_code == 401
    assert client.post("/profile/", large, headers={"HX-Request": "true"}).status_code == 401


def test_who_is_logged_in_can_send_much(client, amina):
    log_in(client)
    answer = client.post("/profile/", {"name": "x" * MOST_BYTES_OF_STRANGERS, "zone": "UTC"})
    assert answer.status_code == 422


def test_expired_sessions_are_deleted(client, amina):
    log_in(client)
    kept = Session.objects.get()
    Session.objects.create(session_key="old", session_data="", expire_date=now() - timedelta(seconds=1))
    clear_sessions()
    assert Session.objects.get() == kept


def test_passwords_and_codes_are_not_in_the_page(client, amina):
    secrets = {"oldpassword": "old secret", "password1": "new secret", "code": "123456", "note": "words"}
    page = client.post("/profile/password/", secrets).content.decode()
    assert "secret" not in page
    assert "123456" not in page
    assert "words" in page


def test_a_very_long_text_is_shown_to_copy_alone(client):
    answer = client.post("/profile/", {"name": "x" * (LIMIT + 1)})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "x" * 1000 in page
    assert fields_of(page) == {}


def test_a_fragment_says_so_in_its_own_place_and_the_form_stays(client):
    answer = client.post("/profile/", {"name": "Amina"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Retarget"] == "#notice"
    assert "<html" not in answer.content.decode()
    assert "new tab" in answer.content.decode()
    assert client.get("/profile/", headers={"HX-Request": "true"}).status_code == 401


def test_a_stream_of_nobody_is_refused_without_a_page(client):
    answer = client.get("/profile/", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_stale_token_offers_what_was_typed_only_when_our_own_page_sent_it(amina):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {"name": "Amina O.", "zone": "UTC"}
    ours = client.post("/profile/", typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 403
    assert fields_of(ours.content.decode()) == typed
    other = client.post("/profile/", typed, headers={"Sec-Fetch-Site": "cross-site"}).content.decode()
    assert fields_of(other) == {}
    assert "Amina O." in other
    over_http = client.post("/profile/", typed, headers={"Origin": "http://testserver"}).content.decode()
    assert fields_of(over_http) == typed
    fragment = client.post("/profile/", typed, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Retarget"]) == (403, "#notice")
