"""The composer in a browser: commands and people completed by keys, files, milestones by one key, corrections."""

import base64

import pytest
from playwright.sync_api import expect

from incidents.enums import Status
from incidents.models import Attachment, TimelineEntry
from incidents.selectors.roles import holders_by_role
from incidents.services.decoding import decode_pictures
from incidents.services.timeline import EntryCorrection, correct_entry
from tests.core.pictures import picture
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.journeys import queue
from tests.journeys.browser import axe, scrolls_sideways
from tests.journeys.steps import press
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """([name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  const paste = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
  document.getElementById("say").dispatchEvent(paste);
}"""


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, zone="UTC")


@pytest.fixture
def room(visitor, responder, incident):
    return visitor(responder).open(f"/incidents/{incident.pk}/")


def say(page):
    return page.locator("#say")


def options(page):
    return page.get_by_role("option")


def paste(page, name, kind, content):
    say(page).focus()
    page.evaluate(PASTE, [name, kind, base64.b64encode(content).decode()])


def test_a_status_is_typed_with_completion_and_keys_alone(room, incident):
    room.keyboard.press("l")
    room.keyboard.type("/st")
    expect(options(room)).to_have_count(2)
    expect(say(room)).to_have_attribute("aria-activedescendant", "complete-0")
    assert axe(room) == []
    room.keyboard.press("Tab")
    expect(say(room)).to_have_value("/status ")
    expect(options(room)).to_have_count(4)
    room.keyboard.press("ArrowDown")
    room.keyboard.press("ArrowUp")
    room.keyboard.type("mit")
    room.keyboard.press("Enter")
    expect(say(room)).to_have_value("/status mitigated ")
    expect(options(room)).to_have_count(0)
    room.keyboard.type("2m ago rolled back")
    expect(room.locator("#parsed")).to_contain_text("Mark as mitigated")
    room.keyboard.press("Enter")
    expect(room.locator("#incident-head .status")).to_have_text("Mitigated")
    expect(room.locator("#timeline li.entry", has_text="rolled back")).to_be_visible()
    expect(say(room)).to_be_focused()
    expect(say(room)).to_have_value("")
    incident.refresh_from_db()
    assert incident.status == Status.MITIGATED


def test_a_role_is_given_with_completion(room, incident, responder):
    say(room).focus()
    room.keyboard.type("/rol")
    expect(options(room)).to_have_count(1)
    room.keyboard.press("Tab")
    expect(options(room)).to_have_count(3)
    room.keyboard.type("scr")
    room.keyboard.press("Enter")
    expect(say(room)).to_have_value("/role scribe ")
    expect(options(room).first).to_contain_text(responder.name)
    room.keyboard.type("me")
    room.keyboard.press("Enter")
    expect(room.locator("#incident-side dd", has_text=responder.name)).to_be_visible()
    wait_until(lambda: holders_by_role(incident).get("scribe") == responder, "the scribe is stored")


def test_escape_closes_the_list_and_enter_sends_what_stands_there(room, incident):
    say(room).focus()
    room.keyboard.type("/impact")
    expect(options(room)).to_have_count(1)
    room.keyboard.press("Escape")
    expect(options(room)).to_have_count(0)
    expect(say(room)).to_have_value("/impact")
    room.keyboard.press("Enter")
    expect(room.locator("li.entry .milestone", has_text="Impact started")).to_be_visible()


