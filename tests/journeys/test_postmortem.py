"""A postmortem in the browser: written by two people, reviewed, published; with scripts and without."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from incidents.services.decoding import decode_pictures
from postmortems.enums import SectionKind
from postmortems.models import CommentThread, Postmortem, SectionDraft
from tests.factories.accounts import make_user
from tests.factories.postmortems import make_postmortem, save, section_of
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def author(transactional_db):
    return make_user("Amina Otieno")


@pytest.fixture
def postmortem(author):
    return make_postmortem(author=author, summary="Payments failed for two hours.")


@pytest.fixture
def section(postmortem):
    return section_of(postmortem, SectionKind.ROOT_CAUSE)


def address(section):
    return reverse("section", args=[section.postmortem.incident_id, section.pk])


def test_rows_come_and_go_while_the_text_stays(visitor, author, section):
    page = visitor(author).open(address(section))
    page.fill("#id_body", "half typed **words**")
    page.locator("#preview strong", has_text="words").wait_for()
    page.fill(".row-add textarea", "Nobody looked at the cache")
    page.click(".row-add button[type=submit]")
    page.locator(".edit-list", has_text="Nobody looked at the cache").wait_for()
    assert page.input_value("#id_body") == "half typed **words**"
    page.click(".edit-list >> text=Edit")
    page.fill(".row-edit textarea", "Nobody looked at the cache of the shop")
    page.click(".row-edit .btn-primary")
    page.locator(".edit-list", has_text="of the shop").wait_for()
    assert page.input_value("#id_body") == "half typed **words**"


def test_a_draft_is_kept_continued_and_discarded(visitor, author, section):
    page = visitor(author).open(address(section))
    type_draft(page, "typed and left")
    page.goto(page.url)
    expect(page.locator("#id_body")).to_have_value("typed and left")
    expect(page.locator("main")).to_contain_text("This is your draft")
    expect(page.locator("#preview")).to_contain_text("typed and left")
    page.keyboard.press("Tab")
    page.focus("#id_body")
    page.keyboard.type(" and ")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".editor-foot")).to_contain_text("Version 1")
    expect(page.get_by_role("button", name="Discard the draft")).to_have_count(0)

    type_draft(page, "thrown away")
    page.goto(page.url)
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_role("button", name="Discard the draft")).to_have_count(0)
    expect(page.locator("#id_body")).not_to_have_value("thrown away")
    assert not SectionDraft.objects.filter(body__isnull=False).exists()


def test_what_is_typed_last_is_kept_when_the_page_is_left(visitor, author, section):
    page = visitor(author).open(address(section))
    page.fill("#id_body", "typed at once and left")
    page.goto(page.url.replace("sections/", "#"))
    wait_until(lambda: SectionDraft.objects.filter(body="typed at once and left").exists(), "the draft arrived")


def test_who_writes_is_seen_soon_after_they_come_and_not_after_they_left(visitor, author, section):
    reader = visitor(author).open(reverse("postmortem", args=[section.postmortem.incident_id]))
    mark = reader.locator(f"#open-{section.pk}")
    expect(mark).to_be_empty()
    brian = visitor(make_user("Brian Kimani")).open(address(section))
    expect(mark).to_have_text("Brian Kimani has it open", timeout=20_000)
    brian.goto("about:blank")
    expect(mark).to_be_empty(timeout=20_000)


def type_draft(page, text):
    """Types into the section's text, and waits until the server has it."""
    page.fill("#id_body", text)
    expect(page.locator("[data-draft-state]")).to_have_text("Draft kept, not saved yet")


BASE = "It began at noon.\n\nThe deployment was reverted, which fixed it.\n\nAll was well."


def test_two_browsers_meet_and_it_is_resolved_by_keyboard(visitor, author, section):
    save(section, author, BASE)
    brian = visitor(make_user("Brian Kimani")).open(address(section))
    amina = visitor(author).open(address(section))
    expect(amina.locator(".writers")).to_contain_text("Brian Kimani has this section open")
    brian.fill("#id_body", BASE.replace("noon", "12:10").replace("which fixed it", "for a while"))
    brian.keyboard.press("Control+Enter")
    expect(brian.locator(".editor-foot")).to_contain_text("Version 2")

    amina.fill("#id_body", BASE.replace("which fixed it", "but the cache stayed").replace("well", "well, mostly"))
    amina.keyboard.press("Control+Enter")
    expect(amina.locator("#mg-h")).to_have_text("Brian Kimani saved this section while you were writing")
    assert section.revisions.filter(origin="set_aside").count() == 1
    amina.locator(".merge-hunk input:checked").focus()
    amina.keyboard.press("ArrowUp")
    expect(amina.locator(".merge-hunk textarea")).to_have_value("The deployment was reverted, but the cache stayed.")
    amina.keyboard.press("Tab")
    amina.keyboard.press("Control+End")
    amina.keyboard.type(" So said Amina.")
    amina.keyboard.press("Control+Enter")

    decided = "The deployment was reverted, but the cache stayed. So said Amina."
    merged = f"It began at 12:10.\n\n{decided}\n\nAll was well, mostly."
    expect(amina.locator("#id_body")).to_have_value(merged)
    expect(amina.locator(".editor-foot")).to_contain_text("Version 3")
    assert not SectionDraft.objects.filter(body__isnull=False).exists()


