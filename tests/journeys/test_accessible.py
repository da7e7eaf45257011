"""Axe finds nothing on any page, on a phone and on a desk, light and dark, and nothing scrolls sideways."""

import pytest

from accounts.models import User
from examples.services.loading import load_examples
from tests.journeys.browser import DESK, PHONE, axe, scrolls_sideways
from tests.journeys.pages import ROLES, example_pages, stay_offline

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (DESK, True)], ids=["phone light", "desk dark"])
def test_every_page(visitor, settings, tmp_path, width, dark):
    settings.MEDIA_ROOT = tmp_path
    load_examples()
    people = {role: visitor(User.objects.get(email=email), width=width, dark=dark) for role, email in ROLES.items()}
    people[""] = visitor(width=width, dark=dark)
    stay_offline(people[""].page)
    found = []
    for name, role, path in example_pages():
        page = people[role].page
        answer = page.goto(people[role].base + path)
        if answer.ok == (name == "not-found"):
            found.append(f"{name}: {answer.status}")
        found += [f"{name}: {violation}" for violation in axe(page)]
        if scrolls_sideways(page):
            found.append(f"{name}: scrolls sideways")
    assert not found, "\n".join(found)
