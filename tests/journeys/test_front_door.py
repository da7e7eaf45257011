"""A reporter tells what a customer cannot do, and hears what to say; nothing from inside reaches them."""

import re

import pytest
from playwright.sync_api import expect

from customers.enums import ReportState
from customers.models import Report
from incidents.enums import Milestone, Status
from incidents.models import Incident
from notifications.models import Delivery
from tests.journeys import steps
from tests.journeys.browser import PHONE, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "The shop says 502 when Acme pays"
TITLE = "Gateway pool exhausted on pay-db-3"
ENTRY = "Brian broke the connection pool"
WORDS = "Paying by card fails since this morning. Paying by **invoice** works."
INSIDE = [
    "pay-db-3",
    "Gateway pool",
    "connection pool",
    "Brian",
    "Amina",
    "SEV",
    "postmortem",
    "timeline",
    "root cause",
]


def report(page, text, *, customer, since):
    """Reports a problem from the home page; its address."""
    page.get_by_role("main").get_by_role("link", name="Report a problem").first.click()
    fields = page.locator("main form").locator("input:not([type=hidden]), textarea, select")
    expect(fields).to_have_count(3)
    page.get_by_label("What can the customer not do?").fill(text)
    page.get_by_label("Which customer?").fill(customer)
    page.get_by_label("Since when?").fill(since)
    steps.press(page, "Send the report")
    expect(page.locator("h1")).to_have_text(text)
    return re.sub(r"^https?://[^/]+", "", page.url)


def declare_from_report(page):
    """From the home page to an incident of which customers know."""
    page.get_by_role("link", name=SAID).click()
    page.get_by_role("link", name="Declare an incident from it").click()
    steps.unfold(page, "What customers see")
    page.get_by_label("Are customers affected?").select_option("yes")
    page.get_by_label("Lead", exact=True).select_option("Amina Otieno")
    return steps.declare(page, TITLE, severity=3)


def write_words(page, words):
    """Writes what sales and support may say, as the lead."""
    page.get_by_role("link", name="Post an update").last.click()
    page.locator("#id_text").fill(words)
    steps.press(page.get_by_role("main"), "Post update")
    expect(page.locator("#incident-side .words-now")).to_contain_text("Paying by invoice works.")


def hears_nothing_from_inside(visitor, address):
    """Reads every page a reporter has, the hidden parts too."""
    for path in ("/", "/reports/", "/reports/?state=joined", "/reports/new/", address, "/profile/"):
        page = visitor.open(path)
        assert not scrolls_sideways(page), path
        shown = page.content().lower()
        assert not [word for word in INSIDE if word.lower() in shown], path


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_customer_who_cannot_pay_to_words_and_the_end(visitor, reporter, responder, scripts):
    peter = visitor(reporter, width=PHONE, scripts=scripts)
    amina = visitor(responder, scripts=scripts)
    address = report(peter.open("/"), SAID, customer="Acme", since="20m ago")
    expect(peter.page.locator("main")).to_contain_text("sent, not seen yet")

    room = amina.open("/")
    number = declare_from_report(room)
    expect(room.locator("li.entry", has_text=SAID)).to_contain_text("Reported")
    steps.log(room, ENTRY)
    expect(peter.open(address).locator("main")).to_contain_text("There is no customer update now")
    expect(peter.page.locator("main")).to_contain_text("known, being worked on")

    write_words(room, WORDS)
    expect(peter.open(address).locator("main")).to_contain_text("Paying by invoice works.")
    expect(peter.open("/").locator("main")).to_contain_text("We know about it and are looking for the cause")
    hears_nothing_from_inside(peter, address)

    steps.move(room, "Mark as resolved")
    expect(peter.open(address).locator("main")).to_contain_text("It is resolved")
    expect(peter.page.locator(".meta-line").first).to_contain_text("resolved")
    hears_nothing_from_inside(peter, address)
    for path in (f"/incidents/{number}/", f"/incidents/{number}/postmortem/", "/search/?q=gateway"):
        peter.page.goto(peter.base + path)
        expect(peter.page.locator("h1")).to_have_text("Page not found")
    stands(number, reporter)


def stands(number, reporter):
    """What the database holds in the end, and what the reporter was told by mail."""
    incident, filed = Incident.objects.get(pk=number), Report.objects.get()
    assert (incident.status, incident.public_summary) == (Status.RESOLVED, WORDS)
    assert (filed.state, filed.incident, filed.customer) == (ReportState.RESOLVED, incident, "Acme")
    assert incident.entries.filter(marks__milestone=Milestone.REPORTED).count() == 1
    told = Delivery.objects.filter(recipient=reporter).order_by("pk")
    assert [row.payload["step"] for row in told] == ["seen", "joined", "update", "resolved"]
