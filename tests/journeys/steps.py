"""What people do in Debrief, a step each; the same with scripts and without."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from playwright.sync_api import Locator, Page, expect

from incidents.models import TimelineEntry

# Where a change is asked: over the page, below its entry, or without scripts on a page of its own.
WHILE_TYPING = re.compile(r"/(preview|draft|writers|left)/$")  # what an editor sends by itself
FORM = "dialog#dialog[open], main.page-narrow, li.entry-edit"


def entry(page: Page, text: str) -> Locator:
    """The entry of the timeline that says this."""
    return page.locator("#timeline li.entry", has_text=text)


def press(place: Page | Locator, words: str) -> None:
    """Presses the button with exactly these words."""
    place.get_by_role("button", name=words, exact=True).click()


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Waits until the form that is sent here was answered: what another tab sends afterwards comes second."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and not WHILE_TYPING.search(answer.url)):
        yield


def unfold(place: Page | Locator, summary: str) -> None:
    """Opens a fold, unless it stands open."""
    fold = place.locator("details:not([open]) > summary", has_text=summary)
    if fold.count():
        fold.click()


def declare(page: Page, title: str, severity: int = 2) -> int:
    """Declares an incident with two fields, from the page that has them; its number."""
    page.get_by_label("What is wrong?").fill(title)
    page.get_by_label(re.compile(rf"SEV{severity}\b")).check()
    press(page, "Declare incident")
    expect(page.locator("h1")).to_have_text(title)
    return int(page.url.partition("/incidents/")[2].partition("/")[0])


def log(page: Page, text: str, *, marks: tuple[str, ...] = ()) -> Locator:
    """Logs an entry in the composer; the entry as it then stands in the timeline."""
    page.get_by_label("What happened?").fill(text)
    if marks:
        unfold(page, "Time, milestone, files")
    for mark in marks:
        page.get_by_role("group", name="Milestones").get_by_label(mark, exact=True).check()
    press(page, "Log it")
    entry = page.locator("li.entry[id]", has_text=text.rpartition("ago ")[2])
    expect(entry).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value("")
    return entry


def begin(page: Page, action: str) -> Locator:
    """Presses an action at the head of the incident, in its menu if it stands there; the form that asks."""
    link = page.locator("#incident-head").get_by_role("link", name=action, exact=True)
    if not link.is_visible():
        page.locator("#incident-head summary").click()
    link.click()
    form = page.locator(FORM)
    expect(form.get_by_role("button", name=action, exact=True)).to_be_visible()
    return form


def move(page: Page, action: str, *, when: str = "", note: str = "") -> None:
    """Moves the incident on, saying when and what there is to say."""
    form = begin(page, action)
    if when:
        form.get_by_label("When", exact=True).fill(when)
    form.get_by_label("Note").fill(note)
    press(form, action)
    expect(page.locator(FORM)).to_have_count(0)


def begin_to_correct(page: Page, entry: TimelineEntry) -> Locator:
    """Opens the correction of an entry by its three dots; the form."""
    page.locator(f"#entry-{entry.pk} .entry-tools a").click()
    page.get_by_role("link", name="Correct", exact=True).click()
    form = page.locator(FORM)
    expect(form.get_by_role("button", name="Correct it", exact=True)).to_be_visible()
    return form


def status(page: Page) -> Locator:
    """The status at the head of the incident."""
    return page.locator("#incident-head .status")


def to_postmortem(page: Page) -> None:
    """From the incident to its postmortem, by the side of the page."""
    page.locator("#incident-side").get_by_role(
        "link", name=re.compile("^((Open|Read) the postmortem|See its postmortem, or open one)$")
    ).click()
    expect(page.locator("main")).to_contain_text("Facilitator")


def write_section(page: Page, heading: str, text: str) -> None:
    """Writes a section of the postmortem and saves it."""
    open_section(page, heading)
    before = "Version 1," if "Version 1," in (page.locator(".editor-foot").text_content() or "") else "Not saved yet"
    page.get_by_label("Text", exact=True).fill(text)
    press(page, "Save")
    expect(page.locator(".editor-foot")).not_to_contain_text(before)


def open_section(page: Page, heading: str) -> None:
    """Goes to a section by the list of contents."""
    page.locator("nav.toc").get_by_role("link", name=heading).click()
    expect(page.locator("h1")).to_have_text(heading)


def add_row(page: Page, text: str, *, kind: str = "") -> None:
    """Adds a factor, lesson or measure to the section that is open."""
    form = page.locator("form.row-add")
    if kind:
        form.get_by_label("Kind").select_option(kind)
    form.locator("textarea").fill(text)
    press(form, "Add")
    expect(page.locator(".edit-list li", has_text=text)).to_be_visible()


def agree_on(page: Page, title: str, *, owner: str, due_on: date, factor: str) -> None:
    """Creates an action item with an owner and a date, linked to a factor."""
    page.get_by_role("link", name="Add action item").first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Owner").select_option(owner)
    page.get_by_label("Due", exact=False).first.fill(due_on.isoformat())
    page.get_by_label(factor).check()
    press(page, "Create action item")
    expect(page.locator("h1")).to_have_text(title)
