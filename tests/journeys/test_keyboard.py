"""Hands on the keys alone: declare, log, resolve; the focus is seen, and never lost."""

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from postmortems.enums import SectionKind
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem, section_of
from tests.journeys import queue, steps

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = 60  # more presses of Tab than any way here takes
FOCUS_RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
}"""
ANCHORED = "() => document.activeElement !== document.body && document.activeElement.isConnected"


def test_single_characters_can_be_no_keys(visitor, responder):
    incident = make_incident(by=responder)
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    page.keyboard.press("?")
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("l")
    expect(page.locator("#keys")).not_to_be_visible()
    expect(page.get_by_label("What happened?")).not_to_be_focused()
    page.keyboard.press("Control+/")
    page.get_by_label("Use single-key shortcuts").check()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.get_by_label("What happened?")).to_be_focused()


def tab_to(page, words):
    """Presses Tab until the focus stands on what is called so; each stop on the way can be seen."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_RING), f"No focus to be seen on {described(page)}"
        if described(page) == words:
            return
    raise AssertionError(f"Tab does not lead to “{words}”")


def arrives(page, heading):
    """The page with this heading is there, and listens to keys."""
    expect(page.locator("h1")).to_have_text(heading)
    page.wait_for_load_state()


def described(page):
    """What the element with the focus is called."""
    return page.evaluate(
        "() => { const e = document.activeElement; return e.ariaLabel ?? e.labels?.[0]?.innerText ?? e.innerText; }"
    ).strip()


def declare(page, title):
    page.keyboard.press("d")
    arrives(page, "Declare an incident")
    expect(page.get_by_label("What is wrong?")).to_be_focused()
    page.keyboard.type(title)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    arrives(page, title)
    queue.ready(page)


def log(page, *lines):
    """Types an entry, and waits until the server has it."""
    for line in lines[:-1]:
        page.keyboard.type(line)
        page.keyboard.press("Shift+Enter")
    page.keyboard.type(lines[-1])
    page.keyboard.press("Enter")
    expect(page.locator("li.entry[id]", has_text=lines[-1])).to_be_visible()
    expect(queue.waiting(page)).to_have_count(0)
    expect(page.get_by_label("What happened?")).to_be_focused()
    expect(page.get_by_label("What happened?")).to_have_value("")


def resolve(page, when):
    page.keyboard.press("Control+Home")
    page.locator("#incident-head summary").focus()
    page.keyboard.press("Enter")
    tab_to(page, "Mark as resolved")
    page.keyboard.press("Enter")
    expect(page.locator(steps.FORM).get_by_label("When", exact=True)).to_be_focused()
    page.keyboard.type(when)
    page.keyboard.press("Enter")
    expect(steps.status(page)).to_have_text("Resolved")
    assert page.evaluate(ANCHORED), "The focus was lost with the dialog"


def test_declare_log_and_resolve_without_a_mouse(visitor, responder):
    page = visitor(responder).open("/")
    declare(page, "Nobody can pay")
    expect(page.get_by_label("What happened?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#timeline li.entry").last).to_be_focused()
    page.keyboard.press("l")
    expect(page.get_by_label("What happened?")).to_be_focused()

    log(page, "5m ago restarted the gateway", "and its cache")
    log(page, "it works")
    resolve(page, "2m ago")

    texts = Incident.objects.get().entries.told().order_by("seq").values_list("text", flat=True)
    assert [text.replace("\r\n", "\n") for text in texts] == ["restarted the gateway\nand its cache", "it works"]


def test_one_key_searches_and_one_lists_the_keys(visitor, responder):
    make_incident("Nobody can pay", by=responder)
    page = visitor(responder).open("/incidents/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    page.keyboard.press("/")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.type("pay ? /")
    expect(keys).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Nobody can pay")
    page.wait_for_load_state()

    for second, heading in (("i", "Incidents"), ("p", "Postmortems"), ("h", "1 open incident")):
        page.locator("main").focus()
        page.keyboard.press("g")
        page.keyboard.press(second)
        arrives(page, heading)


def test_escape_closes_menus_and_forms_and_gives_the_focus_back(visitor, responder):
    incident = make_incident(by=responder)
    entry = make_entry(incident)
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    menu = page.locator("#incident-head summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#incident-head .menu-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#incident-head .menu-list")).to_be_hidden()
    expect(menu).to_be_focused()

    dots = page.locator(f"#entry-{entry.pk} .entry-tools a")
    dots.focus()
    page.keyboard.press("Enter")
    expect(page.locator(steps.FORM)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(steps.FORM)).to_have_count(0)
    expect(dots).to_be_focused()


def test_escape_keeps_a_form_in_which_something_was_typed(visitor, responder):
    incident = make_incident(by=responder)
    entry = make_entry(incident)
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    form = steps.begin_to_correct(page, entry)
    form.get_by_label("Text").fill("Restarted the database on db-3")
    for _ in range(3):  # Chromium closes a dialog on the second Escape, whatever the page says
        page.keyboard.press("Escape")
    expect(form.get_by_label("Text")).to_have_value("Restarted the database on db-3")


def test_the_focus_stays_with_the_entry_that_was_starred(visitor, responder):
    incident = make_incident(by=responder)
    entry = make_entry(incident)
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    dots = page.locator(f"#entry-{entry.pk} .entry-tools a")
    dots.focus()
    page.keyboard.press("Enter")
    expect(page.locator(steps.FORM)).to_be_visible()
    page.get_by_role("button", name="Star", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#entry-{entry.pk}")).to_contain_text("starred")
    expect(dots).to_be_focused()


def test_the_focus_stays_where_rows_are_added_and_moved(visitor, responder):
    postmortem = make_postmortem(author=responder)
    lessons = section_of(postmortem, SectionKind.LESSONS)
    page = visitor(responder).open(f"/incidents/{postmortem.incident_id}/postmortem/sections/{lessons.pk}/")
    for text in ("The rollback was quick", "The alert was late", "Nobody saw the graph"):
        page.locator("form.row-add textarea").focus()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".edit-list li", has_text=text)).to_be_visible()
        expect(page.get_by_role("button", name="Add", exact=True)).to_be_focused()

    page.get_by_label("Move up: Nobody saw the graph").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".edit-list li").nth(1)).to_contain_text("Nobody saw the graph")
    expect(page.get_by_label("Move up: Nobody saw the graph")).to_be_focused()
