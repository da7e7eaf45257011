"""The moves of an action item: the whole truth table."""

import pytest

from accounts.models import User
from actions.enums import ActionStatus
from actions.services.items import change_status
from actions.transitions import ACTION_ITEM
from core.errors import DomainError
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
    ("done", "reopen"): "open",
    ("wont_do", "reopen"): "open",
}
ACTIONS = sorted({move.action for move in ACTION_ITEM})
PAIRS = [(status, action) for status in ActionStatus.values for action in ACTIONS]


@pytest.mark.parametrize(("status", "action"), PAIRS)
def test_every_move_from_every_status(responder: User, status: str, action: str) -> None:
    item = make_action_item(status=status, status_reason="because")
    if target := ALLOWED.get((status, action)):
        assert change_status(item=item, actor=responder, action=action, reason="said so").status == target
        event = item.events.get()
        assert (event.before, event.after, event.note) == (status, target, "said so")
    elif any(move.action == action and move.target == status for move in ACTION_ITEM):
        assert change_status(item=item, actor=responder, action=action).status == status
        assert not item.events.exists()
    else:
        with pytest.raises(DomainError):
            change_status(item=item, actor=responder, action=action, reason="said so")


@pytest.mark.parametrize(
    ("status", "action"), [("open", "block"), ("open", "refuse"), ("done", "reopen"), ("wont_do", "reopen")]
)
def test_these_ask_for_a_reason(responder: User, status: str, action: str) -> None:
    item = make_action_item(status=status, status_reason="because")
    with pytest.raises(DomainError) as caught:
        change_status(item=item, actor=responder, action=action, reason="  ")
    assert caught.value.field == "reason"
    assert not item.events.exists()


def test_what_it_is_blocked_on_goes_when_it_is_not_blocked_any_more(responder: User) -> None:
    item = make_action_item()
    blocked = change_status(item=item, actor=responder, action="block", reason="a test account of the bank")
    assert blocked.status_reason == "a test account of the bank"
    assert change_status(item=item, actor=responder, action="unblock").status_reason == ""


def test_an_unknown_move_is_refused(responder: User) -> None:
    with pytest.raises(DomainError):
        change_status(item=make_action_item(), actor=responder, action="explode")
