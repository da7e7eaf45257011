"""Axe finds nothing on any page, on a phone and on a desk, light and dark; long words collide with nothing."""

import pytest

from accounts.models import User
from examples.services.loading import load_examples
from tests.journeys.browser import PHONE, axe, contrast_in_the_dark
from tests.journeys.layout import collisions, make_long, needs_our_typeface
from tests.journeys.pages import PEOPLE, example_pages, show, stay_offline

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(visitor, settings, tmp_path):
    """`people(width=390)`: a visitor for each role, and the pages of the example data."""
    settings.MEDIA_ROOT = tmp_path

    def arrive(**how):
        load_examples()
        pages = example_pages()
        arrived = {role: visitor(User.objects.get(email=email), **how) for role, email in PEOPLE.items()}
        arrived[""] = visitor(**how)
        stay_offline(arrived[""].page)
        return arrived, pages

    return arrive


def test_every_page(people):
    visitors, pages = people(width=PHONE)
    found = []
    for name, role, path in pages:
        page = visitors[role].page
        answer = show(visitors[role], name, path)
        if answer.ok == (name == "not-found"):
            found.append(f"{name}: {answer.status}")
        found += [f"{name}: {violation}" for violation in (*axe(page), *contrast_in_the_dark(page))]
        found += needs_our_typeface(page, name)
    assert not found, "\n".join(found)


def test_long_words_collide_with_nothing(people):
    visitors, pages = people()
    make_long()
    found = []
    for name, role, path in pages:
        show(visitors[role], name, path)
        found += collisions(visitors[role].page, name)
    assert not found, "\n".join(found)
