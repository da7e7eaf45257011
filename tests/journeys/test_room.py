"""Several people in one room, each at a real browser, over a real stream."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from incidents.enums import Milestone
from incidents.services.changes import StatusChange, change_status
from incidents.services.merging.merge import merge_incident
from incidents.services.milestones import set_milestone
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.timeline import EntryCorrection, EntryDetails, append_entry, correct_entry, redact_entry
from postmortems.services.postmortems import open_postmortem
from tests.factories.incidents import make_entry, make_incident, make_lines
from tests.journeys import steps
from tests.journeys.steps import entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident(responder):
    incident = make_incident(by=responder, zone="Africa/Nairobi")
    for number in range(30):
        make_entry(incident, f"Looked at shard {number}.", by=responder)
    return incident


def top_of(page, text):
    return round(entry(page, text).bounding_box()["y"])


def test_two_people_see_each_others_entries_and_nothing_moves(arrive, responder, fatuma, incident):
    amina, other = arrive(responder, incident), arrive(fatuma, incident, width=390, height=700)
    entry(other, "Looked at shard 15.").scroll_into_view_if_needed()
    expect(other.locator("#here li")).to_have_count(2)
    before = top_of(other, "Looked at shard 15.")
    steps.log(amina, "The cache is cold.")
    steps.log(amina, "2h ago the deploy began")
    expect(entry(other, "The cache is cold.")).to_be_attached()
    expect(entry(other, "the deploy began")).to_be_attached()
    assert abs(top_of(other, "Looked at shard 15.") - before) <= 1
    expect(other.locator("#entry-count")).to_have_text(amina.locator("#entry-count").inner_text())
    expect(other.locator(".new-pill")).to_contain_text("new")
    other.locator(".new-pill").click()
    expect(entry(other, "the deploy began")).to_be_in_viewport()
    steps.log(other, "I see it, too.")
    expect(entry(amina, "I see it, too.")).to_be_attached()
    assert orders(amina) == orders(other)


def orders(page):
    items = page.locator("#timeline > ol > li:not(.timeline-new)")
    return items.evaluate_all("items => items.map(item => item.id || item.textContent)")


def test_what_arrives_stands_as_after_a_reload(arrive, responder, admin, fatuma, incident):
    """Order, days, times in the zone shown, notes of corrections: what a script placed is what the server writes."""
    page = arrive(fatuma, incident, "?zone=mine")
    told = [
        make_entry(incident, "Days before.", by=responder, happened_at=incident.declared_at.replace(day=1, month=1)),
        append_entry(
            incident=incident, actor=responder, details=EntryDetails(text="Just now.", happened_at=incident.declared_at)
        ),
        make_entry(incident, "Struck and mended.", by=responder),
        make_entry(incident, "A secret.", by=responder),
    ]
    at = told[2].happened_at.replace(day=2, month=2)
    correct_entry(
        entry=told[2],
        actor=responder,
        reason="wrong day",
        correction=EntryCorrection(text="Mended.", happened_at=at, until_at=None),
    )
    redact_entry(entry=told[3], actor=admin, reason="a password")
    expect(page.locator(f"#entry-{told[3].pk}")).to_contain_text("Redacted")
    live = shown(page)
    page.reload()
    assert live == shown(page)


def shown(page):
    """The timeline in words, without what only shows for a while."""
    return page.locator("#timeline > ol > li:not(.timeline-new)").evaluate_all(
        "items => items.map(item => item.textContent.replace(/\\s+/g, ' ').trim() + (item.dataset.at || '')"
        " + (item.querySelector('.entry-tools a')?.getAttribute('aria-label') || ''))"
    )


def test_the_head_and_the_phases_follow_but_not_under_an_open_menu(arrive, responder, fatuma, incident):
    amina, other = arrive(responder, incident), arrive(fatuma, incident)
    menu = other.locator("#incident-head details.menu")
    menu.locator("summary").click()
    steps.move(amina, "Mark as mitigated")
    expect(steps.status(amina)).to_have_text("Mitigated")
    expect(other.locator("#phases")).to_contain_text("Mitigated")
    expect(entry(other, re.compile("itigated"))).to_be_attached()
    expect(menu).to_have_attribute("open", "")
    expect(steps.status(other)).to_have_text("Investigating")
    other.keyboard.press("Escape")
    expect(steps.status(other)).to_have_text("Mitigated")


def test_what_came_during_an_answer_stays(arrive, responder, incident):
    """The answer to a key was read before a colleague's entry was there, and arrives after it."""
    page, held = arrive(responder, incident), []
    page.route("**/star/", lambda route: held.append((route, route.fetch())))
    starred = entry(page, "Looked at shard 29.")
    starred.focus()
    page.keyboard.press("s")
    expect(starred.locator(".entry-star")).to_be_attached()  # the stream was faster than the answer
    expect(starred).to_be_focused()
    make_entry(incident, "Meanwhile, elsewhere.", by=responder)
    expect(entry(page, "Meanwhile, elsewhere.")).to_be_attached()
    page.locator("#timeline").evaluate("timeline => timeline.dataset.old = '1'")
    route, answer = held.pop()
    route.fulfill(response=answer)
    expect(page.locator("#timeline:not([data-old])")).to_be_attached()
    expect(entry(page, "Meanwhile, elsewhere.")).to_be_attached()
    expect(starred).to_be_focused()


