"""Sales reports what a customer cannot do, on a phone: known, new, and what responders make of it.

What a report costs is counted in keys and pointer presses, and put into seconds at 40 words a minute (five keys a word)
and one second a press; docs/reports.md has the numbers, and a change of them fails here.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from customers.enums import ReportState
from customers.models import Report
from incidents.models import Incident
from tests.factories.accounts import make_user
from tests.factories.customers import make_report, make_update
from tests.factories.incidents import make_incident
from tests.journeys import steps
from tests.journeys.browser import PHONE, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)

KEYS_A_SECOND = 40 * 5 / 60
QUESTION = "What can the customer not do?"


@dataclass
class Effort:
    """What a person did: letters and keys typed, and presses."""

    keys: int = 0
    presses: int = 0

    def type(self, page, label, text):
        """Presses a field and types."""
        field = page.get_by_label(label)
        if not field.evaluate("field => field === document.activeElement"):
            self.press(field)
        page.keyboard.type(text)
        self.keys += len(text)

    def press(self, place):
        """One press with the finger."""
        place.click()
        self.presses += 1

    @property
    def seconds(self):
        """At 40 words a minute, and a second a press."""
        return round(self.keys / KEYS_A_SECOND + self.presses, 1)


@pytest.fixture
def incident(responder):
    found = make_incident("pay-db-3 is full", by=responder, is_customer_facing=True)
    make_update(found, "Paying with M-Pesa fails for some customers.")
    return found


def begin(page, effort):
    """From any page, by the button at its head."""
    effort.press(page.locator(".appbar").get_by_role("link", name="Report", exact=True))
    expect(page.locator("h1")).to_have_text("Report a problem")


def test_a_known_problem_is_found_while_typing_and_joined_in_one_press(visitor, reporter, incident):
    page, effort = visitor(reporter, width=PHONE, touch=True).open("/say/following/"), Effort()
    begin(page, effort)
    assert page.locator("main input:visible, main textarea:visible, main select:visible").count() == 3  # three fields
    effort.type(page, QUESTION, "M-Pesa fails")
    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Paying with M-Pesa fails for some customers.")
    assert not scrolls_sideways(page)
    effort.press(page.get_by_role("button", name=f"Yes, this one: {incident.reference}"))
    expect(page.locator("main")).to_contain_text("Done. Your number is REP-")
    report = Report.objects.get()
    assert (report.incident, report.text) == (incident, "M-Pesa fails")
    assert "pay-db-3" not in page.content()
    assert (effort.keys, effort.presses, effort.seconds) == (12, 2, 5.6)


def test_the_name_of_the_customer_goes_with_it(visitor, reporter, incident):
    page, effort = visitor(reporter, width=PHONE, touch=True).open("/"), Effort()
    begin(page, effort)
    effort.type(page, QUESTION, "M-Pesa fails")
    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    effort.type(page, "Which customer?", "Baobab Books")
    effort.press(page.get_by_role("button", name="Yes, this one"))
    expect(page.locator("main")).to_contain_text("Done. Your number is REP-")
    assert incident.affected_customers.get().name == "Baobab Books"
    assert (effort.keys, effort.presses, effort.seconds) == (24, 3, 10.2)


def test_a_new_problem_is_sent_with_three_fields(visitor, reporter, incident):
    page, effort = visitor(reporter, width=PHONE, touch=True).open("/"), Effort()
    begin(page, effort)
    effort.type(page, QUESTION, "Cannot print invoices")
    effort.type(page, "Which customer?", "Baobab Books")
    effort.type(page, "Since when?", "20m ago")
    expect(page.get_by_text("None of these looks like it")).to_be_visible()
    effort.press(page.get_by_role("button", name="Send the report"))
    expect(page.locator("main")).to_contain_text("Sent. Your number is REP-")
    assert Report.objects.get().state == ReportState.NEW
    assert (effort.keys, effort.presses, effort.seconds) == (40, 4, 16.0)


def test_after_r_what_is_typed_stands_in_the_first_field(visitor, reporter, incident):
    page = visitor(reporter).open("/say/following/")
    page.keyboard.press("r")
    expect(page.locator("h1")).to_have_text("Report a problem")
    page.keyboard.type("M-Pesa fails")
    expect(page.get_by_label(QUESTION)).to_have_value("M-Pesa fails")


def test_tab_leads_through_the_questions_and_a_name_typed_there_presses_nothing(visitor, reporter, incident):
    page = visitor(reporter).open("/reports/new/")
    page.get_by_label(QUESTION).focus()
    page.keyboard.type("M-Pesa fails")
    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    expect(page.get_by_text("It may be known")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("Acme Ltd")
    expect(page.get_by_label("Which customer?")).to_have_value("Acme Ltd")
    page.keyboard.press("Tab")
    page.keyboard.type("20m ago")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=f"Yes, this one: {incident.reference}")).to_be_focused()
    page.keyboard.type("rgh")  # keys of the page, which would leave it
    expect(page.get_by_label("Since when?")).to_have_value("20m ago")
    expect(page.locator("h1")).to_have_text("Report a problem")
    assert not Report.objects.exists()


def test_enter_in_a_field_sends_the_report_and_never_joins(visitor, reporter, incident):
    page = visitor(reporter, width=PHONE).open("/reports/new/")
    page.get_by_label(QUESTION).fill("M-Pesa fails")
    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    page.get_by_label("Which customer?").press("Enter")
    expect(page.locator("main")).to_contain_text("Sent. Your number is REP-")
    assert Report.objects.get().incident is None


def test_without_scripts_a_button_says_whether_it_is_known(visitor, reporter, incident):
    page = visitor(reporter, width=PHONE, scripts=False).open("/reports/new/")
    page.get_by_label(QUESTION).fill("M-Pesa fails")
    page.get_by_label("Which customer?").fill("Mara")
    steps.press(page, "Is it known?")
    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    expect(page.get_by_label(QUESTION)).to_have_value("M-Pesa fails")
    page.get_by_role("button", name="Yes, this one").click()
    expect(page.locator("main")).to_contain_text("Done. Your number is REP-")
    assert Report.objects.get().customer == "Mara"
    page.goto(page.url.partition("/reports/")[0] + "/reports/new/")
    page.get_by_label(QUESTION).fill("Cannot print invoices")
    steps.press(page, "Send the report")
    expect(page.locator("main")).to_contain_text("Sent. Your number is REP-")


def test_a_thread_that_was_pasted_is_not_cut_off(visitor, reporter):
    page = visitor(reporter, width=PHONE).open("/reports/new/")
    thread = "\n".join(f"> line {n} of a long thread of mails" for n in range(2000))
    page.get_by_label(QUESTION).fill(thread)
    steps.press(page, "Send the report")
    expect(page.locator("main")).to_contain_text("Sent. Your number is REP-")
    assert not scrolls_sideways(page)
    assert Report.objects.get().text.replace("\r\n", "\n") == thread


@pytest.mark.parametrize("scripts", [True, False])
def test_a_group_becomes_one_incident_in_triage(visitor, responder, reporter, scripts):
    colleague = make_user("Joy Mutua", role="reporter")
    for person, text in ((reporter, "The basket is empty"), (colleague, "basket stays empty"), (reporter, "No tax")):
        make_report(person, text, customer=f"Customer of {person.name}")
    page = visitor(responder, width=PHONE, scripts=scripts).open("/reports/")
    page.get_by_role("link", name="Triage").click()
    expect(page.locator("form.triage-group")).to_have_count(2)
    assert not scrolls_sideways(page)
    group = page.locator("form.triage-group", has_text="2 reports")
    steps.press(group, "Declare an incident")
    expect(page.get_by_label("What is wrong?")).to_have_value("The basket is empty")
    page.get_by_label("SEV2").check()
    steps.press(page, "Declare incident")
    expect(page.locator("h1")).to_have_text("The basket is empty")
    assert Incident.objects.get().reports.count() == 2


def test_a_group_is_linked_or_answered_on_a_phone(visitor, responder, reporter):
    incident = make_incident("Baskets", by=responder)
    for text in ("The basket is empty", "basket stays empty", "No tax on invoices"):
        make_report(reporter, text)
    page = visitor(responder, width=PHONE).open("/reports/triage/")
    group = page.locator("form.triage-group", has_text="2 reports")
    group.get_by_text("A known incident").click()
    group.get_by_label("Incident", exact=True).fill(incident.reference)
    steps.press(group, "Link")
    expect(page.locator("main")).to_contain_text(f"2 reports linked to {incident.reference}")
    last = page.locator("form.triage-group")
    last.get_by_text("Not an incident").click()
    last.get_by_label("What can the reporter tell the customer?").fill("There is none in Kenya.")
    steps.press(last, "Decline with this answer")
    expect(page.locator("main")).to_contain_text("Nothing waits")
