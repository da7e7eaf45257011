"""A duplicate is found out, merged, and taken apart again."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.incidents import make_entry, make_incident, make_service
from tests.journeys import steps
from tests.journeys.browser import DESK, PHONE, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_a_duplicate_is_merged_and_the_merge_undone(visitor, responder, scripts, width):
    target = make_incident("Shop unreachable", by=responder, level=2)
    source = make_incident("Checkout is slow", by=responder, services=(make_service("Payments"),))
    entry = make_entry(source, "The gateway answers after 20 s.", by=responder)
    someone = visitor(responder, width=width, scripts=scripts, dark=not scripts)
    page = someone.open(f"/incidents/{source.pk}/")

    page.locator("#incident-head details.menu > summary").click()
    page.get_by_role("link", name="Duplicate of…").click()
    page.get_by_label("Number or words").fill("unreachable")
    steps.press(page, "Search")
    page.get_by_role("link", name=target.reference, exact=True).click()
    expect(page.locator("h1")).to_have_text(f"Merge {source.reference} into {target.reference}?")
    page.get_by_label("Why").fill("The same outage, seen from the till.")
    page.get_by_label("Payments").check()
    assert not scrolls_sideways(page)
    steps.press(page, f"Merge {source.reference} into {target.reference}")

    expect(page).to_have_url(re.compile(rf"/incidents/{target.pk}/$"))
    expect(page.locator(f"#entry-{entry.pk}")).to_contain_text(f"from {source.reference}")
    expect(page.locator("#incident-side")).to_contain_text(f"{source.reference} undo the merge")

    page = someone.open(f"/incidents/{source.pk}/")
    expect(page.locator(".merged-note")).to_contain_text(f"was merged into {target.reference}")
    expect(page.get_by_label("What happened?")).to_have_count(0)
    assert not scrolls_sideways(page)
    if scripts:
        page.goto(f"{someone.base}/incidents/{source.pk}/#entry-{entry.pk}")
        page.reload()
        expect(page).to_have_url(re.compile(rf"/incidents/{target.pk}/\?entry={entry.pk}#entry-{entry.pk}$"))
        page = someone.open(f"/incidents/{source.pk}/")
    page.get_by_role("link", name="Undo the merge").click()
    steps.press(page, "Undo merge")
    expect(page.locator(f"#entry-{entry.pk}")).to_contain_text("The gateway answers")
    expect(page.get_by_label("What happened?")).to_be_visible()
