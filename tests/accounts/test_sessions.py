"""Where people are logged in: the list, ending it elsewhere, and what ends by itself."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.readers import device_words
from accounts.selectors import BEGAN_AT, people_of_sessions
from accounts.tasks import clear_sessions
from tests.factories.accounts import make_user

PASSWORD = "a wise crow flies late"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def amina():
    return make_user("Amina Otieno", email="amina@example.org", password=PASSWORD)


def logged_in(user_agent=FIREFOX, address="10.0.0.7"):
    client = Client(headers={"User-Agent": user_agent}, REMOTE_ADDR=address)
    assert client.post("/login/", {"login": "amina@example.org", "password": PASSWORD}).status_code == 302
    return client


def is_in(client):
    return client.get("/profile/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36 Edg/131.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1",
            "Safari on macOS",
        ),
        ("curl/8.5.0", "Unknown browser"),
        ("", "Unknown browser"),
        ("Something (Windows NT 10.0)", "Unknown browser on Windows"),
    ],
)
def test_a_browser_in_plain_words(user_agent, words):
    assert device_words(user_agent) == words


def test_the_list_says_device_address_and_which_is_this_one(amina):
    here, phone = logged_in(), logged_in(IPHONE, "10.0.0.9")
    page = here.get("/profile/sessions/").content.decode()
    assert page.index("Firefox on Linux</strong> (this browser)") < page.index("Safari on iPhone")
    assert "10.0.0.7" in page
    assert "10.0.0.9" in page
    assert page.count("/end/") == 1
    assert "(this browser)" in phone.get("/profile/sessions/").content.decode()


def test_one_is_ended_and_the_others_go_on(amina):
    here, phone, tablet = logged_in(), logged_in(IPHONE), logged_in()
    row = UserSession.objects.get(session_key=phone.session.session_key)
    assert here.post(f"/profile/sessions/{row.pk}/end/").status_code == 302
    assert [is_in(client) for client in (here, phone, tablet)] == [True, False, True]
    assert here.get("/profile/sessions/").content.decode().count("/end/") == 1
    assert AuditEvent.objects.filter(detail__session="ended", actor=amina).count() == 1


def test_nobody_ends_those_of_somebody_else(amina, as_user, responder):
    logged_in()
    row = UserSession.objects.get()
    assert as_user(responder).post(f"/profile/sessions/{row.pk}/end/").status_code == 404
    assert UserSession.objects.filter(pk=row.pk).exists()


def test_all_others_end_also_those_that_are_not_in_the_list(amina, as_user):
    here, phone, unlisted = logged_in(), logged_in(IPHONE), as_user(amina)
    assert here.post("/profile/sessions/end-others/").status_code == 302
    assert [is_in(client) for client in (here, phone, unlisted)] == [True, False, False]
    page = here.get("/profile/sessions/").content.decode()
    assert "Firefox on Linux</strong> (this browser)" in page
    assert "Safari on iPhone" not in page


def test_logging_out_takes_it_from_the_list(amina):
    here, phone = logged_in(), logged_in(IPHONE)
    phone.post("/logout/")
    assert "Safari on iPhone" not in here.get("/profile/sessions/").content.decode()
    assert UserSession.objects.count() == 1


def test_a_session_that_nobody_uses_ends_and_one_in_use_does_not(amina, settings):
    client = logged_in()
    stored = Session.objects.get(pk=client.session.session_key)
    unused = timedelta(seconds=settings.SESSION_UNUSED_AGE)
    assert abs(stored.expire_date - timezone.now() - unused) < timedelta(minutes=1)
    Session.objects.filter(pk=stored.pk).update(expire_date=stored.expire_date - timedelta(days=13))
    assert is_in(client), "it was last used thirteen days ago"
    assert Session.objects.get(pk=stored.pk).expire_date > timezone.now() + timedelta(days=13)
    Session.objects.filter(pk=stored.pk).update(expire_date=timezone.now())
    assert not is_in(client)


def test_none_lasts_longer_than_thirty_days_however_much_it_is_used(amina, settings):
    client = logged_in()
    session = client.session
    assert people_of_sessions([session.session_key]) == {session.session_key: amina}
    session[BEGAN_AT] -= settings.SESSION_COOKIE_AGE + 1
    session.save()
    assert people_of_sessions([session.session_key]) == {}
    assert not is_in(client)


def test_a_session_that_does_not_know_when_it_began_has_ended(amina):
    client = logged_in()
    session = client.session
    del session[BEGAN_AT]
    session.save()
    assert people_of_sessions([session.session_key]) == {}
    assert not is_in(client)


def test_an_ended_session_is_kept_nowhere(amina):
    here, phone = logged_in(), logged_in(IPHONE)
    Session.objects.filter(pk=phone.session.session_key).update(expire_date=timezone.now())
    clear_sessions()
    assert [row.session_key for row in UserSession.objects.all()] == [here.session.session_key]


def test_use_is_written_down_at_most_every_five_minutes(amina):
    client = logged_in()
    row = UserSession.objects.get()
    long_ago = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)
    is_in(client)
    row.refresh_from_db()
    assert row.last_seen_at == long_ago, "it was noted a moment ago"
    Session.objects.update(expire_date=Session.objects.get().expire_date - timedelta(minutes=6))
    client.get("/profile/sessions/", headers={"User-Agent": IPHONE}, REMOTE_ADDR="10.0.0.8")
    row.refresh_from_db()
    assert row.last_seen_at > long_ago
    assert (row.ip, device_words(row.user_agent)) == ("10.0.0.8", "Safari on iPhone")
