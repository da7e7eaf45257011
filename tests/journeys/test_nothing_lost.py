"""What is logged while something is in the way arrives once, in order: no network, a reload, a closed tab."""

import pytest
from playwright.sync_api import expect

from tests.factories.incidents import make_incident
from tests.journeys.queue import banner, enter, stored, waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident(responder):
    return make_incident("Customers cannot buy", by=responder, zone="Africa/Nairobi")


def room(incident):
    return f"/incidents/{incident.pk}/"


def test_enter_empties_the_field_at_once_and_the_entry_arrives(visitor, responder, incident):
    page = visitor(responder).open(room(incident))
    enter(page, "Restarted the **database**")
    expect(page.locator("li.entry[id^=entry-]", has_text="Restarted the database")).to_be_visible()
    expect(waiting(page)).to_have_count(0)
    assert stored(incident) == ["Restarted the **database**"]


def test_offline_entries_wait_and_go_out_in_order(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    someone.context.set_offline(True)
    for text in ("Rolling back", "22:10 first server is back", "All four are back"):
        enter(page, text)
    expect(waiting(page)).to_have_count(3)
    expect(waiting(page).first).to_contain_text("waiting to be sent")
    expect(banner(page)).to_contain_text("3 entries waiting.")
    assert stored(incident) == []
    someone.context.set_offline(False)
    expect(waiting(page)).to_have_count(0)
    expect(page.locator("li.entry[id^=entry-]", has_text="All four are back")).to_be_visible()
    expect(banner(page)).to_have_count(0)
    assert stored(incident) == ["Rolling back", "first server is back", "All four are back"]
