"""Draft, in review, published, and back: as the table says."""

import pytest

from accounts.models import User
from core.errors import DomainError
from core.lifecycle import find_move
from incidents.enums import EntryKind, Status
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.services.postmortems import change_status
from postmortems.transitions import POSTMORTEM, PostmortemFacts
from tests.factories.postmortems import make_postmortem, publish

FINE = PostmortemFacts(is_written=True, incident_is_over=True)


def entries(postmortem: Postmortem) -> list[str]:
    return [entry.text for entry in postmortem.incident.entries.filter(kind=EntryKind.POSTMORTEM).order_by("seq")][1:]


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        ("draft", {"ask_review": "in_review"}),
        ("in_review", {"publish": "published", "back_to_draft": "draft"}),
        ("published", {"reopen": "draft"}),
    ],
)
def test_the_table(status: str, moves: dict[str, str]) -> None:
    actions = {move.action for move in POSTMORTEM}
    found = {action: move.target for action in actions if (move := find_move(POSTMORTEM, status, action))}
    assert found == moves


@pytest.mark.parametrize(
    ("action", "facts", "refused"),
    [
        ("ask_review", FINE, False),
        ("ask_review", PostmortemFacts(is_written=True, incident_is_over=False), False),
        ("ask_review", PostmortemFacts(is_written=False, incident_is_over=True), True),
        ("publish", FINE, False),
        ("publish", PostmortemFacts(is_written=True, incident_is_over=False), True),
        ("publish", PostmortemFacts(is_written=False, incident_is_over=True), True),
    ],
)
def test_guards_refuse_in_words(action: str, facts: PostmortemFacts, *, refused: bool) -> None:
    move = next(move for move in POSTMORTEM if move.action == action)
    assert bool(move.refusal(facts)) == refused


def test_publishing_shows_on_the_incident(responder: User) -> None:
    postmortem = publish(make_postmortem(author=responder), responder)

    incident = Incident.objects.get()
    assert postmortem.status == PostmortemStatus.PUBLISHED
    assert postmortem.published_by == responder
    assert incident.postmortem_published_at == postmortem.published_at
    assert entries(postmortem) == ["Amina Otieno published the postmortem."]


def test_reopening_takes_it_back_with_the_reason(responder: User, manager: User) -> None:
    postmortem = publish(make_postmortem(author=responder), responder)
    change_status(postmortem=postmortem, actor=manager, action="reopen", reason="The cause was another one")

    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.published_at) == (PostmortemStatus.DRAFT, None)
    assert Incident.objects.get().postmortem_published_at is None
    assert entries(postmortem)[1:] == ["Grace Wanjiru reopened the postmortem: The cause was another one"]
    last = postmortem.events.last()
    assert last is not None
    assert (last.actor, last.before, last.after, last.note) == (
        manager,
        "Published",
        "Draft",
        "The cause was another one",
    )


@pytest.mark.parametrize("status", ["in_review", "published"])
def test_going_back_needs_a_reason(responder: User, status: str) -> None:
    postmortem = make_postmortem(author=responder, summary="Short.")
    change_status(postmortem=postmortem, actor=responder, action="ask_review")
    if status == "published":
        change_status(postmortem=postmortem, actor=responder, action="publish")
    action = "reopen" if status == "published" else "back_to_draft"

    with pytest.raises(DomainError) as refused:
        change_status(postmortem=postmortem, actor=responder, action=action, reason="   ")

    assert refused.value.field == "reason"
    postmortem.refresh_from_db()
    assert postmortem.status == status


def test_a_summary_of_blanks_is_none(responder: User) -> None:
    postmortem = make_postmortem(author=responder, summary=" \n ")
    with pytest.raises(DomainError, match="required"):
        change_status(postmortem=postmortem, actor=responder, action="ask_review")


def test_it_is_not_published_while_the_incident_is_open(responder: User) -> None:
    postmortem = make_postmortem(author=responder, summary="Short.", status=Status.MITIGATED)
    change_status(postmortem=postmortem, actor=responder, action="ask_review")
    with pytest.raises(DomainError, match="still open"):
        change_status(postmortem=postmortem, actor=responder, action="publish")


@pytest.mark.parametrize("action", ["publish", "back_to_draft", "reopen", "nonsense"])
def test_other_moves_from_a_draft_are_refused(responder: User, action: str) -> None:
    postmortem = make_postmortem(author=responder, summary="Short.")
    with pytest.raises(DomainError):
        change_status(postmortem=postmortem, actor=responder, action=action, reason="because")
