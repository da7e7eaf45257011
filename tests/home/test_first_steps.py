"""The first admin's checklist."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import Company, company_zone
from accounts.services.sign_in import set_up
from catalogue.models import Service
from notifications.enums import State
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.incidents import make_incident


@pytest.fixture
def chief(db):
    return set_up(email="chief@example.org", name="Wambui Chief", password="a wise crow", zone="Africa/Nairobi")


def page_of(client):
    return client.get(reverse("home")).content.decode()


def test_an_installation_begins_with_six_steps_for_admins(as_user, chief, manager):
    page = page_of(as_user(chief))
    assert "First steps" in page
    assert page.count('aria-label="to do"') == 5  # the manager of this test is somebody else already
    assert "First steps" not in page_of(as_user(manager))


def test_without_setup_there_is_none(as_user, admin):
    assert "First steps" not in page_of(as_user(admin))


def test_they_go_when_all_are_done(as_user, chief, settings):
    client = as_user(chief)
    client.post(reverse("company"), {"name": "Acme", "zone": "Europe/Lisbon", "second_factor": "optional"})
    assert company_zone() == "Europe/Lisbon"
    make_team()
    Service.objects.create(name="Shop")
    make_user()
    make_incident(is_drill=True, by=chief)
    assert "First steps" in page_of(client)
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "mail.example.org"}
    assert "Send me a test mail" in page_of(client)
    sent, address = {"client_uuid": str(uuid.uuid4())}, reverse("delivery_test")
    assert client.post(address, sent).url == client.post(address, sent).url
    assert "Test mail" in client.get(client.post(address, sent).url).content.decode()
    Delivery.objects.filter(kind="test_mail").update(state=State.SENT)
    assert "First steps" not in page_of(client)


@pytest.mark.parametrize("name", ["company", "teams", "service_list", "invite_many", "delivery_list"])
def test_the_pages_of_the_steps_lead_back_to_them_while_some_are_left(as_user, chief, name):
    client = as_user(chief)
    assert "Back to the first steps" in client.get(reverse(name)).content.decode()
    client.post(reverse("company_settle"))
    assert "first steps" not in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", ["company", "rules_edit", "audit_log"])
def test_a_manager_reads_that_a_page_is_for_admins_and_how_to_go_back(as_user, manager, name):
    page = as_user(manager).get(reverse(name)).content.decode()
    assert "Only admins have access to this." in page
    assert "You can view this" not in page
    assert f'href="{reverse("settings")}">Back to Settings' in page


def test_the_company_has_a_tab(as_user, admin):
    page = as_user(admin).get(reverse("company")).content.decode()
    assert f'<a href="{reverse("company")}" aria-current="page">Company</a>' in page


def test_they_go_when_dismissed(as_user, chief, manager):
    assert as_user(manager).post(reverse("company_settle")).status_code == 403
    client = as_user(chief)
    client.post(reverse("company_settle"))
    assert "First steps" not in page_of(client)
    assert Company.objects.get().settled_at is not None


def test_the_drill_step_leads_to_a_form_that_is_one(as_user, chief):
    client = as_user(chief)
    answer = client.get(f"{reverse('declare')}?is_drill=on")
    assert answer.context["form"]["is_drill"].value() is True
    page = answer.content.decode()
    for words in ("<h1>Declare a drill</h1>", "stays out of lists and figures", "Start the drill"):
        assert words in page
    assert '<details class="fold" open>' in page
    ordinary = client.get(reverse("declare")).content.decode()
    assert "<h1>Declare an incident</h1>" in ordinary
    assert "Start the drill" not in ordinary


def test_an_invitation_begins_with_the_zone_of_the_company(as_user, chief):
    assert as_user(chief).get(reverse("invite")).context["form"]["zone"].value() == "Africa/Nairobi"
