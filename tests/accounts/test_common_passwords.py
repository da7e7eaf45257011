"""A password that is on Django's list of common ones is refused wherever one is chosen."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.services.links import Link, make_link
from tests.factories.accounts import make_user

COMMON = "1q2w3e4r5t"  # ten characters
PASSWORD = "a wise crow flies late"


def is_refused(answer):
    return answer.status_code == 422 and "too common" in answer.content.decode()


def logged_in():
    make_user("Amina Otieno", email="amina@example.org", password=PASSWORD)
    client = Client()
    client.post("/login/", {"login": "amina@example.org", "password": PASSWORD})
    return client


def test_when_it_is_changed():
    fields = {"oldpassword": PASSWORD, "password1": COMMON, "password2": COMMON}
    assert is_refused(logged_in().post("/profile/password/", fields))


def test_when_a_first_one_is_chosen(as_user, responder):
    assert is_refused(as_user(responder).post("/profile/password/first/", {"password1": COMMON, "password2": COMMON}))


def test_when_a_forgotten_one_is_replaced(mailoutbox):
    make_user("Amina Otieno", email="amina@example.org", password=PASSWORD)
    client = Client()
    client.post("/password/forgotten/", {"email": "amina@example.org"})
    link = re.search(r"https?://[^/\s]+(/password/new/\S+)", mailoutbox[0].body)[1]
    form = client.get(link)["Location"]
    assert is_refused(client.post(form, {"password1": COMMON, "password2": COMMON}))


def test_when_an_invitation_is_accepted():
    link = make_link(Link.INVITATION, make_user("Rui Costa"))
    assert is_refused(Client().post(link[link.index("/invitation/") :], {"password": COMMON}))


def test_when_an_installation_is_set_up(monkeypatch):
    monkeypatch.setenv("DEBRIEF_PASSWORD", COMMON)
    with pytest.raises(CommandError, match="too common"):
        call_command("setup", email="amina@example.org", name="Amina Otieno")
    assert not User.objects.exists()
