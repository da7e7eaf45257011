"""Where nothing reaches the server, or it answers with an error, the page says so, and keeps what was typed."""

import pytest
from playwright.sync_api import expect

from core.limits import Limit, spend
from tests.factories.incidents import make_entry, make_incident
from tests.journeys import queue, steps

pytestmark = pytest.mark.django_db(transaction=True)

AWAY = "Not saved: Debrief cannot be reached."
KEPT = f"{AWAY} What you typed is still here."


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


@pytest.fixture
def entry(incident):
    return make_entry(incident, "Restarted the datbase")


@pytest.fixture
def someone(offline, responder, entry):
    arrived = offline(responder)
    queue.ready(arrived.open(f"/incidents/{entry.incident_id}/"))
    return arrived


def alert(place):
    return place.get_by_role("alert").filter(has_text="Not ")


def test_a_correction_that_cannot_be_sent_says_so_beside_its_button(someone, entry):
    form = steps.begin_to_correct(someone.page, entry)
    form.get_by_label("Text").fill("Restarted the database")
    someone.context.set_offline(True)
    for _ in range(2):
        steps.press(form, "Correct it")
        expect(alert(form)).to_have_text(KEPT)
        expect(alert(form)).to_be_in_viewport(ratio=1)
    expect(form.get_by_label("Text")).to_have_value("Restarted the database")
    someone.context.set_offline(False)
    steps.press(form, "Correct it")
    expect(someone.page.locator(f"#entry-{entry.pk}")).to_contain_text("Restarted the database")
    expect(alert(someone.page)).to_have_count(0)


def test_a_star_that_cannot_be_sent_says_so_until_the_next_one_is(someone, entry):
    page, starred = someone.page, someone.page.locator(f"#entry-{entry.pk}")
    starred.focus()
    someone.context.set_offline(True)
    page.keyboard.press("s")
    expect(alert(page.locator("#notice"))).to_have_text(AWAY)
    expect(alert(page)).to_be_in_viewport(ratio=1)
    someone.context.set_offline(False)
    page.keyboard.press("s")
    expect(starred).to_contain_text("starred")
    expect(alert(page)).to_have_count(0)


def test_a_change_that_cannot_be_sent_says_so_in_its_dialog(someone):
    form = steps.begin(someone.page, "Mark as mitigated")
    form.get_by_label("Note").fill("Rolled back")
    someone.context.set_offline(True)
    steps.press(form, "Mark as mitigated")
    expect(alert(form)).to_have_text(KEPT)
    expect(form.get_by_label("Note")).to_have_value("Rolled back")
    someone.context.set_offline(False)
    steps.press(form, "Mark as mitigated")
    expect(steps.status(someone.page)).to_have_text("Mitigated")


def test_a_dialog_that_does_not_come_says_so(someone, entry):
    someone.context.set_offline(True)
    someone.page.locator(f"#entry-{entry.pk} .entry-tools a").click()
    expect(alert(someone.page.locator("#notice"))).to_have_text("Not loaded: Debrief cannot be reached.")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "it no longer exists, or you no longer have access to it"),
        (403, "your role does not allow that"),
        (429, "very much was sent from your network in a short time; wait a minute, then try again"),
        (500, "Debrief answered 500"),
        (507, "the disk of Debrief is full; tell an admin"),
    ],
)
def test_an_answer_that_is_an_error_is_said(someone, entry, status, words):
    page = someone.page
    page.route("**/star/", lambda route: route.fulfill(status=status, body="<p>Something else</p>"))
    page.locator(f"#entry-{entry.pk}").focus()
    page.keyboard.press("s")
    expect(alert(page.locator("#notice"))).to_have_text(f"Not saved: {words}.")
    expect(page.locator(f"#entry-{entry.pk}")).to_be_focused()


def test_what_is_too_much_is_said_in_the_words_of_the_server(someone, responder):
    page = someone.page
    spend(Limit.SEARCHES, responder.pk, Limit.SEARCHES.most)
    page.get_by_role("link", name="Find similar incidents").click()
    expect(page.locator("#notice").get_by_role("alert")).to_contain_text("more than 120 searches in a minute")


def test_a_preview_that_fails_says_nothing(someone):
    page, asked = someone.page, []
    page.on("requestfailed", lambda request: asked.append(request.url) if "/preview/" in request.url else None)
    someone.context.set_offline(True)
    with page.expect_event("requestfailed", lambda request: "/preview/" in request.url):
        page.get_by_label("What happened?").press_sequentially("5m ago")
    expect(page.get_by_label("What happened?")).to_have_value("5m ago")
    expect(alert(page)).to_have_count(0)
