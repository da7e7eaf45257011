"""Private drafts of sections, and who has one open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.clock import frozen, now
from core.errors import Conflict, DomainError
from incidents.services.redacting import redact_words
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section, SectionDraft
from postmortems.selectors.drafts import draft_of
from postmortems.selectors.editing import edit_page
from postmortems.services.drafts import DraftElsewhere, discard_draft, keep_draft, note_open
from postmortems.services.saving import save_section
from postmortems.services.sections import remove_section
from tests.factories.postmortems import make_postmortem, save, section_of
from tests.html import html_of


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder)


@pytest.fixture
def section(postmortem: Postmortem) -> Section:
    return section_of(postmortem, SectionKind.IMPACT)


def test_a_draft_is_its_persons_alone_and_continues_where_the_section_did_not_change(
    section: Section, responder: User, manager: User
) -> None:
    keep_draft(section=section, actor=responder, body="half a", base_version=0)
    assert draft_of(section, manager) is None
    shown = draft_of(section, responder)
    assert shown is not None
    assert (shown.body, shown.is_current) == ("half a", True)
    saved = save(section, manager, "theirs")
    shown = draft_of(saved, responder)
    assert shown is not None
    assert shown.is_current is False


def test_another_tab_does_not_write_over_a_draft(section: Section, responder: User) -> None:
    first = keep_draft(section=section, actor=responder, body="one", base_version=0)
    with pytest.raises(DraftElsewhere):
        keep_draft(section=section, actor=responder, body="two", base_version=0)
    assert keep_draft(section=section, actor=responder, body="one more", base_version=0, known=first)


def test_what_was_saved_is_a_draft_no_longer_but_the_one_of_another_tab_is(section: Section, responder: User) -> None:
    known = keep_draft(section=section, actor=responder, body="one", base_version=0)
    discard_draft(section=section, actor=responder, known=None, saved="other words")
    assert SectionDraft.objects.get().body == "one"
    discard_draft(section=section, actor=responder, known=known)
    assert SectionDraft.objects.get().body is None


def test_typing_back_what_was_there_leaves_no_draft(section: Section, responder: User) -> None:
    saved = save(section, responder, "as it was")
    known = keep_draft(section=saved, actor=responder, body="as it was, and", base_version=1)
    assert keep_draft(section=saved, actor=responder, body="as it was", base_version=1, known=known) is None
    assert draft_of(saved, responder) is None


def test_too_long_a_draft_is_refused(section: Section, responder: User) -> None:
    with pytest.raises(DomainError, match="256 kB"):
        keep_draft(section=section, actor=responder, body="x" * 262_145, base_version=0)


def test_who_has_it_open_is_seen_by_others_for_half_a_minute(
    postmortem: Postmortem, section: Section, responder: User, manager: User
) -> None:
    note_open(section=section, actor=responder)
    assert edit_page(postmortem, section, manager).writers == ("Amina Otieno",)
    assert edit_page(postmortem, section, responder).writers == ()
    with frozen(now() + timedelta(seconds=31)):
        assert edit_page(postmortem, section, manager).writers == ()


def test_whoever_leaves_the_editor_is_not_seen_any_more(
    as_user: Callable[[User], Client], section: Section, responder: User, manager: User
) -> None:
    """Neither a draft that arrives last nor its keeping says that the editor is open."""
    number = section.postmortem.incident_id
    read = f"{reverse('postmortem_writers', args=[number])}?shown={section.pk}"
    as_user(responder).post(reverse("section_writers", args=[number, section.pk]), {"base_version": 0})
    assert f"{responder.name} has it open" in html_of(as_user(manager).get(read))
    assert "open" not in html_of(as_user(responder).get(read)).replace(f"open-{section.pk}", "")
    as_user(responder).post(reverse("section_left", args=[number, section.pk]))
    keep_draft(section=section, actor=responder, body="typed last", base_version=0)
    shown = html_of(as_user(manager).get(read))
    assert f'id="open-{section.pk}"' in shown
    assert responder.name not in shown
    assert html_of(as_user(manager).get(read.partition("?")[0])).strip() == ""


def test_asking_who_writes_reads_no_texts(
    as_user: Callable[[User], Client], section: Section, responder: User, manager: User
) -> None:
    save(section, manager, "Theirs.")
    note_open(section=section, actor=manager)
    client, page = as_user(responder), reverse("section_writers", args=[section.postmortem.incident_id, section.pk])
    with CaptureQueriesContext(connection) as queries:
        shown = html_of(client.post(page, {"base_version": 0}))
    assert f"{manager.name} has this section open, too." in shown
    assert f"{manager.name} saved version 1 while you were writing." in shown
    assert f'id="writing-{section.pk}">{manager.name}</span>' in shown
    read = [query["sql"] for query in queries if "postmortems_" in query["sql"]]
    assert not [sql for sql in read if "postmortems_factor" in sql or "postmortems_measure" in sql]
    assert len([sql for sql in read if '"postmortems_section"."body"' in sql]) == 1  # the section itself


def test_save_and_next_leads_to_the_next_section_that_is_kept(
    as_user: Callable[[User], Client], postmortem: Postmortem, responder: User
) -> None:
    first, removed, third, *_, last = postmortem.sections.all()
    remove_section(section=removed, actor=responder)
    client, number = as_user(responder), postmortem.incident_id
    for shown, following in ((first, third), (last, last), (removed, removed)):
        address = reverse("section", args=[number, shown.pk])
        sent = client.post(address, {"body": "Words.", "base_version": shown.version, "then": "next"})
        assert sent.headers["Location"] == reverse("section", args=[number, following.pk])


@pytest.mark.parametrize("where", ["section", "revision", "draft"])
def test_redacted_words_do_not_come_back(section: Section, responder: User, admin: User, where: str) -> None:
    """Wherever they stood: what was typed before is stored nowhere, nor merged unasked."""
    if where != "draft":
        section = save(section, responder, "The key hunter2 leaked.")
    began = section.version
    if where == "revision":
        section = save(section, responder, "A key leaked.")
    keep_draft(section=section, actor=responder, body="The key hunter2 leaked today.", base_version=began)
    redact_words(incident=section.postmortem.incident, actor=admin, words="hunter2", reason="A key")

    typed = {"section": section, "actor": responder, "body": "The key hunter2 leaked today.", "base_version": began}
    with pytest.raises(Conflict, match="redacted"):
        keep_draft(**typed)
    saved = save_section(**typed)
    assert saved.collision is not None
    assert saved.collision.may_hold_redacted
    assert not section.revisions.filter(body__contains="hunter2").exists()
    assert not SectionDraft.objects.filter(body__contains="hunter2").exists()
