"""Somebody declares an incident that is declared already, and sees it while typing; with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.journeys import steps
from tests.journeys.browser import PHONE, axe, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_suggested_while_typing(visitor):
    amina = make_user("Amina Otieno")
    known = make_incident("Replica lag delays orders", by=amina, zone="UTC")
    page = visitor(amina, width=PHONE).open("/incidents/new/")
    page.get_by_label("What is wrong?").press_sequentially("Orders are delayed, replica lag")
    link = page.get_by_role("link", name="Replica lag delays orders")
    expect(link).to_be_visible()
    expect(page.locator("#alike")).to_contain_text("already being worked on")
    expect(page.locator("#alike")).to_contain_text("both mention")
    assert not axe(page)
    assert not scrolls_sideways(page)
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_contain_text(known.title)
    expect(page.get_by_label("What is wrong?")).to_have_value("Orders are delayed, replica lag")
    steps.declare(page, "Orders are delayed, replica lag")
    page.get_by_role("link", name="Find similar incidents").click()
    expect(page.locator("#similar")).to_contain_text("both mention")


def test_without_scripts_a_button_looks(visitor):
    amina = make_user("Amina Otieno")
    make_incident("Replica lag delays orders", by=amina, zone="UTC")
    page = visitor(amina, scripts=False).open("/incidents/new/")
    page.get_by_label("What is wrong?").fill("Orders are delayed, replica lag")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Is it known already?").click()
    expect(opened.value.locator("h1")).to_have_text("Is it one of these?")
    expect(page.get_by_label("What is wrong?")).to_have_value("Orders are delayed, replica lag")
