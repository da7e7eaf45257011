"""A text that contradicts the record: seen, taken over in one press, saved; with and without scripts."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from incidents.enums import Milestone
from postmortems.enums import SectionKind
from tests.factories.incidents import make_entry, make_incident, resolve
from tests.factories.postmortems import make_postmortem, section_of
from tests.journeys import steps
from tests.journeys.browser import PHONE, axe, contrast_in_the_dark, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
WRONG = "The outage began at 12:10 UTC.\n\nNobody could pay."


@pytest.fixture
def postmortem(responder):
    incident = make_incident(by=responder, lead=responder)
    make_entry(incident, "Checkout fails.", by=responder, happened_at=NOON, milestones=[Milestone.IMPACT_STARTED])
    resolve(incident, by=responder, at=NOON + timedelta(minutes=90))
    return make_postmortem(incident=incident, author=responder, summary=WRONG)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_page_to_a_text_that_agrees(visitor, responder, postmortem, scripts):
    page = visitor(responder, width=PHONE, scripts=scripts).open(postmortem.get_absolute_url())
    if scripts:
        page.get_by_text("The text differs from the record in 1 place").click()
    else:
        page.get_by_role("link", name="Compare the text with the record").click()
    expect(page.locator("mark").first).to_have_text("12:10 UTC")
    assert not scrolls_sideways(page)
    if scripts:
        assert [*axe(page), *contrast_in_the_dark(page)] == []
    steps.press(page.get_by_role("main"), "Take the record’s")
    expect(page.locator("textarea[name=body]")).to_have_value(WRONG.replace("12:10", "12:00"))
    assert section_of(postmortem, SectionKind.SUMMARY).body == WRONG
    steps.press(page.get_by_role("main"), "Save")
    expect(page.get_by_text("Version 2, saved by")).to_be_visible()
    assert section_of(postmortem, SectionKind.SUMMARY).body == WRONG.replace("12:10", "12:00")


def test_beside_the_editor_what_is_typed_stays(visitor, responder, postmortem):
    section = section_of(postmortem, SectionKind.SUMMARY)
    page = visitor(responder).open(f"/incidents/{postmortem.incident_id}/postmortem/sections/{section.pk}/")
    page.locator("textarea[name=body]").fill(f"{WRONG} For an hour.")
    page.get_by_text("1 value that differs from the record").click()
    steps.press(page.get_by_role("main"), "Take the record’s")
    expect(page.locator("textarea[name=body]")).to_have_value(f"{WRONG.replace('12:10', '12:00')} For an hour.")
    expect(page.get_by_text("1 value that differs from the record")).to_have_count(0)
