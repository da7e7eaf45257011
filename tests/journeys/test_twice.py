"""Sent twice it is stored once; two tabs that change one thing both keep their words."""

import pytest
from playwright.sync_api import expect

from actions.models import ActionItem
from customers.models import Report
from incidents.models import Incident, TimelineEntry
from postmortems.enums import SectionKind
from postmortems.models import SectionRevision
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem, section_of
from tests.journeys import steps
from tests.journeys.queue import ROUNDS, waiting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"]),
]


@pytest.fixture
def sends_twice(visitor, scripts):
    """Somebody whose every form reaches the server twice, as on bad Wi-Fi; `sends_twice(user).open(path)`."""
    answers = []

    def twice(route):
        if route.request.method == "POST" and not route.request.url.endswith("/preview/"):
            answers.append(route.fetch(max_redirects=0).status)
        route.continue_()

    def arrive(user):
        someone = visitor(user, scripts=scripts)
        someone.page.route("**", twice)
        return someone

    yield arrive
    assert set(answers) <= {200, 302}, answers
    assert answers


def press_twice(place, words):
    """Double clicks the button."""
    place.get_by_role("button", name=words, exact=True).dblclick()


def test_a_double_click_declares_logs_and_resolves_once(sends_twice, responder):
    page = sends_twice(responder).open("/incidents/new/")
    page.get_by_label("What is wrong?").fill("Nobody can pay")
    page.get_by_label("SEV3").check()
    press_twice(page, "Declare incident")
    expect(page.locator("h1")).to_have_text("Nobody can pay")

    page.get_by_label("What happened?").fill("Restarted the gateway")
    press_twice(page, "Log it")
    expect(page.locator("li.entry[id]", has_text="Restarted the gateway")).to_have_count(1)
    expect(waiting(page)).to_have_count(0)

    form = steps.begin(page, "Mark as resolved")
    form.get_by_label("Note").fill("It works again")
    press_twice(form, "Mark as resolved")
    expect(steps.status(page)).to_have_text("Resolved")
    expect(page.locator("li.entry", has_text="It works again")).to_have_count(1)

    incident = Incident.objects.get()
    assert incident.entries.told().count() == 2
    assert incident.marks.filter(milestone="resolved").count() == 1


def test_a_double_click_reports_once(sends_twice, reporter):
    page = sends_twice(reporter).open("/reports/new/")
    page.get_by_label("What can the customer not do?").fill("Acme cannot pay")
    press_twice(page, "Send the report")
    expect(page.locator("h1")).to_have_text("Acme cannot pay")
    assert Report.objects.count() == 1


def test_a_double_click_saves_adds_and_agrees_once(sends_twice, responder):
    postmortem = make_postmortem(author=responder)
    number = postmortem.incident_id
    causes = section_of(postmortem, SectionKind.ROOT_CAUSE)
    page = sends_twice(responder).open(f"/incidents/{number}/postmortem/sections/{causes.pk}/")
    page.get_by_label("Text", exact=True).fill("The cache stayed.")
    press_twice(page, "Save")
    expect(page.locator(".editor-foot")).to_contain_text("Version 1")

    page.locator("form.row-add textarea").fill("Nothing clears the cache")
    press_twice(page, "Add")
    expect(page.locator(".edit-list li")).to_have_count(1)

    page.get_by_role("link", name="Add action item").first.click()
    page.get_by_label("Title").fill("Clear the cache on rollback")
    press_twice(page, "Create action item")
    expect(page.locator("h1")).to_have_text("Clear the cache on rollback")

    assert SectionRevision.objects.count() == 1
    assert postmortem.factors.count() == 1
    assert ActionItem.objects.count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_browsers_that_correct_one_entry_keep_both_texts(visitor, responder, scripts, _round):
    incident = make_incident("Nobody can pay", by=responder)
    entry = make_entry(incident, "Restarted the datbase")
    tabs = [visitor(user, scripts=scripts).open(f"/incidents/{incident.pk}/") for user in (responder, make_user())]
    forms = [steps.begin_to_correct(page, entry) for page in tabs]
    for form, text in zip(forms, ("Restarted the database", "Restarted the database on db-3"), strict=True):
        form.get_by_label("Text").fill(text)
    steps.press(forms[0], "Correct it")
    expect(tabs[0].locator(f"#entry-{entry.pk}")).to_contain_text("Restarted the database")
    steps.press(forms[1], "Correct it")

    met = forms[1]
    expect(met.get_by_role("alert")).to_contain_text("Somebody else corrected this entry in the meantime")
    expect(met.get_by_role("alert")).to_contain_text("Restarted the database")
    expect(met.get_by_label("Text")).to_have_value("Restarted the database on db-3")
    steps.press(met, "Correct it")
    expect(tabs[1].locator(f"#entry-{entry.pk}")).to_contain_text("Restarted the database on db-3")

    entry.refresh_from_db()
    assert entry.text == "Restarted the database on db-3"
    earlier = entry.revisions.order_by("pk").values_list("text", flat=True)
    assert list(earlier) == ["Restarted the datbase", "Restarted the database"]


def test_two_tabs_that_save_one_section_keep_both_texts(visitor, responder, scripts):
    postmortem = make_postmortem(author=responder)
    summary = section_of(postmortem, SectionKind.SUMMARY)
    address = f"/incidents/{postmortem.incident_id}/postmortem/sections/{summary.pk}/"
    tabs = [visitor(user, scripts=scripts).open(address) for user in (make_user("Brian Kimani"), responder)]
    for page, text in zip(tabs, ("Nobody could pay.", "Checkout was down."), strict=True):
        page.get_by_label("Text", exact=True).fill(text)
        with steps.answered(page):
            steps.press(page, "Save")

    met = tabs[1]
    expect(met.get_by_role("heading", name="Brian Kimani saved this section while you were writing")).to_be_visible()
    for text in ("Nobody could pay.", "Checkout was down."):
        expect(met.locator(".merge-options")).to_contain_text(text)
    steps.press(met, "Save as version 2")
    expect(met.get_by_label("Text", exact=True)).to_have_value("Nobody could pay.\n\nCheckout was down.")

    bodies = SectionRevision.objects.filter(section=summary).order_by("pk").values_list("body", flat=True)
    assert list(bodies) == ["Nobody could pay.", "Checkout was down.", "Nobody could pay.\n\nCheckout was down."]
    assert TimelineEntry.objects.told().count() == 0
