"""The status table of action items as data; buttons, guards, tests and docs/lifecycle.md read it."""

from dataclasses import dataclass

from actions.enums import ActionStatus, Verdict
from core.lifecycle import Guard, Transition


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What the guards of an action item look at.

    `is_own`: the actor owns it, owned it when it was done, or marked it as done. `has_verdict`: there is one on it.
    """

    is_own: bool = False
    has_verdict: bool = False


@dataclass(frozen=True, slots=True)
class ActionMove(Transition[ActionFacts]):
    """A move that may give a verdict; `asks_for` names what it needs besides a reason.

    `page` is the address by name of the page that asks for it, where that is not the item's own.
    """

    verdict: str = ""
    asks_for: tuple[str, ...] = ()
    page: str = ""


_UNFINISHED = frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED})
_TO_BE_DONE = _UNFINISHED | {ActionStatus.PROPOSED}
_DONE = frozenset({ActionStatus.DONE})
BY_ANOTHER: Guard[ActionFacts] = Guard(
    lambda facts: not facts.is_own,
    "Whoever owns it, owned it when it was done or marked it as done does not say whether it works. Any other "
    "responder who sees it may: ask its team, or the lead.",
)
ONCE: Guard[ActionFacts] = Guard(
    lambda facts: not facts.has_verdict,
    "Somebody found it not effective already. Reopen it if it should be looked at again.",
)


ACTION_ITEM: tuple[ActionMove, ...] = (
    ActionMove(
        "finish",
        "Mark as done",
        _TO_BE_DONE,
        ActionStatus.DONE,
        needs_reason=True,
        asks="What shows that it is done? A few words, a link, or both.",
        asks_for=("verify_on",),
    ),
    ActionMove("accept", "Accept", frozenset({ActionStatus.PROPOSED}), ActionStatus.OPEN),
    ActionMove("start", "Start", frozenset({ActionStatus.OPEN}), ActionStatus.IN_PROGRESS),
    ActionMove("unblock", "Unblock", frozenset({ActionStatus.BLOCKED}), ActionStatus.IN_PROGRESS),
    ActionMove("stop", "Back to open", frozenset({ActionStatus.IN_PROGRESS}), ActionStatus.OPEN),
    ActionMove(
        "block",
        "Mark as blocked",
        frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS}),
        ActionStatus.BLOCKED,
        needs_reason=True,
        asks="What is blocking it?",
    ),
    ActionMove(
        "refuse",
        "Mark as won't do",
        _TO_BE_DONE,
        ActionStatus.WONT_DO,
        needs_reason=True,
        asks="Why will it not be done?",
        asks_for=("accepted_by", "look_again_on"),
    ),
    ActionMove("duplicate", "Mark as duplicate", _TO_BE_DONE, ActionStatus.WONT_DO, asks_for=("original",)),
    ActionMove(
        "split", "Split into several", _UNFINISHED, ActionStatus.WONT_DO, asks_for=("parts",), page="action_split"
    ),
    ActionMove(
        "verify",
        "Effective",
        _DONE,
        ActionStatus.VERIFIED,
        needs_reason=True,
        asks="What shows that it works?",
        guards=(BY_ANOTHER, ONCE),
        verdict=Verdict.EFFECTIVE,
    ),
    ActionMove(
        "not_effective",
        "Not effective, reopen",
        _DONE,
        ActionStatus.OPEN,
        needs_reason=True,
        asks="What shows that it does not work?",
        guards=(BY_ANOTHER, ONCE),
        verdict=Verdict.NOT_EFFECTIVE,
    ),
    ActionMove(
        "follow_up",
        "Not effective, open a new one",
        _DONE,
        ActionStatus.DONE,
        needs_reason=True,
        asks="What shows that it does not work?",
        guards=(BY_ANOTHER, ONCE),
        verdict=Verdict.NOT_EFFECTIVE,
        asks_for=("title",),
    ),
    ActionMove(
        "reopen",
        "Reopen",
        frozenset({ActionStatus.DONE, ActionStatus.VERIFIED, ActionStatus.WONT_DO}),
        ActionStatus.OPEN,
        needs_reason=True,
        asks="What is left to do?",
    ),
)
