"""A secret word in every internal text, looked for in all that the public, a subscriber and a reporter get."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from catalogue.models import Service
from customers.models import CustomerSummary, Maintenance, StatusPage, Subscriber, Update
from customers.selectors.status_page.snapshot import read_snapshot
from customers.services.status_page.mailing import mail_updates
from customers.services.status_page.renewing import renew_snapshot
from customers.services.status_page.subscribing import confirm_link, end_link
from incidents.models import Incident
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_draft, make_maintenance, make_report, make_update, take_words_back
from tests.factories.incidents import make_entry, make_incident, make_private_incident, make_service
from tests.project.access import people, session_of
from tests.project.access_table import TABLE
from tests.project.test_planted_words import WORD, WORDS, plant
from tests.project.test_reporters_read import content

TOLD = "Paying fails for some."
PLACES = ("status_page", "status_json", "status_feed", "status_subscribe")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lead():
    return make_user(f"Amina {WORD}", email=f"{WORD}@company.example")


@pytest.fixture
def subscriber():
    return Subscriber.objects.create(email="ana@customer.example")


@pytest.fixture
def told(lead, subscriber):
    """An incident that customers are told of, a private one and a drill, with the word in all that is internal."""
    StatusPage.objects.create(is_public=True)
    shop = make_service("Shop", customer_name="Online shop", on_status_page=True, status_group="Buying")
    inside = make_service(f"{WORD} service")
    found = make_incident(by=lead, level=2, lead=lead, services=(shop, inside))
    make_entry(found)
    make_report(lead)
    make_maintenance(shop, by=lead)
    take_words_back(make_update(found, f"{WORD}, taken back."), lead)
    kept = make_update(found, TOLD, workaround="Pay by card.")
    make_draft(found, f"{WORD}, a draft.")
    for hidden in (make_private_incident(by=lead, level=2), make_incident(by=lead, level=2, is_drill=True)):
        make_update(hidden, "Only inside.")
        plant(hidden)
    found.refresh_from_db()
    plant(found)
    Incident.objects.filter(pk=found.pk).update(public_summary=TOLD)
    Update.objects.filter(pk=kept.pk).update(text=kept.text, html=kept.html, workaround=kept.workaround)
    CustomerSummary.objects.all().delete()
    for service in Service.objects.all():
        Service.objects.filter(pk=service.pk).update(name=f"{WORDS} {service.pk}", description=WORDS)
    mail_updates()
    renew_snapshot()
    return found


def addresses(subscriber):
    """Every address of the public page: all documents of the snapshot, and the forms."""
    snapshot = read_snapshot()
    assert snapshot is not None
    documents = [path for path in snapshot.documents if path.startswith("/")]
    links = [confirm_link(subscriber.email, []), end_link(subscriber)]
    forms = [reverse("status_subscribe"), *(link.removeprefix("http://localhost:8000") for link in links)]
    return [*documents, *forms, "/status/history/1999/1/"]


def found_at(paths, session=""):
    client, found = Client(), {}
    if session:
        client.cookies["debrief_session"] = session
    for path in paths:
        answer = client.get(path)
        if WORD in content(answer) or WORD in str(answer.headers):
            found[path] = content(answer).partition(WORD)[0][-80:]
    return found


def test_nobody_outside_reads_a_word_from_inside(told, subscriber):
    paths = addresses(subscriber)
    assert len(paths) > 27
    assert found_at(paths) == {}
    said = [content(Client().get(reverse(name))) for name in PLACES[:3]]
    assert all(TOLD in each and "Online shop" in each for each in said)  # else not finding the word says nothing
    assert not any("Only inside." in content(Client().get(path)) for path in paths)


@pytest.mark.parametrize("is_public", [True, False])
def test_nobody_inside_reads_more_there(told, subscriber, is_public):
    StatusPage.objects.update(is_public=is_public)
    renew_snapshot()
    for persona, person in people().items():
        if person is not None:
            assert found_at(addresses(subscriber)[:-1], session_of(person)) == {}, persona


def test_no_subscriber_is_sent_a_word_from_inside(told, subscriber):
    rows = Delivery.objects.filter(address=subscriber.email)
    assert {row.kind for row in rows} == {"status_update"}
    for row in rows:
        message = find(row.kind).render([row])[row.pk]
        assert TOLD in message.text
        assert WORD not in f"{message.subject} {message.text} {message.html} {row.reason} {message.end_link}"


def test_every_address_of_the_public_page_is_walked(told, subscriber):
    walked = {
        name for name in TABLE if name.startswith("status_") and "settings" not in name and name != "status_switch"
    }
    assert walked == {*PLACES, "status_month", "status_confirm", "status_end"}


def test_the_models_of_the_page_hold_nothing_internal():
    """Maintenance is written for customers; whoever adds a text to these must decide who reads it."""
    texts = {
        f"{model._meta.model_name}.{field.name}"
        for model in (Maintenance, Subscriber, StatusPage, *[apps.get_model("customers", "StatusMailing")])
        for field in model._meta.fields
        if field.get_internal_type() in {"CharField", "TextField"}
    }
    assert texts == {"maintenance.title", "maintenance.text", "subscriber.email"}
