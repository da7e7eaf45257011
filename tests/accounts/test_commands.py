"""`setup` and `sign_in_link`."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent, User
from core import clock
from examples.services.people import load_example_people
from tests.factories.accounts import make_user

PASSWORD = "a wise crow flies late"


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("DEBRIEF_PASSWORD", PASSWORD)


def set_up(**options):
    out = StringIO()
    call_command("setup", stdout=out, **{"email": "Chief@Example.org", "name": "Wambui Chief"} | options)
    return out.getvalue()


def test_the_first_admin(password):
    load_example_people()
    assert "Wambui Chief is the first admin" in set_up(zone="EAT")
    chief = User.objects.get(email="chief@example.org")
    assert (chief.role, chief.zone) == (Role.ADMIN, "Africa/Nairobi")
    assert chief.check_password(PASSWORD)
    assert AuditEvent.objects.filter(action=AuditAction.SET_UP, actor=chief).exists()


def test_there_is_only_one_first_admin(password, admin):
    with pytest.raises(CommandError, match="There is already an admin"):
        set_up()


@pytest.mark.parametrize(
    ("options", "words"),
    [({"email": "chief"}, "valid email"), ({"zone": "Mars"}, "not a time zone")],
)
def test_bad_input_is_refused_in_words(password, options, words):
    with pytest.raises(CommandError, match=words):
        set_up(**options)


def test_a_weak_password_is_refused(monkeypatch):
    monkeypatch.setenv("DEBRIEF_PASSWORD", "password12")
    with pytest.raises(CommandError, match="too common"):
        set_up()
    assert not User.objects.exists()


def test_an_address_that_is_taken(password):
    make_user("Chief", email="chief@example.org")
    with pytest.raises(CommandError, match="already"):
        set_up()


def link_for(email):
    out = StringIO()
    call_command("sign_in_link", email, stdout=out)
    return re.sub(r"^https?://[^/]+", "", out.getvalue().strip())


def test_a_link_lets_in_once(client, responder):
    address = link_for(responder.email.upper())
    assert AuditEvent.objects.get(action=AuditAction.SIGN_IN_LINK).subject == responder.name
    assert "Log in as Amina Otieno?" in client.get(address).content.decode()
    assert client.get("/profile/").status_code == 302, "opening it is not enough: programs open links too"
    assert client.post(address).status_code == 302
    assert client.get("/profile/").status_code == 200
    assert Client().post(address).status_code == 410


def test_a_link_lives_a_quarter_of_an_hour(client, responder):
    address = link_for(responder.email)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert client.get(address).status_code == 410


def test_nobody_gets_a_link_who_may_not_log_in(responder):
    User.objects.filter(pk=responder.pk).update(is_active=False)
    for email in (responder.email, "stranger@example.org"):
        with pytest.raises(CommandError, match="No active person"):
            link_for(email)
