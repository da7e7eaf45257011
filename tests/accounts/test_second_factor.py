"""The second factor: authenticator app and recovery codes."""

import re
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, validate_totp_code
from django.test import Client

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from tests.factories.accounts import make_user

PASSWORD = "a wise crow flies late"


@pytest.fixture
def amina():
    return make_user("Amina Otieno", email="amina@example.org", password=PASSWORD)


def code_for(secret, steps=0):
    return f"{hotp_value(secret, int(time.time()) // 30 + steps):06d}"


def logged_in():
    client = Client()
    client.post("/login/", {"login": "amina@example.org", "password": PASSWORD})
    return client


def set_up(client):
    """Sets up the app as a person does; returns its secret."""
    page = client.get("/profile/second-factor/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    assert client.post("/profile/second-factor/app/", {"code": "000000"}).status_code == 422
    answer = client.post("/profile/second-factor/app/", {"code": code_for(secret)})
    assert answer["Location"] == "/profile/second-factor/codes/"
    return secret


def recovery_codes(client):
    page = client.get("/profile/second-factor/codes/").content.decode()
    return re.findall(r"<li><code>(.+?)</code></li>", page)


def test_setting_it_up_and_logging_in_with_the_app(amina, settings, django_capture_on_commit_callbacks):
    client = logged_in()
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up(client)
    assert len(recovery_codes(client)) == 10
    other = Client()
    answer = other.post("/login/", {"login": "amina@example.org", "password": PASSWORD})
    assert answer["Location"] == "/login/code/"
    assert other.get("/login/code/").status_code == 200
    assert other.get("/profile/").status_code == 302, "the password alone lets nobody in"
    assert other.post("/login/code/", {"code": "000000"}).status_code == 422
    settings.MFA_TOTP_TOLERANCE = 2
    assert other.post("/login/code/", {"code": code_for(secret, steps=1)}).status_code == 302
    assert other.get("/profile/").status_code == 200
    changes = AuditEvent.objects.filter(action=AuditAction.SECOND_FACTOR, actor=amina)
    assert {event.detail["change"] for event in changes} == {"added totp", "added recovery_codes"}
    (failed,) = AuditEvent.objects.filter(action=AuditAction.LOGIN_FAILED)
    assert "second factor" in failed.detail["reason"]


def test_a_recovery_code_works_once(amina):
    client = logged_in()
    set_up(client)
    code = recovery_codes(client)[0]
    for expected in (302, 422):
        other = Client()
        other.post("/login/", {"login": "amina@example.org", "password": PASSWORD})
        assert other.post("/login/code/", {"code": code}).status_code == expected


def wrong_codes(count, address):
    """Of somebody who knows the password, from that address."""
    stranger = Client(REMOTE_ADDR=address)
    stranger.post("/login/", {"login": "amina@example.org", "password": PASSWORD})
    answer = [stranger.post("/login/code/", {"code": "000000"}) for _ in range(count)][-1]
    return answer.content.decode()


def password_typed(client):
    client.post("/login/", {"login": "amina@example.org", "password": PASSWORD})
    return client


def test_wrong_codes_from_elsewhere_keep_nobody_from_typing_theirs(amina, settings):
    secret = set_up(logged_in())
    settings.MFA_TOTP_TOLERANCE = 2
    for _ in range(2):  # once more after the password was typed again
        said = wrong_codes(6, "192.0.2.1")
        assert "Too many attempts" in said
    assert password_typed(Client()).post("/login/code/", {"code": code_for(secret, steps=1)}).status_code == 302


def test_codes_cannot_be_guessed_from_many_addresses(amina, settings):
    known = logged_in()
    secret = set_up(known)
    settings.MFA_TOTP_TOLERANCE = 2
    known.post("/logout/")
    for number in range(20):
        assert "This code is wrong" in wrong_codes(5, f"192.0.2.{number}")
    assert "Too many attempts" in wrong_codes(1, "192.0.2.99")
    answer = password_typed(known).post("/login/code/", {"code": code_for(secret, steps=1)})
    assert answer.status_code == 302, "the browser where its person logged in before gets in"


def test_wrong_codes_of_a_known_browser_are_limited_too(amina):
    known = logged_in()
    set_up(known)
    known.post("/logout/")
    said = [password_typed(known).post("/login/code/", {"code": "000000"}).content.decode() for _ in range(6)]
    assert "Too many attempts" not in said[4]
    assert "Too many attempts" in said[5]


def test_new_codes_replace_the_old_and_can_be_downloaded(amina):
    client = logged_in()
    set_up(client)
    old = recovery_codes(client)
    assert client.get("/profile/second-factor/codes/new/").status_code == 200
    client.post("/profile/second-factor/codes/new/")
    assert not set(old) & set(recovery_codes(client))
    assert client.get("/profile/second-factor/codes/file/")["Content-Disposition"].startswith("attachment")


def test_removing_it(amina):
    client = logged_in()
    set_up(client)
    assert client.get("/profile/second-factor/").status_code == 200
    assert client.get("/profile/second-factor/app/remove/").status_code == 200
    client.post("/profile/second-factor/app/remove/")
    assert not Authenticator.objects.filter(user=amina).exists()
    assert logged_in().get("/profile/").status_code == 200


def test_moving_the_app_to_a_new_phone(amina):
    client = logged_in()
    earlier = set_up(client)
    codes = recovery_codes(client)
    move = "/profile/second-factor/app/move/"
    assert move in client.get("/profile/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", client.get(move).content.decode())[1]
    assert secret != earlier
    assert client.post(move, {"code": "000000"}).status_code == 422
    assert works(earlier), "nothing changed yet"
    assert client.post(move, {"code": code_for(secret)})["Location"] == "/profile/second-factor/"
    assert works(secret)
    assert not works(earlier)
    assert recovery_codes(client) == codes
    assert AuditEvent.objects.filter(detail__change="moved totp to another phone", actor=amina).count() == 1


def works(secret):
    """Whether a new login takes a code of the app."""
    (app,) = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    return validate_totp_code(get_adapter().decrypt(app.data["secret"]), code_for(secret))


def test_nobody_moves_an_app_that_is_not_set_up(amina):
    assert logged_in().get("/profile/second-factor/app/move/").status_code == 404


def test_who_was_helped_is_logged_out_and_told_to_set_it_up(as_user, admin, amina, settings):
    theirs = logged_in()
    set_up(theirs)
    as_user(admin).post(f"/settings/people/{amina.pk}/second-factor/")
    assert theirs.get("/profile/").status_code == 302


def test_an_admin_does_not_remove_their_own_there(amina):
    client = logged_in()
    set_up(client)
    amina.role = "admin"
    amina.save()
    assert "second-factor" not in client.get(f"/settings/people/{amina.pk}/").content.decode()
    answer = client.post(f"/settings/people/{amina.pk}/second-factor/")
    assert answer.status_code == 422
    assert "ask another admin" in answer.content.decode()
    assert Authenticator.objects.filter(user=amina).exists()


def test_an_admin_helps_who_lost_both(as_user, admin, responder, amina):
    set_up(logged_in())
    address = f"/settings/people/{amina.pk}/second-factor/"
    assert as_user(responder).post(address).status_code == 403
    assert as_user(admin).post(address).status_code == 302
    assert logged_in().get("/profile/").status_code == 200
    assert as_user(admin).post(address).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_recovery_codes_show_at_once_also_for_somebody_without_a_password(as_user):
    """Nothing could confirm such a person before; the new app could, but its code was typed a moment ago."""
    person = make_user("Brian Kimani")
    client = as_user(person)
    page = client.get("/profile/second-factor/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    answer = client.post("/profile/second-factor/app/", {"code": code_for(secret)})
    assert answer["Location"] == "/profile/second-factor/codes/"
    assert len(recovery_codes(client)) == 10
    session = client.session
    session["second_factor_set_up_at"] -= 1000
    session["began_at"] -= 1000
    session.save()
    assert client.get("/profile/second-factor/codes/")["Location"].startswith("/profile/confirm/code/")
