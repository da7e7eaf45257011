"""Private drafts of sections, and who has one open."""

from datetime import timedelta

import pytest

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
from tests.factories.postmortems import make_postmortem, save, section_of


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


def test_who_has_it_open_is_seen_by_others_for_a_minute(
    postmortem: Postmortem, section: Section, responder: User, manager: User
) -> None:
    note_open(section=section, actor=responder)
    assert edit_page(postmortem, section, manager).writers == ("Amina Otieno",)
    assert edit_page(postmortem, section, responder).writers == ()
    with frozen(now() + timedelta(seconds=61)):
        assert edit_page(postmortem, section, manager).writers == ()


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
