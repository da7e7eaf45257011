"""Who went back in a long timeline stays there, whatever they change."""

import pytest
from playwright.sync_api import expect

from tests.factories.incidents import make_incident, make_lines
from tests.journeys import queue, steps

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(visitor, responder):
    """The room of 300 lines, all of which were fetched by and by."""
    incident = make_incident(by=responder)
    make_lines(incident, 300)
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    queue.ready(page)
    page.get_by_role("link", name="Earlier entries").click()
    expect(line(page, 1)).to_be_attached()
    return page


def line(page, number):
    return page.locator("#timeline li.entry").filter(has=page.get_by_text(f"line {number}", exact=True))


def test_own_changes_leave_earlier_entries_and_open_corrections(page):
    line(page, 2).focus()
    page.keyboard.press("c")
    edit = page.locator("li.entry-edit")
    edit.get_by_label("Text").fill("line two")
    line(page, 3).focus()
    page.keyboard.press("s")
    expect(line(page, 3).locator(".entry-star")).to_be_visible()
    expect(line(page, 3)).to_be_focused()
    expect(edit.get_by_label("Text")).to_have_value("line two")
    steps.press(edit, "Correct it")
    expect(page.locator("#timeline li.entry", has_text="line two")).to_be_focused()
    expect(line(page, 1)).to_be_attached()
    expect(page.locator("#entry-count")).to_have_text("301 entries")
    page.reload()
    expect(line(page, 1)).to_be_attached()
    page.get_by_role("navigation", name="Entries shown").get_by_role("link", name="All").click()
    expect(line(page, 300)).to_be_attached()
    expect(line(page, 1)).to_have_count(0)


def test_a_correction_of_an_entry_that_is_not_shown_any_more_keeps_its_words(page):
    line(page, 2).focus()
    page.keyboard.press("c")
    edit = page.locator("li.entry-edit")
    edit.get_by_label("Text").fill("line two")
    page.evaluate("history.replaceState(null, '', location.pathname)")
    line(page, 300).focus()
    page.keyboard.press("s")
    expect(line(page, 300).locator(".entry-star")).to_be_visible()
    expect(line(page, 1)).to_have_count(0)
    expect(page.locator("#timeline ol > li").first).to_have_class("entry-edit")
    expect(edit.get_by_label("Text")).to_have_value("line two")
