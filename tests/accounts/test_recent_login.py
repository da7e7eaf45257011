"""What gives rights, or cannot be undone, asks for a login that is recent, and keeps what was typed."""

import time

import pytest
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts import urls
from accounts.enums import Role, SecondFactorRule
from accounts.models import BEGAN_AT, Company, User
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident

PASSWORD = "a wise crow flies late"
AGO = 16 * 60  # seconds


@pytest.fixture
def boss():
    return make_user("Daniel Mwangi", email="daniel@example.org", password=PASSWORD, role=Role.ADMIN)


@pytest.fixture
def client(boss):
    """An admin who logged in a quarter of an hour and a minute ago."""
    client = Client()
    client.post("/login/", {"login": boss.email, "password": PASSWORD})
    session = client.session
    session[BEGAN_AT] = time.time() - AGO
    session.save()
    return client


def confirm(client, answer, **headers):
    """Confirms as asked; what comes then."""
    address = answer["Location"]
    assert address.startswith("/profile/confirm/?next=")
    following = address.partition("next=")[2].replace("%2F", "/")
    page = client.get(address)
    assert "Confirm that it is you" in page.content.decode()
    assert client.post("/profile/confirm/", {"password": "wrong", "next": following}).status_code == 422
    return client.post("/profile/confirm/", {"password": PASSWORD, "next": following})


def test_another_role_is_given_after_the_confirmation_and_then_without(client, responder, manager):
    answer = client.post(reverse("person_role", args=[responder.pk]), {"role": "manager"})
    responder.refresh_from_db()
    assert responder.role == Role.RESPONDER
    assert confirm(client, answer)["Location"] == reverse("person", args=[responder.pk])
    responder.refresh_from_db()
    assert responder.role == Role.MANAGER
    assert client.post(reverse("person_role", args=[manager.pk]), {"role": "admin"})["Location"].startswith(
        "/settings/"
    )


def test_who_has_just_logged_in_is_not_asked(boss, responder):
    client = Client()
    client.post("/login/", {"login": boss.email, "password": PASSWORD})
    client.post(reverse("person_role", args=[responder.pk]), {"role": "manager"})
    responder.refresh_from_db()
    assert responder.role == Role.MANAGER


def test_inviting_an_admin_asks_and_inviting_others_does_not(client):
    facts = {"name": "Ana Silva", "email": "ana@example.org", "zone": "UTC", "role": "responder"}
    assert client.post(reverse("invite"), facts)["Location"] == reverse("invited")
    answer = client.post(reverse("invite"), facts | {"email": "rui@example.org", "role": "admin"})
    assert not User.objects.filter(email="rui@example.org").exists()
    assert confirm(client, answer)["Location"] == reverse("invited")
    assert User.objects.get(email="rui@example.org").role == Role.ADMIN


def test_many_at_once_ask_when_one_of_them_is_an_admin(client):
    table = {"text": "Ana, ana@example.org, responder\nRui, rui@example.org, admin", "invite": "1"}
    answer = client.post(reverse("invite_many"), table)
    assert not User.objects.filter(email="ana@example.org").exists()
    confirm(client, answer)
    assert User.objects.filter(email__in=["ana@example.org", "rui@example.org"]).count() == 2


POLICY = {"name": "Acme", "zone": "UTC", "second_factor": "required", "second_factor_from": ""}
PERSON = {"name": "Ana Silva", "email": "ana@example.org", "zone": "UTC"}
TABLE = "Ana, ana@example.org, responder\nRui, rui@example.org, manager"
# Every page of the settings that gives rights, or a way in, with what is sent there.
GIVING_RIGHTS = {
    "company": POLICY,
    "invite": PERSON | {"role": "manager"},
    "invite_many": {"text": TABLE, "invite": "1"},
    "person_edit": PERSON,
    "person_role": {"role": "manager"},
    "person_customer_scope": {"customer_scope": "all"},
    "person_invite": {},
    "person_second_factor": {},
    "person_reactivate": {},
}
# Every other one that takes a form: what they change gives nobody a right.
GIVING_NONE = {
    "company_settle",
    "person_end_sessions",
    "person_deactivate",
    "team_new",
    "team_edit",
    "team_put_in",
    "team_take_out",
}
ONLY_SHOWING = {"settings", "audit_log", "people", "invited", "person", "teams", "team"}


@pytest.mark.parametrize("name", GIVING_RIGHTS)
def test_whatever_gives_rights_asks(client, name):
    other = make_user("Ana Silva", email="ana.silva@example.org", role=Role.MANAGER)
    args = [other.pk] if name.startswith("person_") else []
    answer = client.post(reverse(name, args=args), GIVING_RIGHTS[name])
    assert answer["Location"].startswith("/profile/confirm/"), name


