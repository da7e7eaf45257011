"""Tabs stay on one line on a phone; what does not fit is reached by scrolling them, not the page."""

import pytest

from tests.factories.accounts import make_team
from tests.journeys.browser import PHONE, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/settings/people/", "/follow-through/", "/action-items/", "/postmortems/", "/incidents/", "/reports/"]


def test_tabs_stay_on_one_line_on_a_phone(visitor, admin):
    for name in ("Payments and billing", "Shop", "Platform"):
        make_team(name, managers=(admin,))
    someone = visitor(admin, width=PHONE)
    for path in PAGES:
        page = someone.open(path)
        tops = page.locator(".tabs > a").evaluate_all("links => links.map(link => link.getBoundingClientRect().top)")
        assert len(tops) > 1, path
        assert max(tops) - min(tops) < 2, path
        assert not scrolls_sideways(page), path
        page.locator(".tabs > a").last.evaluate("link => link.scrollIntoView({inline: 'nearest'})")
        box = page.locator(".tabs > a").last.bounding_box()
        assert box["x"] + box["width"] <= PHONE, path