PASTE = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  canvas.getContext("2d").fillRect(0, 0, 20, 20);
  canvas.toBlob((blob) => {
    const data = new DataTransfer();
    data.items.add(new File([blob], "graph.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector("#id_body").dispatchEvent(event);
  });
}"""


def test_a_picture_is_pasted_and_words_are_formatted(visitor, author, section):
    page = visitor(author).open(address(section))
    page.fill("#id_body", "the cache")
    page.locator("#id_body").select_text()
    page.get_by_role("button", name="Bold").click()
    expect(page.locator("#preview strong")).to_have_text("the cache")
    page.locator("#id_body").press("Control+End")
    page.locator("#id_body").press("Enter")
    page.evaluate(PASTE)
    expect(page.locator("#id_body")).to_have_value(
        re.compile(r"^\*\*the cache\*\*\n!\[graph\]\(/attachments/[0-9a-f-]{36}/graph.png\)$")
    )
    decode_pictures()
    width = "document.querySelector('#preview img')?.naturalWidth"
    wait_until(lambda: page.evaluate(width) == 40, "the picture is shown")


@pytest.mark.parametrize("way", ["pasted", "chosen"])
def test_saving_while_a_file_is_stored_waits_for_it(visitor, author, section, way):
    someone = visitor(author)
    waiting = []
    someone.context.route(re.compile(r"/file/$"), lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    page = someone.open(address(section))
    page.fill("#id_body", "See the graph.")
    page.locator("#id_body").press("Control+End")
    page.locator("#id_body").press("Enter")
    if way == "pasted":
        page.evaluate(PASTE)
    else:
        log = {"name": "graph.txt", "mimeType": "text/plain", "buffer": b"0 1 2"}
        page.locator("form.editor [name=file]").set_input_files(log)
    expect(page.locator("#id_body")).to_have_value(re.compile("Storing graph"))
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-file-state]")).to_have_text("The text is sent once the file is stored.")
    assert not section.revisions.exists()
    (route,) = waiting
    route.continue_()
    expect(page.locator(".editor-foot")).to_contain_text("Version 1")
    section.refresh_from_db()
    link = r"!?\[graph(.txt)?\]\(/attachments/[0-9a-f-]{36}/graph.(png|txt)\)"
    assert re.fullmatch(rf"See the graph.\n{link}", section.body)
    assert section.postmortem.incident.attachments.count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_draft_to_published_and_back(visitor, author, postmortem, scripts):
    page = visitor(author, scripts=scripts).open(postmortem.get_absolute_url())
    page.click("a:has-text('Ask for review')")
    page.click("button:has-text('Ask for review')")
    page.click("a:has-text('Publish')")
    page.click("button:has-text('Publish')")
    page.locator("a:has-text('Reopen')").wait_for()
    assert Postmortem.objects.get().status == "published"
    page.click("a:has-text('Reopen')")
    page.fill("#id_reason", "The cause was another one")
    page.click("button:has-text('Reopen')")
    page.locator("a:has-text('Ask for review')").wait_for()
    assert Postmortem.objects.get().status == "draft"


def test_beside_what_is_selected_stands_a_button_that_comments_on_it(visitor, author, postmortem):
    page = visitor(author).open(postmortem.get_absolute_url())
    page.locator(".lead-para").get_by_text("failed for two").click(click_count=3)
    page.get_by_role("button", name="Comment on this").click()
    comments = page.locator(".comments").first
    expect(comments.get_by_label("Passage")).to_have_value("Payments failed for two hours.")
    expect(comments.get_by_label("Comment", exact=True)).to_be_focused()
    expect(page.locator(".quote-offer")).to_be_hidden()
    page = visitor(author).open(address(section_of(postmortem, SectionKind.SUMMARY)))
    page.locator("#preview").get_by_text("failed for two").click(click_count=3)
    page.get_by_role("button", name="Comment on this").click()
    expect(page.get_by_label("Passage")).to_have_value("Payments failed for two hours.")


@pytest.mark.parametrize("width", [800, 1280, 1440])
def test_what_stands_beside_the_editor_uses_the_width(visitor, author, section, width):
    page = visitor(author).open(address(section))
    page.set_viewport_size({"width": width, "height": 900})
    editor, aside = page.locator("#section-form").bounding_box(), page.locator(".editor-grid > .aside").bounding_box()
    is_beside = aside["x"] >= editor["x"] + editor["width"] and aside["y"] < editor["y"] + editor["height"]
    assert is_beside or aside["width"] > 0.9 * (width - 64)


def test_a_comment_on_what_is_selected(visitor, author, postmortem):
    page = visitor(author).open(postmortem.get_absolute_url())
    page.locator(".lead-para").get_by_text("failed for two").click(click_count=3)  # selects the paragraph
    comments = page.locator(".comments").first
    comments.locator("summary").click()
    comments.get_by_role("button", name="Quote what is selected").click()
    assert comments.get_by_label("Passage").input_value() == "Payments failed for two hours."
    comments.get_by_label("Comment", exact=True).fill("Since **when**?")
    comments.get_by_role("button", name="Comment", exact=True).click()
    page.locator(".comment-body strong", has_text="when").wait_for(state="attached")
    thread = CommentThread.objects.get()
    assert (thread.passage, thread.section.kind) == ("Payments failed for two hours.", SectionKind.SUMMARY)
