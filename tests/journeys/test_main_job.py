"""The whole main job, by one responder, and a manager who asks what became of it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from actions.enums import ActionStatus
from actions.models import ActionItem
from core import clock
from incidents.enums import Status
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from tests.journeys import steps
from tests.journeys.browser import DESK, PHONE, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT = datetime(2026, 5, 13, 1, 30, tzinfo=UTC)
TITLE = "Nobody can check out"
FACTOR = "The health check does not look at the gateway"
ITEM = "Let the health check ask the gateway"
SUMMARY = "Checkout failed for **all** customers."


def live_through(page):
    """From nothing to resolved."""
    number = steps.declare(page, TITLE, severity=2)
    expect(steps.status(page)).to_have_text("Investigating")
    first = steps.log(page, "25m ago the gateway answers 502", marks=("Impact started", "Detected"))
    expect(first).to_contain_text("Impact started")
    expect(first).to_contain_text("written")
    steps.log(page, "5m ago rolled back the gateway")
    steps.move(page, "Mark as mitigated", when="4m ago", note="Checkout **works** again.")
    expect(steps.status(page)).to_have_text("Mitigated")
    expect(page.locator("li.entry", has_text="Checkout works again.")).to_contain_text("Mitigated")
    steps.move(page, "Mark as resolved")
    expect(steps.status(page)).to_have_text("Resolved")
    return number


def write_postmortem(page, owner):
    """From the draft that opened by itself to its page as published."""
    page.get_by_role("link", name="Edit", exact=True).first.click()
    steps.write_section(page, "Summary", SUMMARY)
    steps.open_section(page, "Root cause")
    steps.add_row(page, FACTOR, kind="Detection gap")
    steps.open_section(page, "Lessons")
    steps.add_row(page, "The rollback took one minute")
    steps.open_section(page, "Corrective and preventative measures")
    steps.add_row(page, "Health checks ask what customers use")
    steps.agree_on(page, ITEM, owner=owner.name, due_on=clock.today(owner.zone) + timedelta(days=7), factor=FACTOR)
    expect(page.locator("main")).to_contain_text(FACTOR)


def publish(page):
    page.get_by_role("link", name="Ask for review").click()
    steps.press(page, "Ask for review")
    page.get_by_role("link", name="Publish", exact=True).click()
    steps.press(page.get_by_role("main"), "Publish")
    expect(page.locator("main")).to_contain_text("Published")
    expect(page.locator("main")).to_contain_text("Checkout failed for all customers.")
    expect(page.locator(".factor-list li", has_text=FACTOR)).to_contain_text("linked to")


def follow_through(amina, grace):
    """Ten days later the manager sees what is overdue, and its owner finishes it."""
    board = grace.open("/follow-through/")
    expect(board.locator("h1")).to_have_text("1 action item is overdue")
    expect(board.locator("tr.is-late", has_text=ITEM)).to_contain_text("Amina Otieno")

    home = amina.open("/")
    home.get_by_role("link", name=ITEM).click()
    expect(home.locator(".page-head")).to_contain_text("Overdue by")
    home.locator("summary", has_text="Mark as done").click()
    home.get_by_label("What shows that it is done?").fill("The alert fired in the drill of today")
    steps.press(home, "Mark as done")
    expect(home.locator(".page-head .state")).to_have_text("done")

    board.reload()
    expect(board.locator("h1")).to_have_text("No action item is overdue")


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_declaring_to_the_last_action_item(visitor, responder, manager, width, scripts):
    amina = visitor(responder, width=width, scripts=scripts)
    with clock.frozen(NIGHT) as time:
        page = amina.open("/")
        page.get_by_role("link", name="Declare an incident").click()
        number = live_through(page)
        assert not scrolls_sideways(page)

        time.forward(timedelta(days=1))
        steps.to_postmortem(page)
        write_postmortem(page, responder)
        amina.open(f"/incidents/{number}/")
        expect(page.locator("#incident-head")).to_contain_text("Its postmortem is required and not published yet.")
        steps.to_postmortem(page)
        publish(page)
        amina.open(f"/incidents/{number}/")
        steps.move(page, "Close the incident")
        expect(steps.status(page)).to_have_text("Closed")

        time.forward(timedelta(days=10))
        follow_through(amina, visitor(manager, width=width, scripts=scripts))
    stands(Incident.objects.get(pk=number), responder)


def stands(incident, responder):
    """What the database holds in the end."""
    assert (incident.status, incident.resolved_at) == (Status.CLOSED, NIGHT)
    assert incident.mitigated_at - incident.impact_started_at == timedelta(minutes=21)
    assert incident.detected_at == incident.impact_started_at
    assert incident.acknowledged_at is None
    assert incident.entries.told().count() == 3
    postmortem = incident.postmortem
    assert (postmortem.status, postmortem.published_by) == (PostmortemStatus.PUBLISHED, responder)
    assert postmortem.sections.get(kind="summary").body == SUMMARY
    assert (postmortem.factors.count(), postmortem.lessons.count(), postmortem.measures.count()) == (1, 1, 1)
    item = ActionItem.objects.get()
    assert (item.status, item.owner, item.incident) == (ActionStatus.DONE, responder, incident)
    assert item.factors.get().text == FACTOR