def test_who_types_a_correction_goes_on_while_others_touch_its_entry(arrive, responder, fatuma, incident):
    page, mine = arrive(fatuma, incident), incident.entries.get(text="Looked at shard 29.")
    words = steps.begin_to_correct(page, mine).get_by_label("Text")
    words.focus()
    set_milestone(entry=mine, actor=responder, milestone=Milestone.DETECTED)
    expect(page.locator(f"#entry-{mine.pk} .milestone")).to_have_text("Detected")
    expect(words).to_be_focused()
    correct_entry(
        entry=mine,
        actor=responder,
        reason="earlier",
        correction=EntryCorrection(
            text="Looked again.",
            happened_at=incident.entries.get(text="Looked at shard 3.").happened_at - timedelta(minutes=1),
            until_at=None,
        ),
    )
    expect(entry(page, "Looked again.")).to_be_attached()
    expect(page.locator(f"#entry-{mine.pk} + li.entry-edit")).to_be_attached()
    expect(words).to_be_focused()


def test_who_reads_over_a_phones_keyboard_is_left_there(arrive, responder, fatuma, incident):
    page = arrive(fatuma, incident, width=360, height=400)
    page.get_by_label("What happened?").click()
    entry(page, "Looked at shard 3.").scroll_into_view_if_needed()
    before = top_of(page, "Looked at shard 3.")
    make_entry(incident, "The cache is cold.", by=responder)
    expect(entry(page, "The cache is cold.")).to_be_attached()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert abs(top_of(page, "Looked at shard 3.") - before) <= 1
    entry(page, "The cache is cold.").scroll_into_view_if_needed()
    make_entry(incident, "The cache is warm.", by=responder)
    expect(entry(page, "The cache is warm.")).to_be_in_viewport(ratio=1)


def test_who_left_an_entry_is_not_led_back(arrive, responder, fatuma, incident):
    page = arrive(fatuma, incident)
    entry(page, "Looked at shard 3.").focus()
    page.evaluate("document.activeElement.blur()")  # a click beside everything
    make_entry(incident, "The cache is cold.", by=responder)
    expect(entry(page, "The cache is cold.")).to_have_attribute("tabindex", "-1")
    assert page.evaluate("document.activeElement === document.body")


