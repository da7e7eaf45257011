"""Saving sections: revisions, collisions, double sends, order."""

import uuid

import pytest

from accounts.models import User
from core.errors import Conflict, DomainError
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section, SectionRevision
from postmortems.services.sections import (
    SectionChanged,
    add_section,
    compare_section,
    move_section,
    remove_section,
    rename_section,
    restore_section,
    save_section,
)
from tests.factories.postmortems import make_postmortem, save, section_of


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder)


@pytest.fixture
def section(postmortem: Postmortem) -> Section:
    return section_of(postmortem, SectionKind.IMPACT)


def headings(postmortem: Postmortem) -> list[str]:
    return list(postmortem.sections.filter(removed_at=None).values_list("heading", flat=True))


def test_a_save_is_a_revision_and_is_rendered(section: Section, responder: User) -> None:
    saved = save_section(section=section, actor=responder, body="It was **down**.", base_version=0)

    assert saved.version == 1
    assert "<strong>down</strong>" in saved.html
    assert [(r.version, r.body, r.author) for r in saved.revisions.all()] == [(1, "It was **down**.", responder)]


def test_the_same_text_again_is_no_revision(section: Section, responder: User) -> None:
    save(section, responder, "Once\r\nonly")
    saved = save_section(section=section, actor=responder, body="Once\nonly", base_version=1)
    assert saved.version == 1


def test_a_text_begun_before_anothers_save_is_not_stored(section: Section, responder: User, manager: User) -> None:
    save_section(section=section, actor=responder, body="first", base_version=0)
    save_section(section=section, actor=responder, body="theirs", base_version=1)

    with pytest.raises(SectionChanged) as refused:
        save_section(section=section, actor=manager, body="mine", base_version=1)

    texts = refused.value.collision
    assert (texts.before, texts.theirs, texts.mine, texts.version) == ("first", "theirs", "mine", 2)
    assert texts.latest is not None
    assert texts.latest.author == responder
    section.refresh_from_db()
    assert (section.body, section.version) == ("theirs", 2)


def test_after_seeing_theirs_the_second_writer_can_save(section: Section, responder: User, manager: User) -> None:
    save_section(section=section, actor=responder, body="theirs", base_version=0)
    saved = save_section(section=section, actor=manager, body="both", base_version=1)
    assert set(SectionRevision.objects.values_list("body", flat=True)) == {"theirs", "both"}
    assert saved.version == 2


def test_a_new_heading_hides_no_words_and_so_is_no_collision(section: Section, responder: User, manager: User) -> None:
    rename_section(section=section, actor=responder, heading="  What it \n did ")
    saved = save_section(section=section, actor=manager, body="mine", base_version=0)
    assert (saved.heading, saved.body, saved.version) == ("What it did", "mine", 2)


def test_sent_twice_it_is_stored_once(section: Section, responder: User) -> None:
    sent = uuid.uuid4()
    for _ in range(2):
        saved = save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent)
    assert saved.version == 1


def test_sent_twice_after_somebody_else_saved_it_changes_nothing(
    section: Section, responder: User, manager: User
) -> None:
    sent = uuid.uuid4()
    save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent)
    save_section(section=section, actor=manager, body="more", base_version=1)
    again = save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent)
    assert (again.body, again.version) == ("more", 2)


def test_other_words_under_the_same_uuid_are_refused(section: Section, responder: User) -> None:
    sent = uuid.uuid4()
    save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent)
    with pytest.raises(Conflict):
        save_section(section=section, actor=responder, body="other", base_version=1, client_uuid=sent)


def test_a_version_that_never_was_is_refused(section: Section, responder: User) -> None:
    with pytest.raises(Conflict):
        save_section(section=section, actor=responder, body="text", base_version=7)


def test_more_than_256_kb_is_refused(section: Section, responder: User) -> None:
    with pytest.raises(DomainError, match="256 kB"):
        save_section(section=section, actor=responder, body="é" * 140_000, base_version=0)


def test_looking_at_the_three_texts_stores_nothing(section: Section, responder: User) -> None:
    save(section, responder, "theirs")
    texts = compare_section(section=section, body="mine", base_version=0)
    assert (texts.before, texts.theirs, texts.mine) == ("", "theirs", "mine")
    assert SectionRevision.objects.count() == 1


def test_a_section_of_ones_own_comes_last_and_once(postmortem: Postmortem, responder: User) -> None:
    sent = uuid.uuid4()
    for _ in range(2):
        add_section(postmortem=postmortem, actor=responder, heading="Cost", client_uuid=sent)
    assert headings(postmortem)[-2:] == ["Conclusion", "Cost"]


@pytest.mark.parametrize("heading", ["", "  \n ", "x" * 121])
def test_a_heading_needs_words_and_an_end(postmortem: Postmortem, responder: User, heading: str) -> None:
    with pytest.raises(DomainError):
        add_section(postmortem=postmortem, actor=responder, heading=heading)


def test_sections_move_and_stay_at_the_ends(postmortem: Postmortem, section: Section, responder: User) -> None:
    move_section(section=section, actor=responder, steps=-1)
    assert headings(postmortem)[:2] == ["Impact", "Summary"]
    move_section(section=section, actor=responder, steps=-1)
    assert headings(postmortem)[:2] == ["Impact", "Summary"]
    move_section(section=section, actor=responder, steps=1)
    assert headings(postmortem)[:2] == ["Summary", "Impact"]


def test_a_removed_section_keeps_its_words_and_comes_back(
    postmortem: Postmortem, section: Section, responder: User
) -> None:
    save(section, responder, "words")
    remove_section(section=section, actor=responder)
    assert "Impact" not in headings(postmortem)

    restored = restore_section(section=section, actor=responder)
    assert headings(postmortem)[1] == "Impact"
    assert (restored.body, restored.revisions.count()) == ("words", 1)
    assert [event.what for event in postmortem.events.all()] == ["Section removed", "Section restored"]


def test_another_heading_or_postmortem_under_the_same_uuid_is_refused(postmortem: Postmortem, responder: User) -> None:
    sent = uuid.uuid4()
    add_section(postmortem=postmortem, actor=responder, heading="Cost", client_uuid=sent)
    for where, heading in ((postmortem, "Price"), (make_postmortem(), "Cost")):
        with pytest.raises(Conflict):
            add_section(postmortem=where, actor=responder, heading=heading, client_uuid=sent)
