"""How the pages of a room hear of changes: one stream a browser, questions without it, and an end when it is closed."""

import pytest
from playwright.sync_api import expect

from accounts.enums import Role
from incidents.services.members import set_privacy
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident
from tests.journeys import queue, steps
from tests.journeys.steps import entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident(responder):
    incident = make_incident(by=responder, zone="Africa/Nairobi")
    for number in (3, 29):
        make_entry(incident, f"Looked at shard {number}.", by=responder)
    return incident


def test_tabs_of_one_browser_share_one_connection(arrive, responder, fatuma, incident):
    asked = []

    def count(context):
        context.on("request", lambda request: asked.append(request.url) if "/stream/" in request.url else None)

    first = arrive(fatuma, incident, before=count)
    second = first.context.new_page()
    second.goto(first.url)
    make_entry(incident, "Both see this.", by=responder)
    for page in (first, second):
        expect(entry(page, "Both see this.")).to_be_attached()
        expect(page.locator("#here").get_by_role("img", name="Fatuma Ali, you")).to_be_visible()
    assert len(asked) == 1
    first.close()
    expect(second.locator("#live[data-state=live]")).to_be_attached()
    make_entry(incident, "The other leads now.", by=responder)
    expect(entry(second, "The other leads now.")).to_be_attached()
    assert len(asked) == 2


def test_a_tab_that_closes_takes_its_person_out_of_its_room(arrive, responder, fatuma, incident):
    elsewhere = make_incident("Mail is late", by=responder)
    watching = arrive(responder, elsewhere)
    first = arrive(fatuma, incident)
    second = first.context.new_page()
    second.goto(first.url.replace(f"/{incident.pk}/", f"/{elsewhere.pk}/"))
    expect(watching.locator("#here").get_by_role("img", name="Fatuma Ali")).to_be_visible()
    second.close(run_before_unload=True)
    expect(watching.locator("#here").get_by_role("img", name="Fatuma Ali")).to_have_count(0)
    make_entry(incident, "Still connected.", by=responder)
    expect(entry(first, "Still connected.")).to_be_attached()


def test_who_is_here_has_a_name(arrive, responder, incident):
    manager = make_user("Grace Wanjiru", role=Role.MANAGER)
    page = arrive(responder, incident)
    arrive(manager, incident)
    expect(page.locator("#here").get_by_role("img", name="Grace Wanjiru")).to_have_text("GW")
    expect(page.locator("#here").get_by_role("img", name="Amina Otieno, you")).to_be_visible()


def test_where_no_stream_gets_through_the_page_asks(arrive, responder, fatuma, incident):
    page = arrive(
        fatuma, incident, state="asking", before=lambda context: context.route("**/stream/**", lambda r: r.abort())
    )
    make_entry(incident, "Asked for.", by=responder)
    expect(entry(page, "Asked for.")).to_be_attached()


def test_where_no_stream_process_stands_the_page_asks_at_once_after_what_this_person_did(arrive, fatuma, incident):
    """The browser's clock stands, so that no pause between questions ends by itself."""

    def begin(context):
        context.clock.install()
        context.route("**/stream/**", lambda route: route.fulfill(status=204))

    page = arrive(fatuma, incident, state="asking", before=begin)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    with page.expect_response("**/changes/**"):
        page.clock.run_for(6_000)  # the longest pause; after the answer the next one takes two seconds at least
    entry(page, "Looked at shard 3.").focus()
    with page.expect_request("**/changes/**"):
        page.keyboard.press("s")
        page.clock.run_for(300)


def test_where_joining_fails_again_and_again_the_page_asks(arrive, responder, fatuma, incident):
    def begin(route):
        route.fulfill(status=200, content_type="text/event-stream", body=": here\n\n")

    page = arrive(fatuma, incident, state="asking", before=lambda context: context.route("**/stream/**", begin))
    make_entry(incident, "Asked for.", by=responder)
    expect(entry(page, "Asked for.")).to_be_attached()


def test_typing_does_not_make_the_page_ask(arrive, fatuma, incident):
    """The browser's clock stands, but for a moment after the last key, in which no pause between questions ends."""
    sent = []

    def note(request):
        sent.append(request)

    def begin(context):
        context.clock.install()
        context.route("**/stream/**", lambda route: route.abort())
        context.on("request", note)

    def asked():
        return [request for request in sent if "/changes/" in request.url]

    def tried():
        return [request for request in sent if "/stream/" in request.url]

    page = arrive(fatuma, incident, state="asking", before=begin)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    before = len(tried())

    def is_after(request):
        return any(sent.index(one) < sent.index(request) for one in tried()[before:])

    with page.expect_response(lambda answer: answer.request in asked() and is_after(answer.request)):
        while len(tried()) == before:
            page.clock.run_for(500)  # after a try in vain the page asks; then it pauses for two seconds at least
    before = len(asked())
    with page.expect_response("**/preview/"):
        page.get_by_label("What happened?").fill("5m ago")
        page.clock.run_for(400)
    expect(page.locator("#parsed")).not_to_be_empty()
    assert len(asked()) == before
    entry(page, "Looked at shard 3.").focus()
    with page.expect_request("**/changes/**"):
        page.keyboard.press("s")
        page.clock.run_for(300)


def test_a_room_that_was_made_private_closes_and_keeps_what_was_typed(arrive, fatuma, incident):
    page = arrive(fatuma, incident)
    form = steps.begin_to_correct(page, incident.entries.get(text="Looked at shard 29."))
    form.get_by_label("Text").fill("Looked at the shards from the first to the last.")
    page.get_by_label("What happened?").fill("Half a sentence")
    set_privacy(incident=incident, actor=make_user(role=Role.MANAGER), is_private=True)
    expect(page.locator("h1")).to_have_text("You can no longer see this incident")
    expect(page.locator("main")).not_to_contain_text("Looked at shard 3.")
    typed = ["Looked at the shards from the first to the last.", "Half a sentence"]
    expect(page.locator("pre.typed")).to_have_text(typed)


def keeps_nothing(context):
    """What is logged in such a browser lives as long as its tab."""
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")


def test_a_browser_that_keeps_nothing_says_so_and_sends_it(arrive, responder, incident):
    page = arrive(responder, incident, before=keeps_nothing)
    under_way = queue.held_back(page)
    queue.enter(page, "From this tab.")
    expect(queue.waiting(page)).to_contain_text("This browser has no space to store it. Keep this page open")
    queue.until_sent(page, under_way)
    under_way[0].continue_()
    expect(queue.waiting(page)).to_have_count(0)
    assert page.locator("#timeline li.entry", has_text="From this tab.").count() == 1


def test_what_is_typed_while_an_entry_is_on_its_way_stays(arrive, responder, incident):
    page = arrive(responder, incident, before=keeps_nothing)
    under_way = queue.held_back(page)
    queue.enter(page, "Sent.")
    say = page.get_by_label("What happened?")
    say.press_sequentially("Typed meanwhile.")
    page.locator("#say-file").set_input_files([{"name": "graph.txt", "mimeType": "text/plain", "buffer": b"0 1 2"}])
    queue.until_sent(page, under_way)
    under_way[0].continue_()
    expect(entry(page, "Sent.")).to_be_visible()
    expect(say).to_have_value("Typed meanwhile.")
    expect(page.locator("#say-files li")).to_contain_text("graph.txt")
