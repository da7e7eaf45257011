"""From a draft at night to words that sales copies: on a phone, each by their own browser."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.enums import BuiltInRole
from customers.models import Update
from incidents.services.roles import RoleChange, assign_role
from tests.factories.accounts import make_user
from tests.factories.customers import make_update
from tests.factories.incidents import make_incident, resolve
from tests.journeys import steps
from tests.journeys.browser import PHONE, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def speaker():
    return make_user("Joy Mutua")


@pytest.fixture
def incident(responder, manager, speaker):
    found = make_incident("pay-db-3 is full", by=manager, level=2)
    role = RoleChange(role=BuiltInRole.COMMUNICATIONS, person=speaker)
    assign_role(incident=found, actor=manager, change=role)
    return found


def draft(page, incident):
    """A responder begins from a template and sends it for approval."""
    page.goto(page.url.rstrip("/") + f"/incidents/{incident.pk}/words/")
    page.get_by_role("link", name="Draft an update").click()
    page.get_by_role("link", name="We know of it").click()
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile("We know that .what is affected"))
    page.locator("textarea[name=text]").fill("We know that **paying** fails, and are looking for the cause.")
    page.locator("textarea[name=workaround]").fill("Pay by invoice.")
    page.get_by_label("Next update within").select_option("30")
    steps.press(page.get_by_role("main"), "Send for approval")


def copied(page):
    """What stands in the clipboard."""
    return page.evaluate("navigator.clipboard.readText()")


def test_a_draft_is_approved_and_sales_copies_it_while_the_page_stays_open(
    visitor, reporter, responder, speaker, incident
):
    peter, amina, joy = (visitor(person, width=PHONE) for person in (reporter, responder, speaker))
    peter.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = peter.open("/say/")
    expect(page.locator("main")).to_contain_text("Nothing to tell customers right now")

    draft(amina.open("/"), incident)
    expect(amina.page.locator("main")).to_contain_text("Waiting for approval")
    expect(amina.page.get_by_role("button", name="Approve and publish")).to_have_count(0)

    words = joy.open(f"/incidents/{incident.pk}/")
    words.get_by_role("link", name="1 draft waits for approval").click()
    words.get_by_label("Publish it as it is").check()  # it promises less than the severity requires
    steps.press(words.get_by_role("main"), "Approve and publish")
    expect(words.locator("main")).to_contain_text("Sales and support read it now.")

    expect(page.locator("#say-words")).to_contain_text("Approved, say this")  # nobody reloaded it
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Copy as mail").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert copied(page).startswith("Subject: We know about it")
    assert "We know that paying fails" in copied(page)
    page.get_by_role("button", name="Copy for chat").click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    assert "**paying**" in copied(page)
    assert "Workaround: Pay by invoice." in copied(page)
    assert Update.objects.get().approved_by == speaker


def test_when_it_is_over_the_old_words_cannot_be_copied_unseen(visitor, reporter, incident, manager):
    tell(incident, manager)
    page = visitor(reporter, width=PHONE).open("/say/")
    expect(page.locator("main")).to_contain_text("Stale, do not pass on")
    expect(page.get_by_role("button", name="Copy as mail")).to_have_count(0)
    page.get_by_text("Show the old words anyway").click()
    expect(page.get_by_role("button", name="Copy as mail")).to_be_visible()
    assert not scrolls_sideways(page)


def test_without_scripts_the_page_is_read_again_and_the_text_selected(visitor, reporter, incident, manager):
    page = visitor(reporter, width=PHONE, scripts=False).open("/say/")
    expect(page.locator("main")).to_contain_text("Nothing to tell customers right now")
    tell(incident, manager, is_over=False)
    page.get_by_role("link", name="Read again").click()
    expect(page.locator("main")).to_contain_text("Approved, say this")
    page.get_by_text("As text for a mail or a chat").click()
    expect(page.get_by_text("Subject: We know about it")).to_be_visible()


def tell(incident, manager, *, is_over=True):
    """It was told, and then it was over."""
    make_update(incident, "Paying fails at the moment.", by=manager)
    if is_over:
        resolve(incident)
