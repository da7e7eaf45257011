"""What is needed next is in reach: the composer under the thumb, the cursor where one types, the entry just logged."""

import pytest
from playwright.sync_api import expect

from incidents.services.changes import StatusChange, change_status
from incidents.services.merging.merge import merge_incident
from tests.factories.incidents import make_entry, make_incident
from tests.journeys import steps
from tests.journeys.browser import axe
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = """() => [...document.querySelectorAll(".phases-list a")].map((each) => each.getBoundingClientRect())
  .filter((box) => box.width < 44 || box.height < 44).length"""


def say(page):
    return page.locator("#say")


def bottom_of(place):
    box = place.bounding_box()
    return round(box["y"] + box["height"])


@pytest.mark.parametrize("height", [640, 320])
def test_on_a_phone_the_composer_stands_at_the_bottom_in_one_line(visitor, responder, height):
    incident = make_incident(by=responder)
    for number in range(8):
        make_entry(incident, f"Step {number}")
    page = visitor(responder, width=360, height=height).open(f"/incidents/{incident.pk}/")
    assert bottom_of(page.locator("#composer")) == height
    assert page.locator("#composer").bounding_box()["height"] < 80
    page.locator(".phases-fold summary").click()
    assert page.evaluate(PLACES) == 0
    expect(page.locator("#incident-side")).to_contain_text("No action items.")  # it came by itself
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert bottom_of(page.locator("#incident-side")) <= page.locator(".dock").bounding_box()["y"]


def test_a_back_dated_entry_is_one_press_away_and_undone_it_is_read_anew(visitor, responder):
    incident = make_incident(by=responder, zone="UTC")
    for number in range(20):
        make_entry(incident, f"Step {number}")
    page = visitor(responder, width=360, height=640).open(f"/incidents/{incident.pk}/")
    say(page).click()
    page.keyboard.type("50m ago the alert")
    page.keyboard.press("Enter")
    page.locator("#undo").get_by_role("link", name="Logged").click()
    entry = page.locator("#timeline li.entry", has_text="the alert")
    expect(entry).to_be_focused()
    expect(entry).to_be_in_viewport()
    page.keyboard.press("u")
    expect(say(page)).to_have_value("50m ago the alert")
    expect(page.locator("#parsed")).to_contain_text("50m ago is")
    say(page).fill("")
    expect(page.locator("#parsed")).to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("#timeline li.entry[tabindex='0']")).to_be_focused()


def test_a_refused_declaration_says_what_to_choose_and_stands_there(visitor, responder):
    page = visitor(responder).open("/incidents/new/")
    expect(page.get_by_label("What is wrong?")).to_be_focused()
    page.keyboard.type("Nobody can pay")
    page.keyboard.press("Enter")
    expect(page.locator("#div_id_severity")).to_contain_text("Choose a severity.")
    expect(page.locator("[name=severity]").first).to_be_focused()
    assert axe(page) == []


def test_a_corrected_entry_has_the_focus(visitor, responder):
    incident = make_incident(by=responder)
    entry = make_entry(incident, "restarted db-3")
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    page.locator(f"#entry-{entry.pk}").focus()
    page.keyboard.press("c")
    edit = page.locator("li.entry-edit")
    edit.get_by_label("Text").fill("restarted db-4")
    edit.get_by_label("When it happened").press("Enter")
    expect(page.locator(f"#entry-{entry.pk}")).to_contain_text("restarted db-4")
    expect(page.locator(f"#entry-{entry.pk}")).to_be_focused()


def test_a_correction_that_is_cancelled_leads_back_to_its_entry(visitor, responder):
    incident = make_incident(by=responder)
    entry = make_entry(incident, "restarted db-3")
    page = visitor(responder, width=360, height=400).open(f"/incidents/{incident.pk}/")
    edit = steps.begin_to_correct(page, entry)
    cancel = edit.get_by_role("link", name="Cancel")
    cancel.scroll_into_view_if_needed()
    expect(page.locator(f"#entry-{entry.pk} .entry-text")).not_to_be_in_viewport()
    cancel.click()
    expect(page.locator(f"#entry-{entry.pk}")).to_be_focused()
    expect(page.locator(f"#entry-{entry.pk} .entry-text")).to_be_in_viewport()


def test_who_types_in_a_room_that_is_merged_finds_the_words_where_it_goes_on(visitor, responder):
    target, source = (make_incident(title, by=responder) for title in ("Shop unreachable", "Checkout is slow"))
    page = visitor(responder).open(f"/incidents/{source.pk}/")
    say(page).fill("the gateway answers")
    merge_incident(source=source, target=target, actor=responder)
    expect(page.locator("#incident-head")).to_contain_text("was merged into")
    expect(page.locator("#composer")).to_have_count(0)
    page.get_by_role("link", name=f"Go to {target.reference}").click()
    expect(say(page)).to_have_value("the gateway answers")


