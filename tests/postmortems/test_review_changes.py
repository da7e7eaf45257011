"""What counts as a change since somebody signed a postmortem, and which versions are kept."""

from datetime import timedelta

import pytest

from actions.services.items import ActionDetails, edit_action_item
from actions.services.statuses import change_status
from core.clock import frozen, now
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.services.changes import StatusChange
from incidents.services.changes import change_status as change_incident
from incidents.services.timeline import EntryCorrection, correct_entry, star_entry, strike_entry
from postmortems.enums import FactorKind, SectionKind
from postmortems.selectors.versions import difference_since, present_snapshot
from postmortems.services.analysis import add_factor, edit_row, fingerprint, move_row, remove_row
from postmortems.services.reviewing import keep_version, tell_changed_reviews
from postmortems.services.sections import move_section, remove_section
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_postmortem, save, section_of
from tests.factories.reviews import approve, put_in_review
from tests.postmortems.reviewing import publish_reviewed, stands


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed for two hours.")


def factor_of(postmortem, actor):
    return add_factor(postmortem=postmortem, actor=actor, kind=FactorKind.TRIGGER, text="A deployment")


CHANGES = {
    "a section": lambda it: save(section_of(it.postmortem, SectionKind.IMPACT), it.actor, "Everybody."),
    "a section removed": lambda it: remove_section(
        section=section_of(it.postmortem, SectionKind.CONCLUSION), actor=it.actor
    ),
    "a factor": lambda it: edit_row(
        row=it.factor, actor=it.actor, kind="trigger", text="A bad deployment", seen=fingerprint(it.factor)
    ),
    "a factor removed": lambda it: remove_row(row=it.factor, actor=it.actor),
    "a new action item": lambda it: make_action_item(it.postmortem.incident),
    "an action item's words": lambda it: edit_action_item(
        item=it.item, actor=it.actor, details=ActionDetails("Test it twice"), base_version=it.item.version
    ),
    "an entry corrected": lambda it: correct_entry(
        entry=it.entry, actor=it.actor, reason="x",
        correction=EntryCorrection(text="Restarted both databases.", happened_at=it.entry.happened_at),
    ),
    "an entry at another time": lambda it: correct_entry(
        entry=it.entry, actor=it.actor, reason="x",
        correction=EntryCorrection(text=it.entry.text, happened_at=it.entry.happened_at - timedelta(minutes=5)),
    ),
    "a milestone": lambda it: correct_entry(
        entry=it.entry, actor=it.actor, reason="x",
        correction=EntryCorrection(it.entry.text, it.entry.happened_at, milestones=[Milestone.DETECTED]),
    ),
    "an entry struck": lambda it: strike_entry(entry=it.entry, actor=it.actor, reason="wrong"),
    "a late entry": lambda it: make_entry(it.postmortem.incident, "One more", by=it.actor),
}  # fmt: skip


NO_CHANGES = {
    "a star": lambda it: star_entry(entry=it.entry, actor=it.actor, starred=True),
    "the state of an action item": lambda it: change_status(
        item=it.item, actor=it.actor, action="finish", reason="merged"
    ),
    "the order of sections": lambda it: move_section(
        section=section_of(it.postmortem, SectionKind.CONCLUSION), actor=it.actor, steps=-1
    ),
    "the order of factors": lambda it: move_row(row=it.factor, actor=it.actor, steps=1),
    "publishing": lambda it: publish_reviewed(it.postmortem, it.actor),
    "closing the incident": lambda it: close(it.postmortem, it.actor),
}


class Content:
    """A postmortem in review with one of each, signed."""

    def __init__(self, postmortem, actor, reviewer):
        self.postmortem, self.actor = postmortem, actor
        self.factor = factor_of(postmortem, actor)
        self.item = make_action_item(postmortem.incident, title="Test it", owner=actor)
        self.entry = make_entry(postmortem.incident, "Restarted the database.", by=actor)
        put_in_review(postmortem, reviewer, by=actor)
        self.signed = approve(postmortem, reviewer)


def close(postmortem, actor):
    publish_reviewed(postmortem, actor)
    incident = Incident.objects.get(pk=postmortem.incident_id)
    change_incident(incident=incident, actor=actor, change=StatusChange(action="close"))


@pytest.mark.parametrize("name", CHANGES)
def test_what_counts_as_a_change(postmortem, responder, manager, name):
    content = Content(postmortem, responder, manager)
    CHANGES[name](content)
    assert not stands(postmortem, manager)
    assert difference_since(content.signed.version, present_snapshot(postmortem)).count == 1


@pytest.mark.parametrize("name", NO_CHANGES)
def test_what_does_not(postmortem, responder, manager, name):
    content = Content(postmortem, responder, manager)
    NO_CHANGES[name](content)
    assert stands(postmortem, manager)


def test_a_corrected_entry_shows_both_texts(postmortem, responder, manager):
    content = Content(postmortem, responder, manager)
    for words in ("Restarted both.", "Restarted both databases."):
        correct_entry(
            entry=content.entry, actor=responder, reason="x",
            correction=EntryCorrection(text=words, happened_at=content.entry.happened_at),
        )  # fmt: skip
        content.entry.refresh_from_db()
    (change,) = difference_since(content.signed.version, present_snapshot(postmortem)).entries
    assert change.words == "corrected"
    assert "".join(piece.text for piece in change.pieces if piece.kind != "added") == "Restarted the database."


def test_going_back_to_what_was_signed_stands_again(postmortem, responder, manager):
    put_in_review(postmortem, manager, by=responder)
    approve(postmortem, manager)
    section = save(section_of(postmortem, SectionKind.IMPACT), responder, "Everybody.")
    assert not stands(postmortem, manager)
    save(section, responder, "")
    assert stands(postmortem, manager)


def test_an_old_published_one_is_compared_when_something_happened(postmortem, responder, manager):
    content = Content(postmortem, responder, manager)
    publish_reviewed(postmortem, responder)
    with frozen(now() + timedelta(days=90)):
        assert tell_changed_reviews() == 0
        entry = content.entry
        entry.refresh_from_db()
        star_entry(entry=entry, actor=responder, starred=True)
        assert tell_changed_reviews() == 0
        correction = EntryCorrection(text="Restarted both.", happened_at=entry.happened_at)
        correct_entry(entry=entry, actor=responder, reason="x", correction=correction)
        assert tell_changed_reviews() == 1
    postmortem.refresh_from_db()
    assert postmortem.status == "published"


def test_half_a_year_after_publication_nobody_looks_for_changes(postmortem, responder, manager):
    put_in_review(postmortem, manager, by=responder)
    approve(postmortem, manager)
    publish_reviewed(postmortem, responder)
    save(section_of(postmortem, SectionKind.IMPACT), responder, "Everybody.")
    with frozen(now() + timedelta(days=181)):
        assert tell_changed_reviews() == 0
    assert tell_changed_reviews() == 1


def test_of_versions_that_nobody_signed_the_newest_are_kept(postmortem, responder, manager, monkeypatch):
    monkeypatch.setattr("postmortems.services.reviewing.KEPT_VERSIONS", 2)
    put_in_review(postmortem, manager, by=responder)
    approve(postmortem, manager)
    section = section_of(postmortem, SectionKind.IMPACT)
    for number in range(4):
        section = save(section, responder, f"Text {number}")
        keep_version(postmortem=postmortem)
    assert list(postmortem.versions.values_list("number", flat=True)) == [1, 4, 5]
