"""A room opened once opens again without a network, for its person alone and never a private one."""

import pytest
from playwright.sync_api import expect

from accounts.enums import Role
from incidents.services.members import set_privacy
from incidents.services.timeline import redact_entry
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.journeys import steps
from tests.journeys.queue import KEPT, banner, enter, kept, look_again, stored, waiting, working
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident(responder):
    return make_incident("Customers cannot buy", by=responder, zone="Africa/Nairobi")


def room(incident):
    return f"/incidents/{incident.pk}/"


def open_once(offline, user, incident):
    """Somebody who opened the room; their browser keeps it."""
    someone = offline(user, worker=True)
    working(someone.open(room(incident)))
    kept(someone.page, room(incident))
    return someone


def test_a_room_opens_without_a_network_and_takes_entries(offline, responder, incident):
    make_entry(incident, "Rolled back one of four")
    someone = open_once(offline, responder, incident)
    page = someone.page
    someone.context.set_offline(True)
    page.reload()
    expect(page.locator("li.entry[id]", has_text="Rolled back one of four")).to_be_visible()
    expect(banner(page)).to_contain_text("This is the incident as of")
    for text in ("Rolled back two", "Rolled back three"):
        enter(page, text)
    expect(banner(page)).to_contain_text("2 entries waiting.")
    expect(page.locator("[data-away]")).to_contain_text("2 entries waiting.")
    expect(page.locator("[data-away]")).to_be_in_viewport(ratio=1)
    expect(waiting(page).last).to_be_in_viewport(ratio=1)
    page.reload()
    expect(waiting(page)).to_have_count(2)
    enter(page, "Rolled back four")
    expect(waiting(page)).to_have_count(3)
    page.reload()  # the page from the browser's store comes with the same UUID again
    expect(waiting(page)).to_have_count(3)
    assert stored(incident) == ["Rolled back one of four"]
    someone.context.set_offline(False)
    told = ["Rolled back one of four", "Rolled back two", "Rolled back three", "Rolled back four"]
    wait_until(lambda: stored(incident) == told, "all went out")
    expect(waiting(page)).to_have_count(0)
    expect(page.locator("[data-away]")).to_be_hidden()


def test_what_is_logged_online_and_again_from_the_kept_room_is_two_entries(offline, responder, incident):
    someone = open_once(offline, responder, incident)
    page = someone.page
    enter(page, "Rolled back")
    wait_until(lambda: stored(incident) == ["Rolled back"], "the first went out")
    someone.context.set_offline(True)
    page.reload()
    enter(page, "Rolled forward")
    someone.context.set_offline(False)
    wait_until(lambda: stored(incident) == ["Rolled back", "Rolled forward"], "the second went out, too")
    expect(waiting(page)).to_have_count(0)


def test_other_pages_say_so_and_lead_to_the_rooms_that_open(offline, responder, incident):
    someone = open_once(offline, responder, incident)
    page = someone.page
    someone.context.set_offline(True)
    enter(page, "Rolled back")
    page.goto(someone.base + "/postmortems/")
    expect(page.locator("h1")).to_have_text("Debrief cannot be reached")
    expect(banner(page)).to_contain_text("1 entry waiting in this browser.")
    page.get_by_role("link", name=f"{incident.reference} Customers cannot buy").click()
    expect(page.locator("h1")).to_have_text("Customers cannot buy")
    expect(waiting(page)).to_contain_text("Rolled back")
    page.goto(someone.base + "/postmortems/")
    someone.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Postmortems")
    wait_until(lambda: stored(incident) == ["Rolled back"], "it went out from another page")
    expect(banner(page)).to_have_count(0)


def kept_by_now(someone, incident):
    """Opens another room until the browser keeps it: by then it has done with what was opened before."""
    working(someone.open(room(incident)))
    kept(someone.page, room(incident))


def test_a_private_room_is_not_kept(offline, responder, incident):
    private = make_private_incident(by=responder)
    someone = open_once(offline, responder, incident)
    working(someone.open(room(private)))
    kept_by_now(someone, make_incident("Search is slow", by=responder))
    assert not someone.page.evaluate(KEPT, [room(private), ""])
    someone.context.set_offline(True)
    someone.page.goto(someone.base + room(private))
    expect(someone.page.locator("h1")).to_have_text("Debrief cannot be reached")
    expect(someone.page.locator("#kept-rooms li")).to_have_count(2)


def test_a_room_made_private_later_is_removed_on_connecting(offline, manager, responder, incident):
    someone = open_once(offline, responder, incident)
    set_privacy(incident=incident, actor=manager, is_private=True)
    look_again(someone.open("/incidents/"))
    kept(someone.page, room(incident), is_kept=False)


def test_rooms_go_with_the_right_to_see_any(offline, responder, incident):
    someone = open_once(offline, responder, incident)
    responder.role = Role.REPORTER
    responder.save(update_fields=["role"])
    look_again(someone.open("/"))
    kept(someone.page, room(incident), is_kept=False)


def test_a_span_of_a_timeline_is_not_kept_as_the_room(offline, responder, incident):
    make_entry(incident, "The first")
    someone = open_once(offline, responder, incident)
    entry = make_entry(incident, "The last")
    working(someone.open(f"{room(incident)}?before={entry.pk}"))
    kept_by_now(someone, make_incident("Search is slow", by=responder))
    kept(someone.page, room(incident), holds="The first")
    assert not someone.page.evaluate(KEPT, [room(incident), "The last"])


def test_a_redaction_reaches_what_is_kept_on_connecting(offline, admin, responder, incident):
    entry = make_entry(incident, "The password is tuna-sandwich")
    someone = open_once(offline, responder, incident)
    page = someone.page
    kept(page, room(incident), holds="tuna-sandwich")
    redact_entry(entry=entry, actor=admin, reason="A password")
    look_again(someone.open("/incidents/"))
    kept(page, room(incident), holds="A password")
    someone.context.set_offline(True)
    page.goto(someone.base + room(incident))
    expect(page.locator(f"#entry-{entry.pk}")).to_contain_text("A password")
    expect(page.locator("main")).not_to_contain_text("tuna-sandwich")


def test_logging_out_removes_the_room_and_says_what_waits(offline, responder, incident):
    someone = open_once(offline, responder, incident)
    page = someone.page
    page.route("**/entries/", lambda route: route.abort())
    enter(page, "Rolled back")
    expect(waiting(page)).to_have_count(1)
    someone.open("/logout/")
    expect(page.locator("#leaving")).to_contain_text("1 entry waits in this browser")
    steps.press(page.get_by_role("main"), "Keep them for me and log out")
    expect(page.locator("h1")).to_have_text("Log in")
    expect(banner(page)).to_contain_text("1 entry waiting in this browser.")
    kept(page, room(incident), is_kept=False)
    assert stored(incident) == []


def test_somebody_else_at_the_same_browser_opens_nothing_of_the_first(offline, responder, incident):
    someone = open_once(offline, responder, incident)
    someone.log_in(make_user("Brian Kimani"))
    working(someone.open("/incidents/"))
    kept(someone.page, room(incident), is_kept=False)


def test_a_worker_can_be_called_back(offline, responder, incident, settings):
    someone = open_once(offline, responder, incident)
    settings.NO_SERVICE_WORKER = True
    page = someone.open("/incidents/")
    is_gone = "async () => !(await navigator.serviceWorker.getRegistration()) && (await caches.keys()).length === 0"
    wait_until(lambda: page.evaluate(is_gone), "the worker and what it kept are gone")