def test_who_closes_what_was_open_when_the_room_was_merged_goes_on(offline, responder):
    source, target = make_incident(by=responder), make_incident("Shop unreachable", by=responder)
    page = offline(responder).open(f"/incidents/{source.pk}/")
    steps.begin(page, "Mark as identified")
    merge_incident(source=source, target=target, actor=responder)
    page.evaluate("document.dispatchEvent(new CustomEvent('debrief:parts', {detail: {names: ['head']}}))")
    expect(page.locator("#merged")).to_be_attached()
    page.route("**/parts/**", lambda route: route.abort())  # nothing else says it once more
    page.keyboard.press("Escape")
    expect(page.locator("#composer")).to_have_count(0)
    expect(page.locator("#incident-head .merged-note")).to_be_visible()


def test_two_states_of_things_meet_without_a_complaint(visitor, responder):
    incident = make_incident(by=responder)
    one, other = (visitor(responder).open(f"/incidents/{incident.pk}/") for _ in range(2))
    for page in (one, other):
        page.get_by_role("link", name="Write it").click()
        expect(page.locator(steps.FORM)).to_be_visible()
        page.locator(steps.FORM).locator("textarea").first.evaluate(
            "field => { field.style.height = '9rem'; }"
        )  # drawn
    for page, words in ((one, "The database is full"), (other, "The cache is full")):
        page.locator(steps.FORM).locator("textarea").first.fill(words)
        with steps.answered(page):
            page.locator(steps.FORM).locator("button.btn-primary").click()
    expect(other.locator("#dialog")).to_contain_text("changed it in the meantime")


def test_the_keys_fit_the_window(visitor, responder):
    page = visitor(responder).open("/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)


def test_a_running_room_opens_at_its_newest_entry_with_one_line_of_its_head(visitor, responder):
    incident = make_incident("Nobody can pay", by=responder)
    for number in range(30):
        make_entry(incident, f"Step {number}")
    for width, height in ((1440, 900), (390, 844)):
        page = visitor(responder, width=width, height=height).open(f"/incidents/{incident.pk}/")
        expect(page.locator("#timeline li.entry").last).to_be_in_viewport(ratio=1)
        expect(say(page)).to_be_in_viewport(ratio=1)
        expect(page.locator("#incident-head h1")).not_to_be_in_viewport()
        expect(page.locator("#room-bar")).to_be_in_viewport(ratio=1)
        expect(page.locator("#room-bar")).to_contain_text("Nobody can pay")


def is_uncovered(bar):
    """Whether nothing lies over any part of it."""
    return bar.evaluate(
        """bar => {
          const { left, right, top, bottom } = bar.getBoundingClientRect();
          return [top + 2, (top + bottom) / 2, bottom - 2].every((y) => [left + 8, (left + right) / 2].every(
            (x) => bar.contains(document.elementFromPoint(x, y))));
        }"""
    )


def test_the_line_of_the_head_is_whole_as_soon_as_the_title_is_gone(visitor, responder):
    incident = make_incident("Nobody can pay", by=responder)
    for number in range(4):
        make_entry(incident, f"Step {number}")
    page = visitor(responder, width=390, height=700).open(f"/incidents/{incident.pk}/")
    title, bar = page.locator("#incident-head h1"), page.locator("#room-bar")

    def is_at_top():
        page.evaluate("scrollTo(0, 0)")
        return not is_uncovered(bar)

    wait_until(is_at_top, "the page has opened, which scrolls it once")
    for _ in range(12):
        page.mouse.wheel(0, 40)
        page.wait_for_function(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        )
        above = title.bounding_box()["y"] + title.bounding_box()["height"]
        assert is_uncovered(bar) or above > bar.bounding_box()["y"]
    assert is_uncovered(bar)


def test_a_short_running_room_opens_at_its_top(visitor, responder):
    incident = make_incident("Nobody can pay", by=responder)
    page = visitor(responder, width=1440, height=900).open(f"/incidents/{incident.pk}/")
    expect(page.locator("#incident-head h1")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


def test_a_link_to_an_entry_and_a_closed_room_open_where_they_say(visitor, responder):
    incident = make_incident(by=responder)
    entries = [make_entry(incident, f"Step {number}") for number in range(30)]
    page = visitor(responder).open(f"/incidents/{incident.pk}/?entry={entries[2].pk}#entry-{entries[2].pk}")
    expect(page.locator(f"#entry-{entries[2].pk}")).to_be_in_viewport(ratio=1)
    change_status(incident=incident, actor=responder, change=StatusChange("cancel", reason="A test"))
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    expect(page.locator("#incident-head h1")).to_be_in_viewport(ratio=1)
    expect(say(page)).to_be_hidden()
    page.keyboard.press("l")
    expect(say(page)).to_be_focused()


def test_after_declaring_the_field_has_the_focus_and_nothing_is_scrolled_away(visitor, responder):
    page = visitor(responder).open("/incidents/new/")
    page.locator("[name=title]").fill("Nobody can pay")
    page.locator("[name=severity]").first.check()
    page.get_by_role("main").get_by_role("button", name="Declare incident", exact=True).last.click()
    expect(say(page)).to_be_focused()
    expect(page.locator("#incident-head h1")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Say when it began").click()
    form = page.locator("dialog[open]")
    form.get_by_label("When").fill("20m ago")
    steps.press(form, "Save")
    expect(page.locator("#phases")).to_contain_text("1 of 7 milestones")
    expect(page.get_by_role("link", name="Say when it began")).to_have_count(0)
