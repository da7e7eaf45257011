"""What changes meanwhile takes nothing away from under a finger, a cursor or the focus."""

import pytest
from playwright.sync_api import expect

from incidents.enums import Milestone
from incidents.services.changes import StatusChange, change_status
from incidents.services.milestones import set_milestone
from incidents.services.tasks import TaskDetails, add_task, finish_task
from postmortems.services.postmortems import open_postmortem
from tests.factories.incidents import make_entry, make_incident
from tests.journeys import queue, steps

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident(responder):
    incident = make_incident(by=responder)
    for number in range(3):
        make_entry(incident, f"Looked at shard {number}.", by=responder)
    return incident


@pytest.fixture
def room(visitor, responder, incident):
    """A room without a stream, which asks for what changed when a test says so."""
    someone = visitor(responder)
    someone.context.route("**/changes/**", lambda route: route.abort())
    someone.tolerates_outages = True
    page = someone.open(f"/incidents/{incident.pk}/")
    queue.ready(page)
    return page


def hear(page, *, parts=0, entries=()):
    """The page asks what changed, and hears this."""
    room = int(page.locator("#live").get_attribute("data-room"))
    packet = {"room": room, "seq": 0, "parts": parts, "more": False, "again": False, "entries": list(entries)}
    page.route("**/changes/**", lambda route: route.fulfill(json=packet))  # as often as it asks
    page.evaluate("window.dispatchEvent(new Event('online'))")


def hear_of_parts(page):
    """What stands around the timeline changed."""
    hear(page, parts=1_000_000)


def arrive(page, entry):
    """An entry arrives as the stream tells it."""
    html = page.evaluate(
        """async (id) => {
          const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
          return page.getElementById(id).outerHTML;
        }""",
        f"entry-{entry.pk}",
    )
    hear(page, entries=[html])


def hold(page, place):
    """Presses the mouse on it, without letting go."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def test_an_older_answer_does_not_stand_over_a_newer_head(room, incident):
    held = []
    room.route("**/parts/**", lambda route: route.continue_() if held else held.append((route, route.fetch())))
    with room.expect_request("**/parts/**"):
        hear_of_parts(room)
    steps.move(room, "Mark as mitigated")
    expect(steps.status(room)).to_have_text("Mitigated")
    room.evaluate(
        """() => { window.shown = new Set(); const note = () => {
          window.shown.add(document.querySelector('#incident-head .status').textContent.trim()); };
          document.addEventListener('debrief:swapped', note); }"""
    )
    route, answer = held[0]
    route.fulfill(response=answer)
    room.wait_for_function("() => window.shown.size > 0")
    assert room.evaluate("[...window.shown]") == ["Mitigated"]


def test_the_focus_stays_in_the_part_when_its_own_button_went(room, responder, incident):
    tasks = [
        add_task(incident=incident, actor=responder, details=TaskDetails(text=text))
        for text in ("Call the bank", "Call the shop")
    ]
    room.reload()
    room.get_by_role("button", name="Done: Call the shop").focus()
    finish_task(task=tasks[1], actor=responder)
    hear_of_parts(room)
    expect(room.get_by_role("button", name="Done: Call the shop")).to_have_count(0)
    assert room.evaluate("document.activeElement.closest('#incident-side') !== null")


def test_what_is_pressed_in_a_part_stays_until_it_is_let_go(room, responder, incident):
    open_postmortem(incident=incident, actor=responder)
    room.reload()
    link = room.locator("#incident-side").get_by_role("link", name="Read the postmortem")
    hold(room, link)
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    with room.expect_response("**/parts/**"):
        hear_of_parts(room)
    expect(steps.status(room)).to_have_text("Mitigated")
    room.mouse.up()
    room.wait_for_url("**/postmortem/")


def test_the_dots_of_an_entry_stay_until_they_are_let_go(room, responder, incident):
    entry = incident.entries.get(text="Looked at shard 1.")
    shown = room.locator(f"#entry-{entry.pk}")
    hold(room, shown.locator(".entry-tools a"))
    set_milestone(entry=entry, actor=responder, milestone=Milestone.DETECTED)
    arrive(room, entry)
    expect(shown.locator(".milestone")).to_have_count(0)
    room.mouse.up()
    expect(room.locator("dialog#dialog[open]")).to_be_visible()
    expect(shown.locator(".milestone")).to_have_text("Detected")


def test_the_banner_moves_nothing_that_is_read(room, incident, responder):
    for number in range(30):
        make_entry(incident, f"Looked at host {number}.", by=responder)
    room.reload()
    queue.ready(room)
    room.evaluate(
        "document.documentElement.style.overflowAnchor = 'none'"
    )  # as in browsers that do not do it themselves
    read = room.locator("#timeline li.entry", has_text="Looked at host 20.")
    read.scroll_into_view_if_needed()
    before = read.bounding_box()["y"]
    room.context.set_offline(True)
    expect(queue.banner(room)).to_have_count(1)
    assert abs(read.bounding_box()["y"] - before) <= 1
