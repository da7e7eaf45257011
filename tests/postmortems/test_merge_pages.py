"""Two writers of one section in the browser, as requests: what a page without JavaScript sends and shows."""

import html
import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents.services.redacting import redact_words
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section, SectionDraft
from postmortems.services.sections import remove_section
from tests.factories.postmortems import make_postmortem, save, section_of
from tests.html import html_of

LogIn = Callable[[User], Client]
BASE = "It began at noon.\n\nThe deployment was reverted, which fixed it.\n\nAll was well."
THEIRS = "It began at 12:10.\n\nThe deployment was reverted at 14:35 for a while.\n\nAll was well."
MINE = "It began at noon.\n\nThe rollback left the cache in place.\n\nAll was well, mostly."


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder)


@pytest.fixture
def section(postmortem: Postmortem, responder: User) -> Section:
    """Amina wrote it, then changed it again."""
    first = save(section_of(postmortem, SectionKind.ROOT_CAUSE), responder, BASE)
    return save(first, responder, THEIRS)


@pytest.fixture
def me(as_user: LogIn, manager: User) -> Client:
    return as_user(manager)


def of_section(name: str, section: Section, *args: object) -> str:
    return reverse(name, args=[section.postmortem.incident_id, section.pk, *args])


def sent(body: str, base: int = 1, **more: object) -> dict[str, object]:
    return {"body": body, "base_version": base, "client_uuid": uuid.uuid4()} | more


def fields_of(page: str) -> dict[str, str]:
    """What the form of the merge holds, as a browser without JavaScript would send it."""
    form = page.split("data-merge")[1].split("</form>", maxsplit=1)[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    texts = {
        name: text[1:] for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S)
    }
    chosen = dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', form))
    return {name: html.unescape(value) for name, value in (hidden | texts | chosen).items()}


def test_the_second_writer_decides_one_place_and_the_rest_is_merged(me: Client, section: Section) -> None:
    met = me.post(of_section("section", section), sent(MINE))

    page = met.content.decode()
    assert met.status_code == 409
    assert "Amina Otieno saved this section while you were writing" in page
    assert "Place 1 of 1" in page
    assert "Merged: theirs" in page
    assert "Merged: yours" in page
    assert section.revisions.filter(origin="set_aside", body=MINE).count() == 1

    typed = fields_of(page)
    assert typed["take_1"] == "both"
    saved = me.post(of_section("section_merge", section), typed | {"take_1": "mine"})
    assert saved.headers["Location"] == of_section("section", section)
    section.refresh_from_db()
    assert section.body == "It began at 12:10.\n\nThe rollback left the cache in place.\n\nAll was well, mostly."
    assert section.version == 3


@pytest.mark.parametrize(
    ("take", "says"),
    [
        ("theirs", "The deployment was reverted at 14:35 for a while."),
        ("mine", "The rollback left the cache in place."),
        (
            "both",
            "The deployment was reverted at 14:35 for a while.\n\nThe rollback left the cache in place.",
        ),
    ],
)
def test_each_choice_is_taken(me: Client, section: Section, take: str, says: str) -> None:
    typed = fields_of(me.post(of_section("section", section), sent(MINE)).content.decode())
    me.post(of_section("section_merge", section), typed | {"take_1": take})
    section.refresh_from_db()
    assert section.body == f"It began at 12:10.\n\n{says}\n\nAll was well, mostly."


def test_what_is_written_into_the_field_counts_instead_of_the_choice(me: Client, section: Section) -> None:
    typed = fields_of(me.post(of_section("section", section), sent(MINE)).content.decode())
    me.post(of_section("section_merge", section), typed | {"take_1": "theirs", "text_1": "What we agreed on.\r\n"})
    section.refresh_from_db()
    assert section.body == "It began at 12:10.\n\nWhat we agreed on.\n\nAll was well, mostly."


def test_backing_out_leaves_ones_own_text_a_draft(me: Client, section: Section, manager: User) -> None:
    me.post(of_section("section", section), sent(MINE))
    page = html_of(me.get(of_section("section", section)))
    assert "You have a draft of this section" in page
    again = me.get(of_section("section", section) + "?draft=1")
    assert again.context["form"]["body"].value() == MINE
    draft = SectionDraft.objects.get(person=manager)
    assert draft.saved_at is not None
    me.post(of_section("section_draft_discard", section), {"draft_at": draft.saved_at.isoformat()})
    assert "You have a draft" not in me.get(of_section("section", section)).content.decode()


def test_once_decided_there_is_no_draft(me: Client, section: Section) -> None:
    typed = fields_of(me.post(of_section("section", section), sent(MINE)).content.decode())
    me.post(of_section("section_merge", section), typed)
    assert not SectionDraft.objects.filter(body__isnull=False).exists()


def test_edits_apart_are_merged_without_a_question_and_it_is_said(me: Client, section: Section) -> None:
    answer = me.post(of_section("section", section), sent(BASE.replace("All was well", "All is well")), follow=True)
    assert "version 3 holds both texts, merged" in answer.content.decode()
    section.refresh_from_db()
    assert section.body == THEIRS.replace("All was well", "All is well")


def test_a_refused_choice_and_a_torn_form_keep_what_was_typed(me: Client, section: Section) -> None:
    typed = fields_of(me.post(of_section("section", section), sent(MINE)).content.decode())
    refused = me.post(of_section("section_merge", section), typed | {"take_1": "neither", "text_1": "My own words"})
    assert refused.status_code == 422
    assert "My own words" in refused.content.decode()
    torn = me.post(of_section("section_merge", section), {"mine": MINE, "base_version": "1", "version": ""})
    assert torn.status_code == 422
    assert html.escape(MINE) in torn.content.decode()
    never = me.post(of_section("section_merge", section), typed | {"version": "77"})
    assert never.status_code == 409
    assert html.escape(MINE) in never.content.decode()


