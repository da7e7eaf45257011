"""Passkeys as a second factor: added, used after the password and to confirm, renamed and removed."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.enums import AuditAction, SecondFactorRule
from accounts.models import BEGAN_AT, AuditEvent
from accounts.services.company import SecondFactorPolicy, edit_company
from tests.accounts.passkeys import Passkey, add, options_of
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db(transaction=True)  # allauth tells of a new factor when the transaction commits

PASSWORD = "a wise crow flies late"
ADD, LIST, CONFIRM = "/profile/second-factor/passkey/", "/profile/second-factor/", "/profile/confirm/passkey/"


@pytest.fixture
def rui():
    return make_user("Rui Costa", email="rui@example.org", password=PASSWORD, role="manager")


@pytest.fixture
def browser(rui):
    """Logged in a moment ago, which is as good as confirmed."""
    return logged_in()


def logged_in():
    client = Client()
    client.post("/login/", {"login": "rui@example.org", "password": PASSWORD})
    return client


def forget_confirmation(client):
    session = client.session
    session.pop("second_factor_set_up_at", None)
    session[BEGAN_AT] = time.time() - 16 * 60
    session["account_authentication_methods"] = []
    session.save()


def changes():
    return [event.detail["change"] for event in AuditEvent.objects.filter(action=AuditAction.SECOND_FACTOR)]


def text_of(answer):
    return answer.content.decode()


def only():
    return Authenticator.objects.get(type="webauthn")


def test_one_is_added_and_shown_with_recovery_codes(browser, rui):
    page = browser.get(ADD)
    assert options_of(page)["creation_options"]["publicKey"]["rp"] == {"id": "localhost", "name": "Debrief"}
    answer = browser.post(ADD, {"name": "Work laptop", "credential": Passkey().created(options_of(page))})
    assert answer["Location"] == "/profile/second-factor/codes/"
    assert browser.get("/profile/second-factor/codes/").status_code == 200
    listed = text_of(browser.get(LIST))
    assert "Work laptop" in listed
    assert "not used yet" in listed
    assert set(changes()) == {"added passkey Work laptop", "added recovery_codes"}


def test_it_is_asked_for_after_the_password(browser):
    passkey = add(browser)
    other = logged_in()
    assert other.get("/profile/").status_code == 302, "the password alone lets nobody in"
    page = other.get("/login/code/")
    assert "Use your passkey" in text_of(page)
    answer = other.post("/login/code/", {"credential": passkey.used(options_of(page))})
    assert answer.status_code == 302
    assert other.get("/profile/").status_code == 200
    assert "last used" in text_of(browser.get(LIST))


def test_a_recovery_code_does_in_its_place(browser):
    add(browser)
    code = only().user.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    other = logged_in()
    assert other.post("/login/code/", {"code": code}).status_code == 302
    assert other.get("/profile/").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        lambda good: Passkey(),
        lambda good: setattr(good, "origin", "https://debrief.example.net") or good,
        lambda good: setattr(good, "key", Passkey().key) or good,
    ],
    ids=["another passkey", "a false page", "a false signature"],
)
def test_what_is_not_right_is_refused_and_on_record(browser, wrong):
    good, other = add(browser), logged_in()
    page = other.get("/login/code/")
    answer = other.post("/login/code/", {"credential": wrong(good).used(options_of(page))})
    assert answer.status_code == 422
    assert "This passkey was not accepted" in text_of(answer)
    assert other.get("/profile/").status_code == 302
    (failed,) = AuditEvent.objects.filter(action=AuditAction.LOGIN_FAILED)
    assert failed.detail["reason"] == "the passkey is wrong"


def test_an_answer_is_good_for_once(browser):
    passkey, other = add(browser), logged_in()
    credential = passkey.used(options_of(other.get("/login/code/")))
    assert other.post("/login/code/", {"credential": credential}).status_code == 302
    again = logged_in()
    again.get("/login/code/")
    assert again.post("/login/code/", {"credential": credential}).status_code == 422


def test_too_many_attempts_are_refused_in_words(browser):
    add(browser)
    other = logged_in()
    said = ""
    for _ in range(6):
        page = other.get("/login/code/")
        said = text_of(other.post("/login/code/", {"credential": Passkey().used(options_of(page))}))
    assert "Too many attempts" in said


def test_without_javascript_the_page_says_what_to_do(browser):
    add(browser)
    for client, address in ((browser, ADD), (logged_in(), "/login/code/")):
        assert "Passkeys need JavaScript" in text_of(client.get(address))
        answer = client.post(address, {"credential": "", "name": "My key ring"})
        assert answer.status_code == 422
        assert "Your browser was not asked for a passkey" in text_of(answer)
    assert "was not asked for a passkey" in text_of(logged_in().post("/login/code/", {}))
    assert 'value="My key ring"' in text_of(browser.post(ADD, {"credential": "", "name": "My key ring"}))


GARBAGE = [
    "no json",
    "5",
    "[]",
    "null",
    "{}",
    "[" * 5000,
    "x" * 20_000,
    json.dumps({"id": "a", "rawId": "b", "response": {}}),
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": 1}}),
    json.dumps({"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "YQ", "attestationObject": "YQ"}}),
    json.dumps({"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}),
    json.dumps(
        {
            "id": "YQ",
            "rawId": "YQ",
            "response": {"clientDataJSON": "e30", "authenticatorData": "YQ", "signature": "YQ"},
        }
    ),
    json.dumps({"id": "\u0000", "rawId": "\u0000", "response": {}}),
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda words: words[:30])
def test_garbage_is_refused_in_words(browser, settings, garbage):
    settings.ACCOUNT_RATE_LIMITS = False
    add(browser)
    for client, address in ((browser, ADD), (logged_in(), "/login/code/")):
        client.get(address)
        answer = client.post(address, {"name": "", "credential": garbage})
        assert answer.status_code == 422
        assert "ry again" in text_of(answer)
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_one_of_another_host_is_not_added(browser):
    foreign = Passkey(rp="debrief.example.net").created(options_of(browser.get(ADD)))
    answer = browser.post(ADD, {"name": "Phone", "credential": foreign})
    assert (answer.status_code, "was not added" in text_of(answer)) == (422, True)
    assert 'value="Phone"' in text_of(answer)
    assert not Authenticator.objects.exists()


def test_it_confirms_that_it_is_the_person(browser):
    passkey = add(browser)
    forget_confirmation(browser)
    codes = "/profile/second-factor/codes/"
    way = browser.get(codes)["Location"]
    assert way.startswith("/profile/confirm/?")
    password = text_of(browser.get(way))
    assert "Use a passkey instead" in password
    address = f"{CONFIRM}?next={codes}"
    refused = browser.post(address, {"credential": Passkey().used(options_of(browser.get(address)))})
    assert (refused.status_code, "was not accepted" in text_of(refused)) == (422, True)
    assert "Use a code instead" in text_of(refused)
    answer = browser.post(address, {"credential": passkey.used(options_of(refused)), "next": codes})
    assert answer["Location"] == codes
    assert browser.get(codes).status_code == 200


def test_somebody_without_a_password_is_asked_for_the_passkey_first(as_user):
    client = as_user(make_user("Brian Kimani"))
    add(client)
    forget_confirmation(client)
    assert client.get(ADD)["Location"].startswith(CONFIRM)


def test_it_is_renamed(browser):
    add(browser)
    address = f"/profile/second-factor/passkey/{only().pk}/"
    assert 'value="Work laptop"' in text_of(browser.get(address))
    assert browser.post(address, {"name": ""}).status_code == 422
    assert browser.post(address, {"name": "x" * 61}).status_code == 422
    assert browser.post(address, {"name": "Phone"})["Location"] == LIST
    assert "Phone" in text_of(browser.get(LIST))
    assert "renamed passkey Work laptop to Phone" in changes()


def test_it_is_removed_with_the_recovery_codes(browser):
    add(browser)
    address = f"/profile/second-factor/passkey/{only().pk}/remove/"
    assert "Work laptop" in text_of(browser.get(address))
    assert browser.post(address)["Location"] == LIST
    assert not Authenticator.objects.exists()
    assert {"removed passkey Work laptop", "removed recovery_codes"} <= set(changes())
    assert logged_in().get("/profile/").status_code == 200


def test_one_of_somebody_else_is_not_there(browser, as_user):
    add(browser)
    other = as_user(make_user("Brian Kimani"))
    add(other)
    theirs = Authenticator.objects.exclude(user__name="Brian Kimani").get(type="webauthn")
    for address in (f"/profile/second-factor/passkey/{theirs.pk}/{end}" for end in ("", "remove/")):
        assert other.get(address).status_code == 404
        assert other.post(address, {"name": "Mine"}).status_code == 404


def test_names_that_nobody_gave(browser):
    add(browser, "")
    add(browser, "")
    assert {str(row) for row in Authenticator.objects.filter(type="webauthn")} == {"Passkey", "Passkey 2"}


def test_it_is_what_the_company_requires_and_the_last_one_stays(as_user, admin):
    edit_company(actor=admin, name="Acme", zone="UTC", policy=SecondFactorPolicy(SecondFactorRule.REQUIRED))
    client = as_user(admin)
    assert client.get("/")["Location"] == LIST
    add(client)
    assert client.get("/").status_code == 200
    first = only()
    refused = client.post(f"/profile/second-factor/passkey/{first.pk}/remove/")
    assert (refused.status_code, "requires two-factor" in text_of(refused)) == (422, True)
    add(client, "Phone")
    assert client.post(f"/profile/second-factor/passkey/{first.pk}/remove/").status_code == 302
    assert str(only()) == "Phone"
