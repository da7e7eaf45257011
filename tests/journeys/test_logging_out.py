"""What stays in a browser after logging out: nothing of private incidents but what its author chose to keep."""

import pytest
from playwright.sync_api import expect

from tests.factories.incidents import make_incident, make_private_incident
from tests.journeys import queue
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

HOLDS = "words => JSON.stringify({...localStorage}).includes(words)"
WAITING = """() => new Promise((resolve) => {
    const opening = indexedDB.open("debrief");
    opening.onsuccess = () => {
        const found = opening.result.transaction("entries").objectStore("entries").count();
        found.onsuccess = () => { opening.result.close(); resolve(found.result); };
    };
})"""


@pytest.fixture
def secret(responder):
    return make_private_incident(by=responder, title="Salaries leaked")


def typed(page, words):
    page.get_by_label("What happened?").fill(words)
    wait_until(lambda: page.evaluate(HOLDS, words), "the draft is kept")


def left_waiting(page, words):
    """An entry that the server did not take: the network went while it was sent."""
    page.route("**/entries/", lambda route: route.abort())
    queue.enter(page, words)
    expect(queue.waiting(page)).to_have_count(1)


def begin_to_log_out(page):
    page.goto(page.url.split("/incidents")[0] + "/profile/")
    queue.ready(page)
    page.get_by_role("main").get_by_role("button", name="Log out").click()


def logged_out(page):
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_drafts_of_private_incidents_go_and_others_stay(visitor, responder, secret):
    page = visitor(responder).open(f"/incidents/{secret.pk}/")
    typed(page, "Whose salary it was")
    plain = make_incident("Shop unreachable", by=responder)
    page.goto(page.url.replace(f"/{secret.pk}/", f"/{plain.pk}/"))
    typed(page, "The cache is cold")
    begin_to_log_out(page)
    expect(page.get_by_text("Unsaved text from private incidents is removed")).to_be_visible()
    expect(page.get_by_role("link", name=f"/incidents/{secret.pk}/")).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()
    logged_out(page)
    assert not page.evaluate(HOLDS, "Whose salary it was")
    assert page.evaluate(HOLDS, "The cache is cold")


def test_so_does_the_draft_of_an_incident_that_is_being_declared_private(visitor, responder):
    page = visitor(responder).open("/incidents/new/")
    page.get_by_text("What customers see, start time").click()
    words, private = page.locator("form textarea[name=summary]"), page.locator("[name=is_private]")
    words.fill("Whose salary it was")
    wait_until(lambda: page.evaluate(HOLDS, "Whose salary it was"), "the draft is kept")
    private.evaluate("box => box.click()")
    wait_until(lambda: page.evaluate(HOLDS, "inPrivate"), "the draft is known to be private")
    begin_to_log_out(page)
    expect(page.get_by_text("Unsaved text from private incidents is removed")).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()
    logged_out(page)
    assert not page.evaluate(HOLDS, "Whose salary it was")


def test_an_entry_that_waits_is_sent_first_when_its_author_says_so(offline, responder, secret):
    page = offline(responder).open(f"/incidents/{secret.pk}/")
    left_waiting(page, "It is the whole table")
    begin_to_log_out(page)
    expect(page.get_by_text("1 entry waits in this browser.")).to_be_visible()
    page.unroute("**/entries/")
    page.get_by_role("button", name="Send now").click()
    wait_until(lambda: queue.stored(secret) == ["It is the whole table"], "it is stored", queue.PATIENCE)
    expect(page.get_by_role("button", name="Log out", exact=True)).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()
    logged_out(page)


@pytest.mark.parametrize(("button", "left"), [("Keep them for me and log out", 1), ("Discard them and log out", 0)])
def test_or_it_is_kept_or_discarded(offline, responder, secret, button, left):
    page = offline(responder).open(f"/incidents/{secret.pk}/")
    left_waiting(page, "It is the whole table")
    begin_to_log_out(page)
    page.get_by_role("button", name=button).click()
    logged_out(page)
    assert page.evaluate(WAITING) == left
    assert queue.stored(secret) == []


def test_who_leaves_nothing_behind_is_not_asked(visitor, responder, secret):
    page = visitor(responder).open(f"/incidents/{secret.pk}/")
    queue.ready(page)
    begin_to_log_out(page)
    logged_out(page)