def test_after_a_redaction_mine_is_shown_and_not_stored(
    me: Client, section: Section, admin: User, responder: User
) -> None:
    save(section, responder, f"{THEIRS}\n\nThe key hunter2 leaked.")
    redact_words(incident=section.postmortem.incident, actor=admin, words="hunter2", reason="A key")
    typed = f"{THEIRS}\n\nThe key hunter2 leaked today."
    met = me.post(of_section("section", section), sent(typed, 3))
    page = met.content.decode()
    assert met.status_code == 409
    assert "Words were redacted from this section" in page
    assert "hunter2" in page
    assert not section.revisions.filter(body__contains="hunter2").exists()
    fields = fields_of(page)
    assert fields["take_1"] == "theirs"
    me.post(of_section("section_merge", section), fields | {"text_1": "The key leaked today."})
    section.refresh_from_db()
    assert section.body == f"{THEIRS}\n\nThe key leaked today."


def test_a_section_saved_after_it_was_removed_says_so_and_keeps_the_text(
    me: Client, section: Section, responder: User
) -> None:
    remove_section(section=section, actor=responder)
    page = me.post(of_section("section", section), sent("typed meanwhile", 2), follow=True).content.decode()
    assert "Your text is saved in it" in page
    assert "Restore" in page
    assert "typed meanwhile" in page


def test_save_and_next_goes_to_the_next_section(me: Client, postmortem: Postmortem) -> None:
    first, second = postmortem.sections.all()[:2]
    answer = me.post(of_section("section", first), sent("done", 0, then="next"))
    assert answer.headers["Location"] == of_section("section", second)
    last = postmortem.sections.last()
    assert last is not None
    assert (
        me.post(of_section("section", last), sent("done", 0, then="next")).headers["Location"].endswith(f"/{last.pk}/")
    )


def test_a_draft_is_kept_and_continued_and_said_to_be_one(me: Client, section: Section) -> None:
    kept = me.post(of_section("section_draft", section), sent("half a sentence", 2)).json()
    assert kept["draft_at"]
    shown = me.get(of_section("section", section))
    assert shown.context["form"]["body"].value() == "half a sentence"
    assert "This is your draft" in shown.content.decode()
    assert "Version 2" in shown.content.decode()
    other = me.post(of_section("section_draft", section), sent("from another tab", 2))
    assert (other.status_code, "another tab" in other.json()["refused"]) == (409, True)
    long = me.post(of_section("section_draft", section), sent("x" * 300_000, 2))
    assert (long.status_code, "kB" in long.json()["refused"]) == (422, True)
    me.post(of_section("section", section), sent("a whole sentence", 2, draft_at=kept["draft_at"]))
    assert "draft of" not in me.get(of_section("section", section)).content.decode()


def test_the_preview_is_of_the_draft_where_that_is_shown(me: Client, section: Section) -> None:
    me.post(of_section("section_draft", section), sent("half **a** sentence", 2))
    assert "half <strong>a</strong> sentence" in me.get(of_section("section", section)).content.decode()


def test_who_else_has_it_open_and_what_was_saved_meanwhile(
    me: Client, as_user: LogIn, section: Section, responder: User, manager: User
) -> None:
    as_user(responder).post(of_section("section_writers", section), {"base_version": 2})
    answer = html_of(me.post(of_section("section_writers", section), {"base_version": 1}))
    assert "Amina Otieno has this section open" in answer
    assert "Amina Otieno saved version 2 while you were writing" in answer
    assert f'hx-swap-oob="true" id="writing-{section.pk}">Amina Otieno</span>' in answer
    read = html_of(me.get(section.postmortem.get_absolute_url()))
    assert "Amina Otieno has it open" in read


def test_a_right_to_left_override_is_shown_and_kept_as_typed(me: Client, section: Section) -> None:
    me.post(of_section("section", section), sent("Paid \u202eevil\n\nNext.", 2))
    page = me.get(section.postmortem.get_absolute_url()).content.decode()
    assert "<p>Paid ⟨U+202E⟩evil</p>\n<p>Next.</p>" in page
    section.refresh_from_db()
    assert section.body == "Paid \u202eevil\n\nNext."


def test_a_table_of_two_thousand_rows_is_saved_and_merged(me: Client, section: Section, responder: User) -> None:
    rows = ["| step | who |", "|---|---|", *(f"| {n} | Amina |" for n in range(2_000))]
    table = save(section, responder, "\n".join(rows))
    theirs = save(table, responder, "\n".join([*rows[:500], "| 498 | Brian |", *rows[501:]]))
    mine = "\n".join([*rows[:1500], "| 1498 | Grace |", *rows[1501:]])
    assert me.post(of_section("section", section), sent(mine, table.version)).status_code == 302
    theirs.refresh_from_db()
    assert "| 498 | Brian |" in theirs.body
    assert "| 1498 | Grace |" in theirs.body


def test_five_megabytes_are_refused_in_words_and_kept(me: Client, section: Section) -> None:
    long = "y" * (5 * 1024 * 1024)
    answer = me.post(of_section("section", section), sent(long, 2))
    assert answer.status_code == 422
    assert "the limit is 256 kB" in answer.content.decode()
    assert long in answer.content.decode()
