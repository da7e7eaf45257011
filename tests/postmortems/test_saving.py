"""Saving a section: every text is in a revision, two texts of one section are merged, nothing is lost."""

import uuid

import pytest

from accounts.models import User
from core.errors import Conflict, DomainError
from core.three_way import merged_text
from postmortems.enums import RevisionOrigin, SectionKind
from postmortems.models import Postmortem, Section, SectionRevision
from postmortems.services.saving import Saved, restore_revision, save_merged, save_section
from postmortems.services.sections import remove_section
from tests.factories.postmortems import make_postmortem, save, section_of

BASE = "It began at noon.\n\nThe deployment was reverted, which fixed it."
THEIRS = "It began at 12:10.\n\nThe deployment was reverted, which fixed it."
MINE = "It began at noon.\n\nThe rollback left the cache in place."


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder)


@pytest.fixture
def section(postmortem: Postmortem) -> Section:
    return section_of(postmortem, SectionKind.IMPACT)


def revisions(section: Section) -> list[tuple[int | None, int, str, str]]:
    rows = section.revisions.order_by("pk")
    return [(row.version, row.base_version, row.origin, row.body) for row in rows]


def met(section: Section, they: User, me: User, theirs: str, mine: str, base: str = BASE) -> Saved:
    """Both began from `base`; they saved first."""
    save_section(section=section, actor=they, body=base, base_version=0)
    save_section(section=section, actor=they, body=theirs, base_version=1)
    return save_section(section=section, actor=me, body=mine, base_version=1)


def test_a_save_is_a_revision_and_is_rendered(section: Section, responder: User) -> None:
    saved = save_section(section=section, actor=responder, body="It was **down**.", base_version=0).section
    assert saved.version == 1
    assert "<strong>down</strong>" in saved.html
    assert [(r.version, r.body, r.author) for r in saved.revisions.all()] == [(1, "It was **down**.", responder)]


def test_the_same_text_again_is_no_revision(section: Section, responder: User) -> None:
    save(section, responder, "Once\r\nonly")
    saved = save_section(section=section, actor=responder, body="Once\nonly", base_version=1).section
    assert saved.version == 1


def test_edits_apart_are_merged_and_all_three_texts_are_kept(section: Section, responder: User, manager: User) -> None:
    saved = met(section, responder, manager, THEIRS, MINE)

    merged = "It began at 12:10.\n\nThe rollback left the cache in place."
    assert (saved.is_merged, saved.collision) == (True, None)
    section.refresh_from_db()
    assert (section.body, section.version) == (merged, 3)
    assert "12:10" in section.html
    assert revisions(section) == [
        (1, 0, "saved", BASE),
        (2, 1, "saved", THEIRS),
        (None, 1, "set_aside", MINE),
        (3, 1, "merged", merged),
    ]


def test_a_text_that_meets_another_is_set_aside_before_anything_is_asked(
    section: Section, responder: User, manager: User
) -> None:
    saved = met(section, responder, manager, "what they wrote", "what I wrote", base="as it was")

    assert saved.collision is not None
    assert (saved.collision.version, saved.collision.base_version) == (2, 1)
    assert saved.collision.latest is not None
    assert saved.collision.latest.author == responder
    section.refresh_from_db()
    assert (section.body, section.version) == ("what they wrote", 2)
    assert revisions(section)[-1] == (None, 1, "set_aside", "what I wrote")


def test_what_was_decided_is_saved_as_merged(section: Section, responder: User, manager: User) -> None:
    collision = met(section, responder, manager, "what they wrote", "what I wrote", base="as it was").collision
    assert collision is not None
    text = merged_text(collision.rows, ["what we wrote"])
    saved = save_merged(section=section, actor=manager, body=text, base_version=collision.version)
    assert (saved.section.body, saved.section.version) == ("what we wrote", 3)
    assert revisions(section)[-1] == (3, 2, "merged", "what we wrote")


def test_who_decides_while_a_third_one_saves_is_asked_again(
    section: Section, responder: User, manager: User, admin: User
) -> None:
    met(section, responder, manager, "what they wrote", "what I wrote", base="as it was")
    save_section(section=section, actor=admin, body="what the third wrote", base_version=2)
    again = save_merged(section=section, actor=manager, body="what we wrote", base_version=2)
    assert again.collision is not None
    assert [row[3] for row in revisions(section)][-1] == "what we wrote"


def test_the_own_other_tab_with_the_same_text_is_no_conflict(section: Section, responder: User) -> None:
    for _ in range(2):
        saved = save_section(section=section, actor=responder, body="the same", base_version=0)
    assert (saved.collision, saved.section.version) == (None, 1)


def test_a_stale_draft_after_a_restore_is_no_conflict(section: Section, responder: User, manager: User) -> None:
    first = save(section, responder, BASE)
    second = save(first, responder, "Rewritten.")
    kept = section.revisions.get(version=1)
    restore_revision(section=second, revision=kept, actor=manager, seen_version=2)
    saved = save_section(section=section, actor=responder, body=MINE, base_version=1)
    assert (saved.collision, saved.is_merged, saved.section.body) == (None, False, MINE)


