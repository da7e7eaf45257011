"""A chat is pasted, previewed, added, undone and restored; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from importing.services.reading import read_waiting
from incidents.models import TimelineEntry
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_lines
from tests.journeys import steps
from tests.journeys.browser import PHONE, axe, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)

CHAT = """Thursday, May 11th, 2023
Ana Silva
  10:32 PM
we see 500s on *checkout*
10:33
the pods are crash looping
PagerDuty
APP  10:36 PM
Triggered #1234: checkout errors
3 replies
Brian Kimani
  12:04 AM
rolled back
"""


@pytest.mark.parametrize(("width", "scripts"), [(1440, True), (PHONE, False)], ids=["desk", "phone without scripts"])
def test_a_chat_from_slack(visitor, width, scripts):
    amina = make_user("Amina Otieno")
    incident = make_incident(by=amina, zone="Africa/Nairobi")
    visit = visitor(amina, width=width, scripts=scripts)
    page = visit.open(f"/incidents/{incident.pk}/")
    page.locator("#incident-head summary").click()
    page.get_by_role("link", name="Import a chat, log or CSV").click()
    page.get_by_label("Text", exact=True).fill(CHAT)
    steps.press(page, "Preview")
    expect(page.locator("h1")).to_have_text("The text is being read")
    assert not (axe(page) if scripts else [])
    read_waiting()
    if not scripts:
        page.get_by_role("link", name="Refresh").click()
    expect(page.locator("h1")).to_have_text("5 lines from Slack")
    assert not scrolls_sideways(page)
    page.get_by_text("Edit line 5").click()
    assert not (axe(page) if scripts else [])
    expect(page.get_by_label("Read as")).to_have_value("slack")
    expect(page.get_by_label("Add line 10")).not_to_be_checked()  # Slack's own words
    page.get_by_label("Add line 5").uncheck()
    steps.press(page, "Save selection")
    expect(page.get_by_label("Add line 5")).not_to_be_checked()
    page.get_by_role("button", name=re.compile("Add 3 to the timeline")).click()
    expect(page.locator("h1")).to_have_text("3 entries added")
    page.get_by_role("link", name="Go to the timeline").click()
    entry = page.locator("li.entry", has_text="we see 500s on *checkout*")
    expect(entry).to_contain_text("Ana Silva")
    expect(entry).to_contain_text("imported by Amina Otieno")
    visit.open(f"/incidents/{incident.pk}/import/")
    page.get_by_role("link", name="3 entries").click()
    page.get_by_role("link", name="Undo the import").click()
    page.get_by_label("Why").fill("wrong incident")
    steps.press(page, "Strike entries through")
    expect(page.locator("h1")).to_have_text("3 entries struck through")
    assert not (axe(page) if scripts else [])
    assert not scrolls_sideways(page)
    assert TimelineEntry.objects.filter(struck_reason="wrong incident").count() == 3
    steps.press(page, "Restore the import")
    expect(page.locator("h1")).to_have_text("3 entries added")
    assert not TimelineEntry.objects.filter(struck_at__isnull=False).exists()


def test_going_back_in_a_long_timeline_moves_nothing_that_is_read(visitor):
    amina = make_user("Amina Otieno")
    incident = make_incident(by=amina, zone="UTC")
    make_lines(incident, 300)
    visit = visitor(amina)
    page = visit.open(f"/incidents/{incident.pk}/")
    link = page.get_by_role("link", name="Earlier entries")
    link.scroll_into_view_if_needed()
    first = page.locator("li.entry").first
    named = f"#{first.get_attribute('id')}"
    before = page.locator(named).bounding_box()["y"]
    link.click()
    expect(page.get_by_text("line 1", exact=True)).to_have_count(1)
    expect(page.locator("li.timeline-day")).to_have_count(1)
    assert abs(page.locator(named).bounding_box()["y"] - before) < 3
    hidden = incident.entries.get(text="line 2")
    visit.open(f"/incidents/{incident.pk}/import/")
    visit.open(f"/incidents/{incident.pk}/#entry-{hidden.pk}")
    expect(page.locator(f"#entry-{hidden.pk}")).to_be_in_viewport()
