"""A mistyped word in the search box."""

import pytest
from django.urls import reverse

from home.selectors.suggesting import did_you_mean
from postmortems.enums import SectionKind
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.factories.postmortems import make_postmortem, save, section_of


@pytest.fixture
def checkout(responder):
    return make_incident("Checkout returns errors for some customers", by=responder)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chekout", "checkout"),
        ("Chekout erors", "checkout errors"),
        ("checkout", ""),
        ("zeppelin", ""),
        ("out", ""),
        ("100 %", ""),
        ('"chekout" -cart', '"checkout" -cart'),
    ],
)
def test_what_was_meant(checkout, responder, typed, meant):
    assert did_you_mean(typed, responder) == meant


def test_words_of_entries_and_postmortems_are_known(checkout, responder):
    make_entry(checkout, "The dispatcher stalled", by=responder)
    postmortem = make_postmortem(incident=checkout, author=responder)
    save(section_of(postmortem, SectionKind.ROOT_CAUSE), responder, "A misconfigured scheduler.")
    assert did_you_mean("dispacher schedueler", responder) == "dispatcher scheduler"


def test_the_page_shows_what_was_meant_when_nothing_was_found(as_user, checkout, responder):
    page = as_user(responder).get(reverse("search"), {"q": "chekout"}).content.decode()
    assert "Nothing has “chekout”" in page
    assert "returns errors" in page
    assert "Nothing has" not in as_user(responder).get(reverse("search"), {"q": "checkout"}).content.decode()


def test_private_words_are_offered_to_nobody_else(responder, admin):
    make_private_incident(title="Merger with Hooli leaked", by=admin)
    assert did_you_mean("hoolli", responder) == ""
    assert did_you_mean("hoolli", admin) == "hooli"


def test_it_costs_a_query_a_word_and_at_most_three(checkout, responder, django_assert_num_queries):
    with django_assert_num_queries(3):
        did_you_mean("chekout chekuot chckout checkut", responder)
