"""Logging in, out, and what keeps others out."""

import re
import time

import pytest
from allauth.core.internal import ratelimit
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.adapter import KNOWN_BROWSER
from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from tests.factories.accounts import make_user

PASSWORD = "a wise crow flies late"


@pytest.fixture
def amina():
    return make_user("Amina Otieno", email="amina@example.org", password=PASSWORD)


def log_in(client, password=PASSWORD, email="amina@example.org", **extra):
    return client.post("/login/", {"login": email, "password": password}, **extra)


def test_everything_but_the_public_pages_leads_to_the_login(client):
    answer = client.get("/profile/")
    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=/profile/"
    assert client.get("/login/").status_code == 200


def test_logging_in_leads_back_and_lasts_thirty_days(client, amina):
    answer = client.post("/login/", {"login": "AMINA@example.org", "password": PASSWORD, "next": "/profile/"})
    assert answer["Location"] == "/profile/"
    assert client.get("/profile/").status_code == 200
    assert client.session.get_expiry_age() == 30 * 24 * 3600
    event = AuditEvent.objects.get(action=AuditAction.LOGIN)
    assert (event.actor, event.detail["address"]) == (amina, "127.0.0.1")


def test_a_wrong_password_keeps_the_address_and_is_on_record(client, amina):
    answer = log_in(client, "wrong")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "amina@example.org" in page
    assert "The e-mail address or the password is wrong." in page
    assert AuditEvent.objects.get(action=AuditAction.LOGIN_FAILED).subject == "amina@example.org"


def test_an_unknown_address_gets_the_same_words(client, amina):
    page = log_in(client, email="nobody@example.org").content.decode()
    assert "The e-mail address or the password is wrong." in page


def test_tries_are_limited_and_the_limit_does_not_sit_in_redis(client, amina):
    for _ in range(5):
        log_in(client, "wrong")
    answer = log_in(client)
    assert answer.status_code == 422
    assert "Too many attempts" in answer.content.decode()


def test_a_right_password_takes_its_attempt_back(client, amina):
    for _ in range(4):
        log_in(client, "wrong")
    for _ in range(3):
        assert log_in(Client()).status_code == 302
    assert log_in(Client(), "wrong").status_code == 422
    assert "Too many attempts" in log_in(Client()).content.decode()


def test_what_strangers_try_elsewhere_locks_nobody_out(client, amina):
    for number in range(20):
        log_in(Client(REMOTE_ADDR=f"192.0.2.{number % 3}"), "wrong")
    assert "Too many attempts" in log_in(Client(REMOTE_ADDR="192.0.2.1")).content.decode()
    assert log_in(client).status_code == 302


def test_what_strangers_try_from_the_same_address_does_not_lock_out_a_known_browser(client, amina):
    log_in(client)
    client.post("/logout/")
    for _ in range(6):
        log_in(Client(), "wrong")
    assert "Too many attempts" in log_in(Client()).content.decode()
    assert log_in(client).status_code == 302