def test_people_are_completed_and_strangers_to_a_private_incident_asked_about(visitor, responder):
    secret = make_private_incident(by=responder)
    make_user("Wanja Mugo", email="wanja@example.com")
    page = visitor(responder, width=360, height=640).open(f"/incidents/{secret.pk}/")
    say(page).focus()
    page.keyboard.type("please look @wan")
    expect(options(page)).to_contain_text(["Wanja Mugo, not a member"])
    assert not scrolls_sideways(page)
    options(page).first.click()
    expect(say(page)).to_have_value("please look @wanja ")
    expect(say(page)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make Wanja Mugo a member and log it").click()
    expect(page.locator("#timeline li.entry", has_text="please look")).to_be_visible()
    assert secret.members.filter(name="Wanja Mugo").exists()


def test_an_unknown_command_is_asked_about_and_answered_by_a_press(room):
    say(room).focus()
    room.keyboard.type("/vra is full")
    room.keyboard.press("Enter")
    room.get_by_role("button", name="Log it as written").click()
    expect(room.locator("#timeline li.entry", has_text="/vra is full")).to_be_visible()
    assert TimelineEntry.objects.latest("seq").text == "/vra is full"


def test_files_are_pasted_picked_removed_and_sent(room, tmp_path):
    say(room).focus()
    room.keyboard.type("the graph")
    paste(room, "image.png", "image/png", picture("PNG"))
    log = tmp_path / "queue.log"
    log.write_text("full")
    room.locator("#say-file").set_input_files(log)
    chips = room.locator("#say-files > li")
    expect(chips).to_have_count(2)
    expect(chips.first).to_contain_text("pasted-")
    paste(room, "other.png", "image/png", picture("PNG"))
    expect(chips).to_have_count(3)
    room.get_by_label("Remove other.png").click()
    expect(chips).to_have_count(2)
    say(room).focus()
    room.keyboard.press("Enter")
    attached = room.locator("#timeline li.entry", has_text="the graph").locator(".attach")
    expect(attached).to_have_count(2)
    expect(attached.first).to_contain_text("being checked")
    decode_pictures()
    expect(attached.locator("img.thumb").first).to_have_css("object-fit", "contain")  # all of it is seen
    expect(chips).to_have_count(0)
    assert Attachment.objects.count() == 2


def test_a_file_that_is_too_large_is_refused_in_words_before_it_is_sent(room):
    say(room).focus()
    room.keyboard.type("the dump")
    room.locator("#say-file").evaluate("field => field.dataset.mostBytes = 2048")
    paste(room, "dump.bin", "application/octet-stream", b"x" * 4096)
    expect(room.locator("#say-files-said")).to_contain_text("“dump.bin” is 4 kB, and the limit is 2 kB")
    expect(room.locator("#say-files > li")).to_have_count(0)
    expect(say(room)).to_have_value("the dump")


def test_files_stay_when_the_words_are_asked_about(room):
    paste(room, "a.png", "image/png", picture("PNG"))
    room.keyboard.type("tomorrow 10:00 the graph")
    room.keyboard.press("Enter")
    room.get_by_role("button", name="UTC").first.click()
    expect(room.locator("#timeline li.entry", has_text="the graph").locator(".attach")).to_have_count(1)


def test_without_scripts_commands_and_questions_work(visitor, responder, incident):
    page = visitor(responder, scripts=False).open(f"/incidents/{incident.pk}/")
    page.get_by_label("What happened?").fill("/sttaus mitigated rolled back")
    press(page, "Log it")
    press(page, "Use /status")
    expect(page.locator("#incident-head .status")).to_have_text("Mitigated")


def test_one_key_sets_a_milestone_and_another_entry_takes_it(room, incident, responder):
    first, second = (make_entry(incident, text) for text in ("the alert", "the call"))
    room.reload()
    say(room).blur()
    room.keyboard.press("k")
    expect(room.locator("#timeline li.entry").last).to_be_focused()
    room.locator(f"#entry-{first.pk}").focus()
    room.keyboard.press("2")
    expect(room.locator(f"#entry-{first.pk} .milestone")).to_have_text("Detected")
    expect(room.locator(f"#entry-{first.pk}")).to_be_focused()
    room.keyboard.press("j")
    expect(room.locator(f"#entry-{second.pk}")).to_be_focused()
    room.keyboard.press("2")
    expect(room.locator(f"#entry-{second.pk} .milestone")).to_have_text("Detected")
    expect(room.locator(f"#entry-{first.pk} .milestone")).to_have_count(0)
    assert first.marks.filter(ended_at__isnull=False).exists()
    room.keyboard.press("s")
    expect(room.locator(f"#entry-{second.pk}")).to_contain_text("starred")


def test_m_opens_the_milestones_and_the_digits_work_there(room, incident):
    entry = make_entry(incident, "the alert")
    room.reload()
    room.locator(f"#entry-{entry.pk}").focus()
    room.keyboard.press("m")
    expect(room.locator("dialog [data-mark-key='1']")).to_be_focused()
    room.keyboard.press("4")
    expect(room.locator(f"#entry-{entry.pk} .milestone")).to_have_text("Acknowledged")


def test_an_entry_is_corrected_in_place_with_what_it_said_before(room, incident):
    entry = make_entry(incident, "restarted db-3")
    room.reload()
    room.locator(f"#entry-{entry.pk}").focus()
    room.keyboard.press("c")
    edit = room.locator("li.entry-edit")
    expect(edit.get_by_label("Text")).to_be_focused()
    assert axe(room) == []
    edit.get_by_label("Text").fill("restarted db-4")
    edit.get_by_label("The time is approximate").check()
    when = edit.get_by_label("When it happened")
    when.fill("")
    press(edit, "Correct it")
    expect(when).to_have_attribute("aria-invalid", "true")
    expect(when).to_be_focused()
    expect(when).to_be_in_viewport(ratio=1)
    when.fill("2m ago")
    press(edit, "Correct it")
    shown = room.locator(f"#entry-{entry.pk}")
    expect(shown).to_contain_text("restarted db-4")
    expect(shown).to_contain_text("about")
    expect(edit).to_have_count(0)
    shown.locator("summary").click()
    expect(shown).to_contain_text("restarted db-3")


def test_a_correction_under_way_survives_other_changes_and_meets_them(room, incident, responder):
    entry = make_entry(incident, "restarted db-3")
    room.reload()
    room.locator(f"#entry-{entry.pk}").focus()
    room.keyboard.press("c")
    edit = room.locator("li.entry-edit")
    edit.get_by_label("Text").fill("restarted db-4")
    room.keyboard.press("Escape")
    correct_entry(
        entry=entry,
        actor=responder,
        reason="no",
        correction=EntryCorrection(text="restarted db-5", happened_at=entry.happened_at, until_at=None),
    )
    say(room).fill("another entry")
    say(room).press("Enter")
    expect(room.locator("#timeline li.entry", has_text="another entry")).to_be_visible()
    expect(edit.get_by_label("Text")).to_have_value("restarted db-4")
    press(edit, "Correct it")
    expect(edit).to_contain_text("restarted db-5")
    expect(edit.get_by_label("Text")).to_have_value("restarted db-4")
    press(edit, "Correct it")
    expect(room.locator(f"#entry-{entry.pk} > .entry-body > .entry-text")).to_have_text("restarted db-4")


IN_SIGHT = """(selector) => {
  const box = [...document.querySelectorAll(selector)].at(-1).getBoundingClientRect();
  const view = window.visualViewport;
  const covered = selector === "#say" ? 0 : view.height - document.querySelector(".dock").getBoundingClientRect().top;
  return box.top >= -1 && box.bottom <= view.height - covered + 1;
}"""
SMALL = """() => [...document.querySelectorAll(".dock button, .dock summary, .dock textarea, .entry-tools a")]
  .filter((each) => each.checkVisibility() && !each.closest(".visually-hidden") && each.tabIndex >= 0)
  .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44).map(([html]) => html)"""


def test_over_a_phones_keyboard_the_composer_and_the_last_entry_are_both_in_sight(visitor, responder, incident):
    for number in range(12):
        make_entry(incident, f"Step {number}: the queue grows, and nobody knows yet why it does")
    page = visitor(responder, width=360, height=640).open(f"/incidents/{incident.pk}/")
    say(page).click()
    page.set_viewport_size({"width": 360, "height": 320})
    page.wait_for_function(IN_SIGHT, arg="#say")
    page.wait_for_function(IN_SIGHT, arg="#timeline li.entry")
    assert not scrolls_sideways(page)
    page.keyboard.type("/")
    expect(options(page).first).to_be_visible()
    assert page.evaluate(IN_SIGHT, "#say")
    options(page).first.click()
    say(page).fill("The consumers are back")
    page.get_by_role("button", name="Log it", exact=True).last.click()
    expect(page.locator("#timeline li.entry").last).to_contain_text("The consumers are back")
    page.wait_for_function(IN_SIGHT, arg="#timeline li.entry")
    assert page.evaluate(IN_SIGHT, "#say")


def test_on_a_phone_everything_can_be_touched(visitor, responder, incident):
    make_entry(incident, "the alert")
    page = visitor(responder, width=360, height=640).open(f"/incidents/{incident.pk}/")
    assert page.evaluate(SMALL) == []
    say(page).fill("see the graph")
    paste(page, "graph.png", "image/png", picture("PNG"))
    expect(page.locator("#say-files > li")).to_have_count(1)
    assert page.evaluate(SMALL) == []
    assert not scrolls_sideways(page)
    say(page).press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert page.evaluate(SMALL) == []
    assert axe(page) == []


@pytest.mark.parametrize("key", ["1", "l"])
def test_from_home_to_a_sent_entry_is_one_key_the_words_and_enter(visitor, responder, incident, key):
    page = visitor(responder).open("/")
    page.keyboard.press(key)
    expect(say(page)).to_be_focused()
    queue.ready(page)
    page.keyboard.type("the alert is gone")
    page.keyboard.press("Enter")
    expect(page.locator("#timeline li.entry", has_text="the alert is gone")).to_be_visible()


def test_the_keys_that_are_listed_are_there(room):
    room.locator("main").focus()
    room.keyboard.press("?")
    keys = room.get_by_role("dialog", name="Keyboard shortcuts")
    for words in ("log an entry", "undo what was just logged", "set a milestone: impact started", "correct it"):
        expect(keys).to_contain_text(words)
    assert axe(room) == []