def test_every_page_of_the_settings_is_known_to_give_rights_or_not():
    named = {route.name for route in urls.urlpatterns if str(route.pattern).startswith("settings/")}
    assert named == {*GIVING_RIGHTS, *GIVING_NONE, *ONLY_SHOWING}


def test_the_name_of_the_company_changes_without_and_the_policy_after_the_confirmation(client):
    optional = POLICY | {"second_factor": "optional"}
    Company.objects.create(zone="UTC")
    assert client.post(reverse("company"), optional)["Location"] == reverse("company")
    answer = client.post(reverse("company"), POLICY)
    assert Company.objects.get().second_factor == SecondFactorRule.OPTIONAL
    confirm(client, answer)
    assert Company.objects.get().second_factor == SecondFactorRule.REQUIRED


def test_a_name_is_corrected_without_and_an_address_after_the_confirmation(client, responder):
    address = reverse("person_edit", args=[responder.pk])
    same = PERSON | {"email": responder.email.upper()}
    assert client.post(address, same)["Location"] == reverse("person", args=[responder.pk])
    confirm(client, client.post(address, PERSON))
    responder.refresh_from_db()
    assert responder.email == "ana@example.org"


def test_every_page_that_redacts_asks_when_it_is_opened(client, reporter):
    incident = make_incident()
    entry, report = make_entry(incident), make_report(reporter)
    for name, args in (
        ("words_redact", [incident.pk]),
        ("entry_redact", [incident.pk, entry.pk]),
        ("report_redact", [report.pk]),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer["Location"].startswith("/profile/confirm/?next="), name


def redaction(client, **headers):
    """Its form was opened in time, and sent too late. Returns the incident, the address and the answer."""
    incident = make_incident()
    make_entry(incident, "password hunter2")
    address = reverse("words_redact", args=[incident.pk])
    sent = {"secret": "hunter2", "reason": "a password", "redact": "1"}
    return incident, address, client.post(address, sent, headers=headers)


def test_what_is_to_be_redacted_is_stored_nowhere(client):
    incident, address, answer = redaction(client)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "hunter2" not in page
    assert "a password</textarea>" in page
    assert "/profile/confirm/?next=" in page
    assert "hunter2" not in str(client.session.items())
    client.post("/profile/confirm/", {"password": PASSWORD, "next": reverse("logged_in_again")})
    again = client.post(address, {"reason": "a password", "redact": "1"})
    assert again.status_code == 422, "the words are asked for again"
    assert 'value="a password"' in again.content.decode()
    assert client.post(address, {"secret": "hunter2", "reason": "a password", "redact": "1"}).status_code == 302
    assert not incident.entries.filter(text__contains="hunter2").exists()


def test_a_dialog_that_redacts_stays_as_it_is(client):
    _, _, answer = redaction(client, **{"HX-Request": "true", "HX-Target": "dialog"})
    assert (answer.status_code, answer["HX-Retarget"]) == (403, "#notice")
    assert "/profile/confirm/?next=" in answer.content.decode()
    assert "hunter2" not in str(client.session.items())


def test_no_cookie_is_kept_with_what_was_sent(client, responder):
    client.post(reverse("person_role", args=[responder.pk]), {"role": "manager"})
    kept = client.session[STATE_SESSION_KEY]["request"]
    assert "manager" in kept
    assert client.session.session_key not in kept
    assert "HTTP_COOKIE" not in kept


def test_a_part_of_a_page_sends_the_whole_page_to_confirm_and_what_was_sent_is_done(client, responder):
    address = reverse("person_role", args=[responder.pk])
    answer = client.post(f"{address}?from=list", {"role": "manager"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/profile/confirm/?next=")
    responder.refresh_from_db()
    assert responder.role == Role.RESPONDER
    client.post("/profile/confirm/", {"password": PASSWORD, "next": address})
    responder.refresh_from_db()
    assert responder.role == Role.MANAGER


def test_what_was_sent_to_an_address_with_a_query_is_done(client, responder):
    answer = client.post(f"{reverse('person_role', args=[responder.pk])}?from=list", {"role": "manager"})
    assert confirm(client, answer)["Location"] == reverse("person", args=[responder.pk])
    responder.refresh_from_db()
    assert responder.role == Role.MANAGER


def test_a_login_is_as_good_for_the_pages_of_the_second_factor(boss):
    client = Client()
    client.post("/login/", {"login": boss.email, "password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    session = client.session
    session[BEGAN_AT] = time.time() - AGO
    session.save()
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith("/profile/confirm/")
