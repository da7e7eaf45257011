"""A postmortem in the browser: written by two people, reviewed, published; with scripts and without."""

import pytest
from django.urls import reverse

from postmortems.enums import SectionKind
from postmortems.models import CommentThread, Postmortem
from tests.factories.accounts import make_user
from tests.factories.postmortems import make_postmortem, save, section_of

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


def test_what_was_not_saved_is_put_back(visitor, author, section):
    page = visitor(author).open(address(section))
    type_draft(page, "typed and left")
    page.goto(page.url)
    page.locator(".draft-kept", has_text="was restored").wait_for()
    assert page.input_value("#id_body") == "typed and left"
    page.locator("#preview", has_text="typed and left").wait_for()
    page.click(".editor .btn-primary")
    page.locator("text=Version 1").wait_for()
    page.goto(page.url)
    assert page.locator(".draft-kept").count() == 0


def test_what_was_not_saved_meets_what_was_saved_since(visitor, author, section):
    page = visitor(author).open(address(section))
    type_draft(page, "what Amina wrote")
    save(section, make_user("Brian Kimani"), "what Brian wrote")
    page.goto(page.url)
    assert page.input_value("#id_body") == "what Brian wrote"
    page.click("text=Replace with yours")
    page.click(".editor .btn-primary")
    assert "Brian Kimani saved this section" in page.inner_text(".merge")


def type_draft(page, text):
    """Types into the section's text, and waits until the browser has written it down."""
    page.fill("#id_body", text)
    page.wait_for_function("text => Object.values(localStorage).some((value) => value.includes(text))", arg=text)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_two_people_write_one_section_and_nothing_is_lost(visitor, author, section, scripts):
    first = visitor(author, scripts=scripts).open(address(section))
    save(section, make_user("Brian Kimani"), "what Brian wrote")
    first.fill("#id_body", "what Amina wrote")
    first.click(".editor .btn-primary")
    assert "Brian Kimani saved this section" in first.inner_text(".merge")
    first.click("text=Both, theirs first")
    assert first.input_value("#id_body") == "what Brian wrote\n\nwhat Amina wrote"
    first.click("text=Save as version 2")
    first.locator("text=Version 2").wait_for()
    assert [revision.body for revision in section.revisions.order_by("version")] == [
        "what Brian wrote",
        "what Brian wrote\n\nwhat Amina wrote",
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_draft_to_published_and_back(visitor, author, postmortem, scripts):
    page = visitor(author, scripts=scripts).open(postmortem.get_absolute_url())
    page.click("text=Ask for review")
    page.click("a:has-text('Publish')")
    page.click("button:has-text('Publish')")
    page.locator("a:has-text('Reopen')").wait_for()
    assert Postmortem.objects.get().status == "published"
    page.click("a:has-text('Reopen')")
    page.fill("#id_reason", "The cause was another one")
    page.click("button:has-text('Reopen')")
    page.locator("button:has-text('Ask for review')").wait_for()
    assert Postmortem.objects.get().status == "draft"


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