def test_the_addresses_of_one_network_count_as_one(client, amina):
    for number in range(5):
        log_in(Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}"), "wrong")
    assert "Too many attempts" in log_in(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1")).content.decode()
    assert log_in(Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 302


def wrong_from_everywhere():
    """As many wrong passwords as an account takes in a day, five from each of twenty addresses."""
    for number in range(100):
        log_in(Client(REMOTE_ADDR=f"192.0.2.{number // 5}"), "wrong")


def test_from_everywhere_together_an_account_takes_only_so_many(client, amina):
    log_in(client)
    client.post("/logout/")
    wrong_from_everywhere()
    assert "Too many attempts" in log_in(Client(REMOTE_ADDR="198.51.100.7")).content.decode()
    assert log_in(client).status_code == 302, "the browser where its person logged in before gets in"


def test_one_address_does_not_use_up_what_the_account_takes(client, amina, monkeypatch):
    began = time.time()
    for number in range(40):  # five minutes apart, so that the quick counter lets them pass
        monkeypatch.setattr(ratelimit.time, "time", lambda at=began + 301 * number: at)
        log_in(Client(REMOTE_ADDR="192.0.2.1"), "wrong")
    assert "Too many attempts" in log_in(Client(REMOTE_ADDR="192.0.2.1")).content.decode()
    assert AuditEvent.objects.filter(action=AuditAction.LOGIN_FAILED).count() == 30
    assert log_in(client).status_code == 302


def test_a_new_password_by_mail_ends_the_wait(client, amina, settings):
    wrong_from_everywhere()
    assert "Too many attempts" in log_in(client).content.decode()
    client.post("/password/forgotten/", {"email": "amina@example.org"})
    link = re.search(r"(/password/new/\S+)", mail.outbox[-1].body)[1]
    address = client.get(link, follow=True).redirect_chain[-1][0]
    new = "an owl that reads by day"
    client.post(address, {"password1": new, "password2": new})
    assert log_in(Client(), new).status_code == 302


def test_who_asks_for_links_for_somebody_else_keeps_nobody_from_a_link(client, amina):
    for number in range(7):
        other = Client(REMOTE_ADDR=f"192.0.2.{number}")
        assert other.post("/password/forgotten/", {"email": "amina@example.org"}).status_code == 302
    answer = client.post("/password/forgotten/", {"email": "Amina@example.org"}, follow=True)
    assert "within the last minute" in " ".join(answer.content.decode().split())
    assert len(mail.outbox) == 5


def test_a_thousand_other_counters_push_none_out(client, amina):
    """The table is culled when it is full; Django's own size is 300 rows."""
    for _ in range(5):
        log_in(client, "wrong")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into core_cache (cache_key, value, expires) "
            "select ':1:' || number, '', now() + interval '1 hour' from generate_series(1, 1000) as number"
        )
    cache.set("one more", 1)
    assert "Too many attempts" in log_in(client).content.decode()


def test_a_known_browser_is_limited_too_and_known_for_its_own_account_alone(client, amina):
    make_user("Peter Njoroge", email="peter@example.org", password=PASSWORD)
    log_in(client)
    client.post("/logout/")
    for _ in range(5):
        log_in(client, "wrong", email="peter@example.org")
    assert "Too many attempts" in log_in(client, email="peter@example.org").content.decode()
    for _ in range(10):
        log_in(client, "wrong")
    assert "Too many attempts" in log_in(client).content.decode()


def test_a_forged_cookie_makes_no_known_browser(client, amina):
    for _ in range(5):
        client.cookies[KNOWN_BROWSER] = "forged"
        log_in(client, "wrong")
    client.cookies[KNOWN_BROWSER] = "forged"
    assert "Too many attempts" in log_in(client).content.decode()


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
        (2, "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_before_our_proxies(client, amina, settings, trusted, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    assert log_in(client, headers={"X-Forwarded-For": forwarded}).status_code == 302
    assert AuditEvent.objects.get(action=AuditAction.LOGIN).detail["address"] == address


def test_logging_out_takes_a_post(as_user, amina):
    client = as_user(amina)
    assert client.get("/logout/").status_code == 200
    assert client.get("/profile/").status_code == 200
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/profile/").status_code == 302


def test_nobody_signs_up(client):
    assert client.get("/signup/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_a_closed_account_does_not_get_in(client, amina):
    User.objects.filter(pk=amina.pk).update(is_active=False)
    answer = log_in(client)
    assert client.get("/profile/").status_code == 302
    assert answer.status_code in {302, 422}


def test_a_new_password_by_mail(client, amina, settings):
    settings.BASE_URL = "https://debrief.example.org"
    answer = client.post("/password/forgotten/", {"email": "amina@example.org"})
    assert answer["Location"] == "/password/forgotten/sent/"
    assert client.get("/password/forgotten/sent/").status_code == 200
    (message,) = mail.outbox
    assert message.subject == "Reset your Debrief password"
    link = re.search(r"https://debrief\.example\.org(/password/new/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    assert form.status_code == 200
    address = form.redirect_chain[-1][0]
    refused = client.post(address, {"password1": "short", "password2": "short"})
    assert refused.status_code == 422
    new = "an owl that reads by day"
    assert client.post(address, {"password1": new, "password2": new})["Location"] == "/password/new/done/"
    assert log_in(Client(), new).status_code == 302
    assert AuditEvent.objects.filter(action=AuditAction.PASSWORD_CHANGED, actor=amina).exists()
    again = Client().get(link, follow=True)
    assert "This link no longer works" in again.content.decode()


def test_strangers_get_no_mail_and_the_same_answer(client, amina):
    answer = client.post("/password/forgotten/", {"email": "stranger@example.org"})
    assert answer["Location"] == "/password/forgotten/sent/"
    assert mail.outbox == []


def test_changing_the_password_keeps_this_session_and_ends_the_others(as_user, amina):
    here, there = as_user(amina), as_user(amina)
    new = "an owl that reads by day"
    wrong = here.post("/profile/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert wrong.status_code == 422
    right = here.post("/profile/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert right["Location"] == "/profile/"
    assert here.get("/profile/").status_code == 200
    assert there.get("/profile/").status_code == 302


def test_somebody_without_a_password_may_choose_one(as_user):
    invited = make_user("Brian Kimani")
    client = as_user(invited)
    assert "Choose a password" in client.get("/profile/").content.decode()
    assert client.get("/profile/password/")["Location"] == "/profile/password/first/"
    client.post("/profile/password/first/", {"password1": PASSWORD, "password2": PASSWORD})
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)
