"""The status table of action items as data; buttons, guards, tests and docs/lifecycle.md read it."""

from dataclasses import dataclass

from actions.enums import ActionStatus
from core.lifecycle import Transition


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What the guards of an action item look at: nothing beside its status yet."""


_UNFINISHED = frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED})


ACTION_ITEM: tuple[Transition[ActionFacts], ...] = (
    Transition("finish", "Mark as done", _UNFINISHED, ActionStatus.DONE),
    Transition("start", "Start", frozenset({ActionStatus.OPEN}), ActionStatus.IN_PROGRESS),
    Transition("unblock", "Unblock", frozenset({ActionStatus.BLOCKED}), ActionStatus.IN_PROGRESS),
    Transition("stop", "Back to open", frozenset({ActionStatus.IN_PROGRESS}), ActionStatus.OPEN),
    Transition(
        "block",
        "Mark as blocked",
        frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS}),
        ActionStatus.BLOCKED,
        needs_reason=True,
        asks="What is blocking it?",
    ),
    Transition(
        "refuse",
        "Mark as won't do",
        _UNFINISHED,
        ActionStatus.WONT_DO,
        needs_reason=True,
        asks="Why will it not be done?",
    ),
    Transition(
        "reopen",
        "Reopen",
        frozenset({ActionStatus.DONE, ActionStatus.WONT_DO}),
        ActionStatus.OPEN,
        needs_reason=True,
        asks="What is left to do?",
    ),
)
