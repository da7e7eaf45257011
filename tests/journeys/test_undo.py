"""Undoing what was just logged: by a key, by its button, without scripts, and when it fails."""

import pytest
from playwright.sync_api import expect

from incidents.models import TimelineEntry
from tests.factories.incidents import make_entry, make_incident
from tests.journeys import queue
from tests.journeys.steps import begin_to_correct, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, zone="UTC")


@pytest.fixture
def room(visitor, responder, incident):
    return visitor(responder).open(f"/incidents/{incident.pk}/")


def say(page):
    return page.locator("#say")


def test_undo_by_key_strikes_and_gives_the_words_back(room, incident):
    say(room).focus()
    room.keyboard.type("wrong rooom")
    room.keyboard.press("Enter")
    expect(room.locator("form.undo")).to_be_visible()
    room.keyboard.press("Control+z")
    expect(room.locator("li.entry-struck", has_text="wrong rooom")).to_contain_text("undone by its author")
    expect(say(room)).to_have_value("wrong rooom")
    assert TimelineEntry.objects.get(text="wrong rooom").struck_at


def test_undo_of_what_was_asked_about_gives_back_its_own_words(room, incident):
    queue.enter(room, "/status exploded")
    queue.enter(room, "logged meanwhile")
    queue.arrive(room, incident, ["logged meanwhile"], left=1)
    press(queue.waiting(room), "Edit")
    queue.waiting(room).get_by_label("What happened").fill("it exploded")
    press(queue.waiting(room), "Log it")
    queue.arrive(room, incident, ["logged meanwhile", "it exploded"])
    entry = TimelineEntry.objects.get(text="it exploded")
    room.locator(f"form.undo[data-entry='{entry.pk}']").get_by_role("button").click()
    expect(room.locator("li.entry-struck", has_text="it exploded")).to_be_visible()
    expect(say(room)).to_have_value("it exploded")


def test_a_warning_about_a_name_leaves_the_offer_to_undo(room):
    queue.enter(room, "wrong room")
    room.locator("form.undo").hover()  # then the offer stays
    warning = room.locator("#notice .note-warn")
    queue.enter(room, "/sev 2 says @zoe")
    expect(warning).to_have_text("No responder is called @zoe, so nobody is notified by that.")
    expect(room.locator("form.undo")).to_be_visible()
    queue.enter(room, "/sev 1 says who saw it")
    expect(warning).to_have_count(0)
    form = begin_to_correct(room, TimelineEntry.objects.get(text="wrong room"))
    form.get_by_label("Text").fill("the room of @zed")
    press(form, "Correct it")
    expect(warning).to_have_text("No responder is called @zed, so nobody is notified by that.")


@pytest.mark.parametrize("touch", [False, True], ids=["desk", "phone"])
def test_undo_that_fails_says_so_and_stays(offline, responder, incident, touch):
    page = offline(responder, touch=touch, width=390 if touch else 1440).open(f"/incidents/{incident.pk}/")
    queue.enter(page, "wrong room")
    toast = page.locator("form.undo")
    expect(toast).to_be_visible()
    page.route("**/undo/", lambda route: route.abort())
    toast.get_by_role("button").click()
    expect(toast.get_by_text("Not undone: Debrief cannot be reached.")).to_be_in_viewport(ratio=1)
    expect(say(page)).to_have_value("")
    page.unroute("**/undo/")
    page.route("**/undo/", lambda route: route.fulfill(status=422, body="<p class=note>Too late.</p>"))
    toast.get_by_role("button").click()
    expect(toast.get_by_text("Not undone: it was too late.")).to_be_visible()
    expect(page.locator("#notice")).to_be_empty()
    expect(page.locator("#timeline li.entry", has_text="wrong room")).to_be_visible()
    page.unroute("**/undo/")
    toast.get_by_role("button").click()
    expect(page.locator("li.entry-struck", has_text="wrong room")).to_be_visible()
    expect(say(page)).to_have_value("wrong room")


def test_undo_offered_by_the_server_says_so_too(offline, responder, incident):
    entry, someone = make_entry(incident, "wrong room", by=responder), offline(responder)
    someone.context.add_cookies([{"name": "debrief_undo", "value": str(entry.pk), "url": someone.base}])
    page = someone.open(f"/incidents/{incident.pk}/")
    page.route("**/undo/", lambda route: route.abort())
    page.locator("form.undo").get_by_role("button").click()
    expect(page.locator("form.undo").get_by_text("Not undone: Debrief cannot be reached.")).to_be_visible()


def test_undo_by_its_button(room):
    say(room).focus()
    room.keyboard.type("wrong room")
    room.keyboard.press("Enter")
    room.get_by_role("button", name="Undo").click()
    expect(room.locator("li.entry-struck", has_text="wrong room")).to_be_visible()


def test_without_scripts_undo_is_offered_too(visitor, responder, incident):
    page = visitor(responder, scripts=False).open(f"/incidents/{incident.pk}/")
    page.get_by_label("What happened?").fill("/star wrong room")
    press(page, "Log it")
    press(page, "Undo")
    expect(page.locator("li.entry-struck", has_text="wrong room")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
