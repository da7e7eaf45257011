"""Settings of the status page: the switch, and planned maintenance."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import AuditEvent
from catalogue.models import Service
from core.errors import Conflict
from customers.models import Maintenance, StatusPage
from customers.services.status_page.maintenance import MaintenanceDetails, edit_maintenance
from customers.services.status_page.renewing import renew_snapshot
from tests.factories.customers import make_maintenance
from tests.factories.incidents import make_service


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop():
    return make_service("shop-frontend", customer_name="Online shop", on_status_page=True)


def planned(shop, **changed):
    fields = {"title": "Move", "text": "Paying takes longer.", "services": [shop.pk], "client_uuid": str(uuid4())}
    return fields | {"starts": "3 June 2090 22:00", "until": "23:30"} | changed


def test_admins_open_and_close_it_at_once(as_user, admin, manager, django_capture_on_commit_callbacks):
    renew_snapshot()
    assert Client().get("/status/").status_code == 302
    for is_public, status in (("yes", 200), ("no", 302)):
        with django_capture_on_commit_callbacks(execute=True):
            as_user(admin).post("/settings/status-page/switch/", {"is_public": is_public})
        assert Client().get("/status/").status_code == status
    assert as_user(manager).post("/settings/status-page/switch/", {"is_public": "yes"}).status_code == 403
    assert not StatusPage.is_public_now()
    assert AuditEvent.objects.filter(subject="Status page").count() == 2


def test_opening_it_is_asked_once_more_and_says_that_mail_is_missing(as_user, admin, manager, shop):
    client, where = as_user(admin), "/settings/status-page/switch/"
    settings_page = client.get("/settings/status-page/").content.decode()
    assert (f'href="{where}"' in settings_page, 'value="yes"' in settings_page) == (True, False)
    asked = client.get(where).content.decode()
    assert all(said in asked for said in ("Open the status page to everybody?", "Look at it first", 'value="yes"'))
    assert "Mail is not set up here" in asked
    assert not StatusPage.is_public_now()
    assert as_user(manager).get(where).status_code == 403
    StatusPage.objects.update_or_create(pk=1, defaults={"is_public": True})
    assert client.get(where).status_code == 302


def test_managers_plan_change_and_cancel_maintenance(as_user, manager, shop):
    client = as_user(manager)
    assert client.post("/settings/status-page/maintenance/new/", planned(shop)).status_code == 302
    (work,) = Maintenance.objects.all()
    assert (work.starts_at.hour, (work.ends_at - work.starts_at).seconds) == (22, 5400)
    address = f"/settings/status-page/maintenance/{work.pk}/"
    shown = client.get(address)
    assert "3 Jun 2090 22:00:00" in shown.content.decode() or "3 Jun 2090 22:00" in shown.content.decode()
    assert client.post(address, planned(shop, title="Move on", seen=0)).status_code == 302
    assert client.post(address, planned(shop, title="Move off", seen=0)).status_code == 409  # changed meanwhile
    assert client.post(f"{address}cancel/").status_code == 302
    work.refresh_from_db()
    assert (work.title, work.cancelled_at is None) == ("Move on", False)
    assert client.get(address).status_code == 404
    said = client.get("/settings/status-page/").content.decode()
    assert "Nothing is planned." in said


def test_the_form_sent_twice_is_one_maintenance(as_user, manager, shop):
    sent = planned(shop)
    for _ in range(2):
        assert as_user(manager).post("/settings/status-page/maintenance/new/", sent).status_code == 302
    assert Maintenance.objects.count() == 1
    other = as_user(manager).post("/settings/status-page/maintenance/new/", sent | {"title": "Other"})
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"until": "3 June 2090 21:00"}, "The end is before the start."),
        ({"until": "3 July 2090 21:00"}, "at most 14 days"),
        ({"starts": "soon"}, "soon"),
        ({"services": []}, "Choose at least one service"),
        ({"text": "See INC-12."}, "Customers cannot open INC-12"),
        ({"title": "Ask @amina"}, "@amina"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_is_kept(as_user, manager, shop, changed, words):
    make_service("unknown")
    answer = as_user(manager).post("/settings/status-page/maintenance/new/", planned(shop, **changed))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert words in said
    assert changed.get("title", "Move") in said
    assert not Maintenance.objects.exists()


def test_maintenance_that_is_over_is_asked_about_once(as_user, manager, shop):
    client, new = as_user(manager), "/settings/status-page/maintenance/new/"
    sent = planned(shop, starts="3 June 2020 22:00")
    asked = client.post(new, sent)
    text = asked.content.decode()
    assert (asked.status_code, "All of this is in the past." in text, 'name="took_place"' in text) == (422, True, True)
    assert not Maintenance.objects.exists()
    assert client.post(new, sent | {"took_place": "yes"}).status_code == 302
    (work,) = Maintenance.objects.all()
    address = f"/settings/status-page/maintenance/{work.pk}/"
    typed = client.get(address).context["form"].initial
    kept = planned(shop, title="Move on", seen=0, starts=typed["starts"], until=typed["until"])
    assert client.post(address, kept).status_code == 302  # its times are as they were


def test_what_somebody_else_changed_is_not_overwritten(manager, shop):
    work = make_maintenance(shop, by=manager)
    details = MaintenanceDetails("Other", "", (shop,), work.starts_at, work.ends_at)
    edit_maintenance(maintenance=work, actor=manager, details=details, seen=0)
    with pytest.raises(Conflict):
        edit_maintenance(maintenance=work, actor=manager, details=details, seen=0)


def test_a_service_on_the_page_needs_a_name_for_customers(as_user, admin, shop):
    client = as_user(admin)
    sent = {"name": "rack-7", "on_status_page": "on", "status_group": "Buying"}
    answer = client.post("/settings/services/new/", sent)
    assert answer.status_code == 422
    assert "write what they call it" in answer.content.decode()
    assert client.post("/settings/services/new/", sent | {"customer_name": "Checkout"}).status_code == 302
    assert "Buying: Checkout" in client.get("/settings/status-page/").content.decode()


def test_what_customers_call_a_service_has_no_control_characters(as_user, admin):
    sent = {"name": "rack-7", "on_status_page": "on"}
    client = as_user(admin)
    assert client.post("/settings/services/new/", sent | {"customer_name": "\x01"}).status_code == 422
    assert client.post("/settings/services/new/", sent | {"customer_name": "Check\x0bout"}).status_code == 302
    assert Service.objects.get().customer_name == "Checkout"
