"""Similar incidents beside one, and while somebody declares one."""

import pytest
from django.urls import reverse

from tests.factories.customers import make_report
from tests.factories.incidents import make_incident, make_private_incident, make_service, resolve

HTMX = {"HX-Request": "true"}
SUGGESTED = "Is it one of these?"


@pytest.fixture
def known(responder):
    return make_incident("Replica lag on orders", by=responder)


def beside(client, incident):
    return client.get(reverse("similar_incidents", args=[incident.pk]), headers=HTMX).content.decode()


def suggested(client, **typed):
    return client.post(reverse("similar_typed"), typed, headers=HTMX).content.decode()


def test_beside_an_incident_with_the_reasons(as_user, known, responder):
    found = beside(as_user(responder), make_incident("Replica lag on invoices", by=responder))
    assert "Replica lag on orders" in found
    assert "both mention" in found
    assert "<html" not in found


def test_the_page_of_an_incident_offers_them(as_user, responder):
    incident = make_incident("Replica lag on invoices", by=responder)
    page = as_user(responder).get(incident.get_absolute_url()).content.decode()
    assert f'hx-get="{reverse("similar_incidents", args=[incident.pk])}"' in page


def test_without_scripts_it_is_a_page(as_user, known, responder):
    incident = make_incident("Replica lag on invoices", by=responder)
    page = as_user(responder).get(reverse("similar_incidents", args=[incident.pk])).content.decode()
    assert f"<h1>Incidents like {incident.reference}</h1>" in page
    assert "Replica lag on orders" in page


def test_where_none_is_like_it_it_says_so(as_user, known, responder):
    assert "No incident is like it" in beside(as_user(responder), make_incident("Printer burns", by=responder))


def test_suggestions_while_typing(as_user, known, responder):
    found = suggested(as_user(responder), title="orders: replica lag")
    assert SUGGESTED in found
    assert "<html" not in found
    assert f'<a href="{known.get_absolute_url()}" target="_blank" rel="noopener">' in found
    assert "already being worked on" in found


def test_open_ones_come_first_and_need_one_word_only(as_user, known, responder):
    resolve(make_incident("Lag of the replica of carts", by=responder))
    resolve(make_incident("Carts burn", by=responder))
    found = suggested(as_user(responder), title="Lag of the replica of carts")
    assert found.index("Replica lag on orders") < found.index("Lag of the replica of carts")
    assert "Carts burn" not in found
    assert "Replica lag on orders" in suggested(as_user(responder), title="Something about orders")


def test_a_chosen_service_counts(as_user, responder):
    shop = make_service("Shop")
    resolve(make_incident("Baskets empty", by=responder, services=(shop,)))
    assert SUGGESTED not in suggested(as_user(responder), title="Baskets burn")
    assert "same service" in suggested(as_user(responder), title="Baskets burn", services=[shop.pk])


@pytest.mark.parametrize(
    "typed", [{}, {"title": " "}, {"title": "\x00"}, {"title": "x", "services": ["a", "9" * 30]}, {"title": "x" * 9000}]
)
def test_nothing_typed_or_nonsense_suggests_nothing(as_user, known, responder, typed):
    assert SUGGESTED not in suggested(as_user(responder), **typed)


def test_a_private_one_is_suggested_to_its_members_alone(as_user, responder, manager):
    make_private_incident(title="Replica lag on orders", by=responder)
    assert SUGGESTED in suggested(as_user(responder), title="replica lag")
    assert SUGGESTED not in suggested(as_user(manager), title="replica lag")


def test_without_scripts_the_button_opens_a_page(as_user, known, responder):
    client = as_user(responder)
    page = client.post(reverse("similar_typed"), {"title": "replica lag"}).content.decode()
    assert "<h1>Is it one of these?</h1>" in page
    assert "Replica lag on orders" in page
    page = client.post(reverse("similar_typed"), {"title": "a burning printer"}).content.decode()
    assert "<h1>Nothing like it</h1>" in page
    assert "“a burning printer”" in page


def test_after_a_refused_form_they_are_there(as_user, known, responder):
    response = as_user(responder).post(reverse("declare"), {"title": "replica lag"})
    assert response.status_code == 422
    assert SUGGESTED in response.content.decode()


def test_from_a_report_they_are_there_at_once(as_user, known, responder, reporter):
    report = make_report(reporter, text="Replica lag, says the customer")
    page = as_user(responder).get(reverse("report_declare", args=[report.pk])).content.decode()
    assert SUGGESTED in page


def test_the_number_of_queries_does_not_grow(as_user, known, responder, django_assert_num_queries):
    client = as_user(responder)
    with django_assert_num_queries(7) as one:
        suggested(client, title="replica lag")
    for n in range(50):
        make_incident(f"Replica lag {n}", by=responder)
    with django_assert_num_queries(len(one)):
        suggested(client, title="replica lag")
