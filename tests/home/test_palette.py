"""What the palette offers while somebody types."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import frozen, now
from home.selectors.palette import offers
from incidents.models import Incident
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident, make_private_incident, resolve


def titles(text, user):
    return [offer.title for offer in offers(text, user).hits]


@pytest.fixture
def checkout(responder):
    return make_incident("Checkout returns errors", by=responder)


@pytest.mark.parametrize("typed", ["check", "ERRORS check", "checkout errors", "chec err"])
def test_the_beginnings_of_words_find_an_incident(checkout, responder, typed):
    assert titles(typed, responder) == ["Checkout returns errors"]


def test_a_number_comes_first_and_once(checkout, responder):
    found = offers(f"inc-{checkout.pk}", responder).hits
    assert [(offer.address, offer.title) for offer in found] == [(checkout.get_absolute_url(), f"INC-{checkout.pk}")]


def test_open_incidents_come_before_closed_ones(responder):
    first = make_incident("Queue is long", by=responder)
    resolve(make_incident("Queue is full", by=responder))
    assert titles("queue", responder)[0] == first.title


def test_people_lead_where_their_reader_may_go(as_user, responder, manager):
    zuri = make_user("Zuri Abara")
    (to_items,) = offers("zuri", responder).hits
    (to_page,) = offers("zuri", manager).hits
    assert to_page.address == zuri.get_absolute_url()
    assert as_user(responder).get(to_items.address).status_code == 200
    assert as_user(manager).get(to_page.address).status_code == 200


def test_at_most_five_hits_of_all_kinds(responder):
    make_user("Pay Master")
    for n in range(6):
        incident = make_incident(f"Pay desk {n} is closed", by=responder)
        make_action_item(incident=incident, title=f"Pay attention to {n}")
    assert titles("pay", responder) == [f"Pay desk {n} is closed" for n in (5, 4, 3, 2, 1)]
    assert titles("pay master", responder) == ["Pay Master"]


def test_the_order_is_number_open_incidents_people_then_the_newest(responder):
    start = now() - timedelta(days=9)
    with frozen(start):
        old = resolve(make_incident("Queue is full", by=responder))
    with frozen(start + timedelta(days=1)):
        make_action_item(incident=old, title="Queue alarm")
        running = make_incident("The long queue", by=responder)
    with frozen(start + timedelta(days=2)):
        resolve(make_incident("Queue lost messages", by=responder))
    make_user("Queue Keeper")
    found = ["The long queue", "Queue Keeper", "Queue lost messages", "Queue alarm", "Queue is full"]
    assert titles("queue", responder) == found
    assert titles(f"{running.pk}", responder)[0] == f"{running.pk}"


def test_without_words_the_running_incidents_can_be_logged_into(checkout, responder):
    resolve(make_incident("Over", by=responder))
    found = offers("", responder)
    assert found.hits == []
    assert [offer.address for offer in found.logs] == [f"{checkout.get_absolute_url()}#say"]
    assert offers("log check", responder).logs == found.logs
    assert offers("log printer", responder).logs == []


@pytest.mark.parametrize("text", ["secret", "", "log", "number"])
def test_nothing_private_is_offered_to_others(responder, manager, admin, text):
    incident = make_private_incident(responder, title="Secret merger", by=responder)
    make_action_item(incident=incident, title="Secret work")
    text = f"INC-{incident.pk}" if text == "number" else text
    for person, sees in ((responder, True), (admin, True), (manager, False)):
        found = offers(text, person)
        assert bool(found.hits or found.logs) is sees


@pytest.mark.parametrize("text", ["'", "a:b & |", "!!!", "%", "\\", "the", "x" * 5000, "INC-99999999999999999", "\x00"])
def test_odd_words_are_no_error(as_user, responder, text):
    assert as_user(responder).get(reverse("palette"), {"q": text}).status_code == 200


def test_the_number_of_queries_does_not_grow(as_user, responder, django_assert_max_num_queries):
    client = as_user(responder)

    def add(count):
        for n in range(count):
            make_action_item(incident=make_incident(f"Pay {n}", by=responder), title=f"Pay {n}", owner=responder)
            make_user(f"Pay {n}")

    add(1)
    with django_assert_max_num_queries(8) as one:
        client.get(reverse("palette"), {"q": "pay"})
    add(20)
    with django_assert_max_num_queries(8) as many:
        client.get(reverse("palette"), {"q": "pay"})
    assert len(one) == len(many)
    assert Incident.objects.count() == 21
