"""The moves of an action item: the whole truth table."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.services.statuses import MoveDetails, change_status
from actions.transitions import ACTION_ITEM
from core.clock import now
from core.errors import Conflict, DomainError
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item

ALLOWED = {
    ("open", "finish"): "done",
    ("open", "start"): "in_progress",
    ("open", "block"): "blocked",
    ("open", "refuse"): "wont_do",
    ("in_progress", "finish"): "done",
    ("in_progress", "stop"): "open",
    ("in_progress", "block"): "blocked",
    ("in_progress", "refuse"): "wont_do",
    ("blocked", "finish"): "done",
    ("blocked", "unblock"): "in_progress",
    ("blocked", "refuse"): "wont_do",
    ("open", "duplicate"): "wont_do",
    ("open", "split"): "wont_do",
    ("in_progress", "duplicate"): "wont_do",
    ("in_progress", "split"): "wont_do",
    ("blocked", "duplicate"): "wont_do",
    ("blocked", "split"): "wont_do",
    ("proposed", "accept"): "open",
    ("proposed", "finish"): "done",
    ("proposed", "refuse"): "wont_do",
    ("proposed", "duplicate"): "wont_do",
    ("done", "verify"): "verified",
    ("done", "not_effective"): "open",
    ("done", "follow_up"): "done",
    ("done", "reopen"): "open",
    ("verified", "reopen"): "open",
    ("wont_do", "reopen"): "open",
}
ACTIONS = sorted({move.action for move in ACTION_ITEM})
PAIRS = [(status, action) for status in ActionStatus.values for action in ACTIONS]


def details_of(by: User) -> MoveDetails:
    """All that any move asks for; the risk is accepted by the manager."""
    return MoveDetails(
        title="Try again",
        accepted_by=by,
        look_again_on=date(2099, 1, 1),
        original=make_action_item(),
        parts=(make_action_item(),),
    )


def make_item(status: str, by: User) -> ActionItem:
    """An item as it stands in that status."""
    verdict = {"verdict": "effective", "verdict_evidence": "quiet", "verified_by": by, "verified_at": now()}
    return make_action_item(status=status, status_reason="because", **(verdict if status == "verified" else {}))


@pytest.mark.parametrize(("status", "action"), PAIRS)
def test_every_move_from_every_status(responder: User, manager: User, status: str, action: str) -> None:
    item, details = make_item(status, responder), details_of(manager)
    if target := ALLOWED.get((status, action)):
        moved = change_status(item=item, actor=responder, action=action, reason="said so", details=details)
        assert moved.status == target
        assert any(note.endswith("said so") for note in item.events.values_list("note", flat=True))
        changes = item.events.filter(field="status").values_list("before", "after")
        assert list(changes) == ([(status, target)] if status != target else [])
    else:
        with pytest.raises(DomainError):
            change_status(item=item, actor=responder, action=action, reason="said so")


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("open", "finish"),
        ("open", "block"),
        ("open", "refuse"),
        ("done", "verify"),
        ("done", "not_effective"),
        ("done", "follow_up"),
        ("done", "reopen"),
        ("verified", "reopen"),
        ("wont_do", "reopen"),
    ],
)
def test_these_ask_for_a_reason(responder: User, status: str, action: str) -> None:
    item = make_item(status, responder)
    with pytest.raises(DomainError) as caught:
        change_status(item=item, actor=responder, action=action, reason="  ")
    assert caught.value.field == "reason"
    assert not item.events.exists()


def test_what_it_is_blocked_on_goes_when_it_is_not_blocked_any_more(responder: User) -> None:
    item = make_action_item()
    blocked = change_status(item=item, actor=responder, action="block", reason="a test account of the bank")
    assert blocked.status_reason == "a test account of the bank"
    assert change_status(item=item, actor=responder, action="unblock").status_reason == ""


@pytest.mark.parametrize(
    ("status", "action"),
    [(status, action) for status, action in sorted(ALLOWED) if action != "split"],  # its page does not come here twice
)
def test_only_the_same_words_of_the_same_person_pass_twice(
    responder: User, manager: User, status: str, action: str
) -> None:
    item, details = make_item(status, make_user()), details_of(manager)
    for _ in range(2):
        change_status(item=item, actor=responder, action=action, reason="said so", details=details)
    stored = ActionItem.objects.get(pk=item.pk)
    for actor, words in ((responder, "other words"), (manager, "said so")):
        with pytest.raises(Conflict, match="What you wrote is not stored"):
            change_status(item=item, actor=actor, action=action, reason=words, details=details)
    assert ActionItem.objects.get(pk=item.pk).version == stored.version


def test_evidence_that_came_second_is_shown_to_who_typed_it(responder: User, as_user: Callable[[User], Client]) -> None:
    item = make_action_item()
    change_status(item=item, actor=make_user("Daniel Mwangi"), action="finish", reason="merged")
    sent = {"action": "finish", "reason": "the alert fired <today>", "verify_on": "2099-01-01"}
    answer = as_user(responder).post(f"{item.get_absolute_url()}status/", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "is done already by Daniel Mwangi" in page
    assert "the alert fired &lt;today&gt;" in page
    assert "2099-01-01" in page
    item.refresh_from_db()
    assert item.evidence == "merged"


def test_an_unknown_move_is_refused(responder: User) -> None:
    with pytest.raises(DomainError):
        change_status(item=make_action_item(), actor=responder, action="explode")
