"""A form sent after the session had ended: nothing typed is lost."""

import re

import pytest
from django.test import Client

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


def test_a_form_of_nobody_shows_what_was_typed_and_sends_it_after_the_login(client, amina):
    answer = client.post("/profile/", {"name": "Amina <b>O.</b>", "zone": "Africa/Nairobi", "client_uuid": "u-1"})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "Amina &lt;b&gt;O.&lt;/b&gt;" in page
    assert "/login/?next=/send-again/" in page
    assert log_in(client, next="/send-again/")["Location"] == "/send-again/"
    again = client.get("/send-again/").content.decode()
    assert 'action="/profile/"' in again
    assert set(fields_of(again)) == {"name", "zone", "client_uuid"}
    client.post("/profile/", {"name": "Amina <b>O.</b>", "zone": "Africa/Nairobi"})
    amina.refresh_from_db()
    assert amina.name == "Amina <b>O.</b>"


def test_throwing_it_away(client, amina):
    client.post("/profile/", {"name": "Amina O."})
    log_in(client)
    assert client.get("/send-again/").status_code == 200
    assert client.post("/send-again/throw-away/").status_code == 302
    assert client.get("/send-again/").status_code == 302


def test_passwords_and_codes_are_neither_shown_nor_kept(client, amina):
    secrets = {"oldpassword": "old secret", "password1": "new secret", "code": "123456", "note": "words"}
    page = client.post("/profile/password/", secrets).content.decode()
    assert "secret" not in page
    assert "123456" not in page
    assert "words" in page
    assert "secret" not in str(client.session["unsent"])


def test_a_very_long_text_is_shown_but_not_kept(client):
    answer = client.post("/profile/", {"name": "x" * (LIMIT + 1)})
    assert answer.status_code == 401
    assert "x" * 1000 in answer.content.decode()
    assert "unsent" not in client.session


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
    fragment = client.post("/profile/", typed, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Retarget"]) == (403, "#notice")


def test_nobody_else_gets_to_see_it(client, amina, as_user, responder):
    client.post("/profile/", {"name": "Amina O."})
    assert as_user(responder).get("/send-again/").status_code == 302
    assert client.get("/send-again/").status_code == 302, "not before logging in"
