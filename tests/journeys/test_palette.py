"""The palette: one key from every page to any other."""

import pytest
from playwright.sync_api import expect

from tests.factories.incidents import make_incident
from tests.journeys.browser import PHONE, axe

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_any_page_to_an_incident_with_the_keyboard(visitor, responder):
    incident = make_incident("Nobody can pay", by=responder)
    page = visitor(responder).open("/profile/")
    page.get_by_label("Name").focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search, or go to")
    expect(field).to_be_focused()
    expect(page.get_by_role("option", name=f"Log an entry in {incident.reference}")).to_be_visible()
    page.keyboard.type("nob")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Nobody can pay")
    assert not axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Nobody can pay")


def test_arrows_choose_and_escape_gives_the_focus_back(visitor, responder):
    page = visitor(responder).open("/incidents/")
    link = page.locator("main a").first
    link.focus()
    page.keyboard.press("/")
    page.keyboard.type("report")
    chosen = page.locator("#palette [aria-selected=true]")
    expect(chosen).to_have_text("Report a problem")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text("Reports")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_contain_text("Search everything for “report”")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(link).to_be_focused()


def test_on_a_phone_it_is_in_the_menu(visitor, responder):
    make_incident("Nobody can pay", by=responder)
    page = visitor(responder, width=PHONE, touch=True).open("/incidents/")
    page.locator(".nav-menu summary").click()
    page.get_by_role("link", name="Search or go to…").click()
    page.get_by_role("combobox", name="Search, or go to").fill("pay")
    page.get_by_role("option", name="Nobody can pay").first.click()
    expect(page.locator("h1")).to_contain_text("Nobody can pay")


def test_without_scripts_the_box_is_the_search_form(visitor, responder):
    make_incident("Nobody can pay", by=responder)
    page = visitor(responder, scripts=False).open("/profile/")
    page.locator("#q").fill("pay")
    page.locator("#q").press("Enter")
    expect(page.locator("main")).to_contain_text("Nobody can pay")
