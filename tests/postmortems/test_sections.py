"""Saving sections: revisions, collisions, double sends, order."""

import uuid

import pytest

from accounts.models import User
from core.errors import Conflict, DomainError
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section
from postmortems.services.saving import save_section
from postmortems.services.sections import (
    add_section,
    move_section,
    remove_section,
    rename_section,
    restore_section,
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


def test_a_new_heading_hides_no_words_and_so_is_no_collision(section: Section, responder: User, manager: User) -> None:
    rename_section(section=section, actor=responder, heading="  What it \n did ")
    saved = save_section(section=section, actor=manager, body="mine", base_version=0).section
    assert (saved.heading, saved.body, saved.version) == ("What it did", "mine", 2)


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
