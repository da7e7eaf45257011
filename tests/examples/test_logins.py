"""Example people and their logins without a password."""

import pytest
from django.core.checks import run_checks
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from examples.services.people import load_example_people
from tests.factories.accounts import make_user


@pytest.fixture
def example(settings):
    settings.EXAMPLE = settings.BASE_IS_LOOPBACK = True
    return load_example_people()


def test_the_example_company(example):
    assert {person.name: person.role for person in example.values()} == {
        "Peter Njoroge": Role.REPORTER,
        "Amina Otieno": Role.RESPONDER,
        "Brian Kimani": Role.RESPONDER,
        "Fatuma Ali": Role.RESPONDER,
        "Grace Wanjiru": Role.MANAGER,
        "Daniel Mwangi": Role.ADMIN,
    }
    assert {person.zone for person in example.values()} == {"Africa/Nairobi"}
    managed = example["grace"].memberships.managers()
    assert set(managed.values_list("team__name", flat=True)) == {"Platform", "Shop"}


def test_loading_twice_changes_nothing(example):
    assert load_example_people() == example
    assert User.objects.count() == 6


def test_somebody_real_with_the_address_is_left_alone(settings):
    real = make_user("Amina Real", email="amina@example.com", role=Role.REPORTER)
    assert "amina" not in load_example_people()
    real.refresh_from_db()
    assert (real.name, real.is_example, real.role) == ("Amina Real", False, Role.REPORTER)


@pytest.mark.parametrize("role", Role.values)
def test_one_button_logs_in(client, example, role):
    page = client.get("/login/").content.decode()
    assert f"/login/example/{role}/" in page
    assert client.post(f"/login/example/{role}/").status_code == 302
    assert client.get("/profile/").wsgi_request.user.role == role


@pytest.mark.parametrize(
    ("wanted", "given"), [("/profile/", "/profile/"), ("https://evil.example/", "/"), ("//evil.example", "/")]
)
def test_the_login_leads_back_but_not_away(client, example, wanted, given):
    assert client.post("/login/example/manager/", {"next": wanted})["Location"] == given


def test_without_a_csrf_token_nobody_gets_in(example):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/login/example/admin/").status_code == 403


@pytest.mark.parametrize(("is_example", "is_loopback"), [(False, True), (True, False), (False, False)])
def test_they_do_not_exist_elsewhere(client, example, settings, is_example, is_loopback):
    settings.EXAMPLE, settings.BASE_IS_LOOPBACK = is_example, is_loopback
    assert "/login/example/" not in client.get("/login/").content.decode()
    assert client.post("/login/example/admin/").status_code == 404
    assert client.get("/profile/").status_code == 302


def test_real_people_are_not_offered(client, settings):
    settings.EXAMPLE = settings.BASE_IS_LOOPBACK = True
    make_user("Daniel Real", email="daniel@example.com", role=Role.ADMIN)
    assert client.post("/login/example/admin/").status_code == 404


@pytest.mark.parametrize("role", ["owner", "Admin", "%00"])
def test_an_unknown_role_is_not_found(client, example, role):
    assert client.post(f"/login/example/{role}/").status_code == 404


def test_the_check_refuses_example_logins_on_a_public_address(settings):
    settings.EXAMPLE, settings.BASE_IS_LOOPBACK, settings.BASE_URL = True, False, "https://debrief.example.org"
    assert "debrief.E001" in {found.id for found in run_checks()}
    settings.EXAMPLE = False
    assert "debrief.E001" not in {found.id for found in run_checks()}