def test_a_change_on_a_part_that_is_not_shown_is_no_news(arrive, responder, fatuma, incident):
    make_lines(incident, 250)
    hidden = incident.entries.get(text="Looked at shard 0.")
    page = arrive(fatuma, incident)
    expect(page.locator("#entry-count")).to_have_text("281 entries")
    correct_entry(
        entry=hidden,
        actor=responder,
        reason="so",
        correction=EntryCorrection(text="Looked twice.", happened_at=hidden.happened_at, until_at=None),
    )
    make_entry(incident, "The cache is cold.", by=responder, happened_at=clock.now())
    expect(entry(page, "The cache is cold.")).to_be_attached()
    expect(page.locator("#entry-count")).to_have_text("282 entries")


def test_the_focus_stays_on_the_very_task(arrive, responder, fatuma, incident):
    for text in ("Call the bank", "Call the shop"):
        add_task(incident=incident, actor=responder, details=TaskDetails(text=text))
    page = arrive(fatuma, incident)
    tick = page.get_by_role("button", name="Done: Call the shop")
    tick.focus()
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    expect(steps.status(page)).to_have_text("Mitigated")
    expect(tick).to_be_focused()


def test_the_focus_stays_in_a_part_that_loads_by_itself(arrive, responder, fatuma, incident):
    open_postmortem(incident=incident, actor=responder)
    page = arrive(fatuma, incident)
    link = page.locator("#incident-side").get_by_role("link", name="Read the postmortem")
    link.focus()
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    expect(steps.status(page)).to_have_text("Mitigated")
    expect(link).to_be_focused()


def test_a_merge_waits_for_a_correction_and_takes_what_is_typed_along(arrive, responder, fatuma, incident):
    target = make_incident("Shop unreachable", by=responder)
    page = arrive(fatuma, incident)
    form = steps.begin_to_correct(page, incident.entries.get(text="Looked at shard 29."))
    form.get_by_label("Text").fill("Looked at all shards.")
    page.get_by_label("What happened?").fill("Half a sentence")
    merge_incident(source=incident, target=target, actor=responder)
    said = page.locator("#merged")
    expect(said).to_contain_text(f"Merged into {target.reference}")
    said.evaluate("said => { said.dataset.read = '1'; }")
    page.evaluate("document.dispatchEvent(new CustomEvent('debrief:swapped', {detail: {id: 'incident-head'}}))")
    expect(said).to_have_attribute("data-read", "1")
    expect(form.get_by_label("Text")).to_have_value("Looked at all shards.")
    expect(page.get_by_label("What happened?")).to_have_value("Half a sentence")
    said.get_by_role("link", name=f"Go to {target.reference}").click()
    expect(page.locator("h1")).to_have_text("Shop unreachable")
    expect(page.get_by_label("What happened?")).to_have_value("Half a sentence")


def test_a_line_stands_above_what_came_while_nobody_looked(arrive, responder, fatuma, incident):
    page = arrive(fatuma, incident)
    page.goto(page.url.replace(f"/incidents/{incident.pk}/", "/incidents/"))
    for words in ("One more.", "And another."):
        make_entry(incident, words, by=responder)
    page.go_back()
    expect(page.locator("#new")).to_have_text("2 new since you left")
    assert page.locator("#new + li").inner_text().count("One more.") == 1


def test_an_open_postmortem_follows(arrive, responder, fatuma, incident):
    open_postmortem(incident=incident, actor=responder)
    page = arrive(fatuma, incident, "postmortem/")
    at = incident.declared_at - timedelta(minutes=40)
    entry = make_entry(incident, "Payments began to fail.", by=responder, happened_at=at)
    expect(page.locator(f"#timeline #entry-{entry.pk}")).to_contain_text("Payments began to fail.")
    set_milestone(entry=entry, actor=responder, milestone=Milestone.IMPACT_STARTED)
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="mitigate", at=at + timedelta(minutes=30))
    )
    expect(page.locator("#postmortem-facts")).to_contain_text("30 min")
    expect(page.locator("#phases")).to_contain_text("+30 min")
