"""What is logged while something is in the way arrives once, in order; what is refused keeps its words.

Once in the normal run, twenty times each in `make soak`.
"""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from incidents.models import TimelineEntry
from incidents.services.members import remove_member, set_privacy
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident
from tests.journeys import steps
from tests.journeys.queue import ROUNDS, arrive, banner, enter, held_back, stored, waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, params=ROUNDS)
def _round(request):
    return request.param


@pytest.fixture
def incident(responder):
    return make_incident("Customers cannot buy", by=responder, zone="Africa/Nairobi")


def room(incident):
    return f"/incidents/{incident.pk}/"


def cut(someone):
    """Entries do not reach the server, all else does; the way is free again with what this returns."""
    someone.context.route("**/entries/", lambda route: route.abort())
    return lambda: someone.context.unroute("**/entries/")


def connect(page):
    """The browser says that it is connected again, which sends what waits without the pause."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_enter_empties_the_field_at_once_and_the_entry_arrives(visitor, responder, incident):
    page = visitor(responder).open(room(incident))
    enter(page, "Restarted the **database**")
    expect(page.locator("li.entry[id]", has_text="Restarted the database")).to_be_visible()
    expect(waiting(page)).to_have_count(0)
    assert stored(incident) == ["Restarted the **database**"]


def test_offline_entries_wait_and_go_out_in_order(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    someone.context.set_offline(True)
    for text in ("Rolling back", "First server is back", "All four are back"):
        enter(page, text)
    expect(waiting(page)).to_have_count(3)
    expect(waiting(page).first).to_contain_text("waiting to be sent")
    expect(banner(page)).to_contain_text("3 entries waiting.")
    expect(banner(page)).to_contain_text("A private window forgets them when it is closed.")
    assert stored(incident) == []
    someone.context.set_offline(False)
    arrive(page, incident, ["Rolling back", "First server is back", "All four are back"])
    expect(banner(page)).to_have_count(0)


def test_a_reload_while_they_wait(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    free = cut(someone)
    for text in ("One", "Two"):
        enter(page, text)
    expect(banner(page)).to_contain_text("2 entries waiting.")
    page.reload()
    expect(waiting(page)).to_have_count(2)
    free()
    connect(page)
    arrive(page, incident, ["One", "Two"])


def test_a_link_to_an_entry_is_not_scrolled_away_by_what_waits(offline, responder, incident):
    first, *_ = [make_entry(incident, f"Looked at shard {number}") for number in range(40)]
    someone = offline(responder)
    page = someone.open(room(incident))
    cut(someone)
    enter(page, "One")
    expect(waiting(page)).to_be_in_viewport()
    expect(banner(page)).to_contain_text("1 entry waiting.")
    someone.open("/incidents/")
    page = someone.open(f"{room(incident)}#entry-{first.pk}")
    expect(waiting(page)).to_have_count(1)
    expect(page.locator(f"#entry-{first.pk}")).to_be_in_viewport()


def test_a_clock_that_is_wrong_does_not_call_waiting_what_is_under_way(offline, responder, incident):
    page = offline(responder).open(room(incident))
    page.evaluate("document.documentElement.dataset.ahead = -3_600_000")  # this browser's clock is an hour ahead
    under_way = held_back(page)
    with page.expect_request("**/entries/"):
        enter(page, "One")
    expect(waiting(page)).to_contain_text("being sent")
    under_way[0].continue_()
    arrive(page, incident, ["One"])


def test_a_closed_tab_and_another_page_opened_later(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    free = cut(someone)
    for text in ("One", "Two"):
        enter(page, text)
    expect(banner(page)).to_contain_text("2 entries waiting.")
    page.close()
    free()
    again = someone.context.new_page()
    again.goto(f"{someone.base}/incidents/")
    arrive(again, incident, ["One", "Two"])


def test_an_answer_that_is_lost_on_its_way_back(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    reached = []

    def lose(route):
        reached.append(route.fetch().status)
        route.abort()

    page.route("**/entries/", lose, times=1)
    enter(page, "One")
    expect(banner(page)).to_contain_text("1 entry waiting.")
    assert (reached, stored(incident)) == ([200], ["One"])
    enter(page, "Two")
    connect(page)
    arrive(page, incident, ["One", "Two"])


def test_a_busy_server_is_tried_again(offline, responder, incident):
    page = offline(responder).open(room(incident))
    page.route("**/entries/", lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}), times=1)
    for text in ("One", "Two"):
        enter(page, text)
    arrive(page, incident, ["One", "Two"])


def test_the_button_of_the_banner_does_not_wait_for_the_pause(offline, responder, incident):
    page = offline(responder).open(room(incident))
    page.route("**/entries/", lambda route: route.fulfill(status=503, headers={"Retry-After": "3600"}), times=1)
    enter(page, "One")
    steps.press(banner(page), "Try now")
    arrive(page, incident, ["One"])


def test_what_the_server_asks_about_does_not_hold_up_the_others(offline, responder, incident):
    page = offline(responder).open(room(incident))
    for text in ("/status exploded", "Two"):
        enter(page, text)
    arrive(page, incident, ["Two"], left=1)
    steps.press(waiting(page), "Edit")
    waiting(page).get_by_label("What happened").fill("One")
    steps.press(waiting(page), "Log it")
    arrive(page, incident, ["Two", "One"])


@pytest.fixture
def refused(offline, responder, manager, incident):
    """A page with an entry that came too late: its room was closed to the person meanwhile."""
    someone = offline(responder)
    page = someone.open(room(incident))
    free = cut(someone)
    enter(page, "The gateway is back")
    expect(banner(page)).to_contain_text("1 entry waiting.")
    set_privacy(incident=incident, actor=manager, is_private=True)
    remove_member(incident=incident, actor=manager, person=responder)
    free()
    page = someone.open("/incidents/waiting/")
    expect(waiting(page).get_by_role("alert")).to_contain_text("no longer exists, or you no longer have access")
    expect(waiting(page)).to_contain_text("The gateway is back")
    return page


def test_what_is_refused_keeps_its_words_and_goes_elsewhere(refused, manager, incident):
    other = make_incident("Search is slow", by=manager)
    row = waiting(refused)
    expect(row.get_by_role("button", name="Copy")).to_be_visible()
    steps.press(row, "Log to another incident")
    row.get_by_label("Incident number").fill(other.reference)
    steps.press(row, "Log it there")
    arrive(refused, other, ["The gateway is back"])
    assert stored(incident) == []


def test_what_is_refused_is_thrown_away_only_when_asked_twice(refused, incident):
    steps.press(waiting(refused), "Discard")
    expect(waiting(refused)).to_contain_text("There is no other copy.")
    refused.locator(".waiting-form").get_by_role("button", name="Discard").click()
    expect(waiting(refused)).to_have_count(0)
    expect(refused.locator("#waiting-none")).to_be_visible()
    assert stored(incident) == []


def test_somebody_else_at_the_browser_neither_sees_nor_sends_them(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    free = cut(someone)
    for text in ("One", "Two"):
        enter(page, text)
    expect(banner(page)).to_contain_text("2 entries waiting.")
    someone.log_in(make_user("Brian Kimani"))
    free()
    connect(page)
    expect(banner(page)).to_contain_text("Somebody else is now logged in to this browser. 2 entries waiting.")
    page.goto(someone.base + room(incident))
    enter(page, "Three, by Brian")
    arrive(page, incident, ["Three, by Brian"])
    expect(page.locator("body")).not_to_contain_text("One")
    someone.log_in(responder)
    page.goto(someone.base + room(incident))
    arrive(page, incident, ["Three, by Brian", "One", "Two"])
    authors = TimelineEntry.objects.told().order_by("seq").values_list("author__name", flat=True)
    assert list(authors) == ["Brian Kimani", "Amina Otieno", "Amina Otieno"]


def test_a_session_that_ends_and_a_login_in_another_tab(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    Session.objects.all().delete()
    for text in ("One", "Two"):
        enter(page, text)
    expect(banner(page)).to_contain_text("You were logged out. 2 entries waiting.")
    someone.log_in(responder)
    elsewhere = someone.context.new_page()
    elsewhere.goto(f"{someone.base}/incidents/")
    arrive(page, incident, ["One", "Two"])


def test_two_tabs_send_each_entry_once(offline, responder, incident):
    someone = offline(responder)
    page = someone.open(room(incident))
    other = someone.context.new_page()
    other.goto(someone.base + room(incident))
    free = cut(someone)
    enter(page, "One")
    enter(other, "Two")
    enter(page, "Three")
    expect(waiting(other)).to_have_count(3)
    free()
    connect(other)
    for tab in (page, other):
        arrive(tab, incident, ["One", "Two", "Three"])