def test_who_changed_nothing_takes_nothing_back(section: Section, responder: User, manager: User) -> None:
    saved = met(section, responder, manager, THEIRS, BASE)
    assert saved.section.body == THEIRS
    assert [row[0] for row in revisions(section)] == [1, 2]


def test_an_edit_of_another_section_is_no_conflict(postmortem: Postmortem, section: Section, responder: User) -> None:
    save(section_of(postmortem, SectionKind.SUMMARY), responder, "Elsewhere")
    assert save_section(section=section, actor=responder, body="here", base_version=0).collision is None


def test_sent_twice_it_is_stored_once(section: Section, responder: User) -> None:
    sent = uuid.uuid4()
    for _ in range(2):
        saved = save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent)
    assert saved.section.version == 1


@pytest.mark.parametrize("mine", [MINE, "Another thing."], ids=["merged", "asked"])
def test_a_text_that_met_another_and_is_sent_twice_is_set_aside_once(
    section: Section, responder: User, manager: User, mine: str
) -> None:
    met(section, responder, responder, THEIRS, THEIRS)
    sent = uuid.uuid4()
    answers = [
        save_section(section=section, actor=manager, body=mine, base_version=1, client_uuid=sent) for _ in range(2)
    ]
    assert bool(answers[0].collision) == bool(answers[1].collision)
    assert section.revisions.filter(origin=RevisionOrigin.SET_ASIDE).count() == 1
    assert section.revisions.filter(origin=RevisionOrigin.MERGED).count() == (0 if answers[0].collision else 1)


def test_sent_twice_after_somebody_else_saved_it_changes_nothing(
    section: Section, responder: User, manager: User
) -> None:
    sent = uuid.uuid4()
    save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent)
    save_section(section=section, actor=manager, body="more", base_version=1)
    again = save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent).section
    assert (again.body, again.version) == ("more", 2)


def test_sent_again_after_it_was_merged_and_somebody_deleted_it_brings_nothing_back(
    section: Section, responder: User, manager: User
) -> None:
    sent = uuid.uuid4()
    met(section, responder, responder, THEIRS, THEIRS)
    answers = [
        save_section(section=section, actor=manager, body=MINE, base_version=1, client_uuid=sent) for _ in range(2)
    ]
    assert [(answer.is_merged, answer.section.version) for answer in answers] == [(True, 3), (True, 3)]
    save(answers[1].section, responder, THEIRS)
    again = save_section(section=section, actor=manager, body=MINE, base_version=1, client_uuid=sent)
    assert (again.section.body, again.section.version, again.is_merged) == (THEIRS, 4, False)


def test_other_words_under_the_same_uuid_are_refused(section: Section, responder: User) -> None:
    sent = uuid.uuid4()
    save_section(section=section, actor=responder, body="text", base_version=0, client_uuid=sent)
    with pytest.raises(Conflict):
        save_section(section=section, actor=responder, body="other", base_version=1, client_uuid=sent)


def test_a_version_that_never_was_is_refused(section: Section, responder: User) -> None:
    with pytest.raises(Conflict):
        save_section(section=section, actor=responder, body="text", base_version=7)


def test_more_than_256_kb_is_refused_merged_or_not(section: Section, responder: User, manager: User) -> None:
    with pytest.raises(DomainError, match="256 kB"):
        save_section(section=section, actor=responder, body="é" * 140_000, base_version=0)
    with pytest.raises(DomainError, match="Together"):
        met(section, responder, manager, f"{BASE}\n\n{'x' * 200_000}", f"{'y' * 200_000}\n\n{BASE}")
    assert not section.revisions.filter(origin=RevisionOrigin.SET_ASIDE).exists()


def test_a_section_saved_after_it_was_removed_keeps_the_text(section: Section, responder: User, manager: User) -> None:
    remove_section(section=section, actor=responder)
    saved = save_section(section=section, actor=manager, body="typed meanwhile", base_version=0).section
    assert (saved.body, saved.removed_at is None) == ("typed meanwhile", False)


def test_a_filled_section_that_somebody_saves_is_filled_no_longer(section: Section, responder: User) -> None:
    Section.objects.filter(pk=section.pk).update(is_filled=True)
    assert save_section(section=section, actor=responder, body="edited", base_version=0).section.is_filled is False


def test_restoring_is_a_revision_of_its_own(section: Section, responder: User, manager: User) -> None:
    met(section, responder, manager, "what they wrote", "what I wrote", base="as it was")
    aside = SectionRevision.objects.get(origin=RevisionOrigin.SET_ASIDE)
    restored = restore_revision(section=section, revision=aside, actor=manager, seen_version=2)
    assert (restored.body, restored.version) == ("what I wrote", 3)
    assert revisions(section)[-1] == (3, 1, "restored", "what I wrote")


def test_restoring_over_unseen_words_is_refused(section: Section, responder: User) -> None:
    save(save(section, responder, "one"), responder, "two")
    with pytest.raises(Conflict, match="meanwhile"):
        restore_revision(section=section, revision=section.revisions.get(version=1), actor=responder, seen_version=1)
