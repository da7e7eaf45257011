"""The status tables of postmortems and action items as data; buttons, guards, tests and docs/lifecycle.md read them."""

from dataclasses import dataclass

from core.lifecycle import Guard, Transition, find_move, moves_from
from postmortems.enums import ActionStatus, PostmortemStatus

__all__ = ["ACTION_ITEM", "POSTMORTEM", "find_move", "moves_from"]


@dataclass(frozen=True, slots=True)
class PostmortemFacts:
    """What the guards of a postmortem look at."""

    has_summary: bool
    incident_is_over: bool


HAS_SUMMARY: Guard[PostmortemFacts] = Guard(
    lambda facts: facts.has_summary,
    "The summary is empty. Write it first: it is what most people will read.",
)
INCIDENT_IS_OVER: Guard[PostmortemFacts] = Guard(
    lambda facts: facts.incident_is_over,
    "The incident is still open. Resolve it first; the postmortem stays as it is.",
)

POSTMORTEM: tuple[Transition[PostmortemFacts], ...] = (
    Transition(
        "ask_review",
        "Ask for review",
        frozenset({PostmortemStatus.DRAFT}),
        PostmortemStatus.IN_REVIEW,
        guards=(HAS_SUMMARY,),
    ),
    Transition(
        "publish",
        "Publish",
        frozenset({PostmortemStatus.IN_REVIEW}),
        PostmortemStatus.PUBLISHED,
        guards=(HAS_SUMMARY, INCIDENT_IS_OVER),
    ),
    Transition(
        "back_to_draft",
        "Back to draft",
        frozenset({PostmortemStatus.IN_REVIEW}),
        PostmortemStatus.DRAFT,
        needs_reason=True,
    ),
    Transition(
        "reopen",
        "Reopen",
        frozenset({PostmortemStatus.PUBLISHED}),
        PostmortemStatus.DRAFT,
        needs_reason=True,
    ),
)


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What the guards of an action item look at: nothing beside its status yet."""


_UNFINISHED = frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED})

ACTION_ITEM: tuple[Transition[ActionFacts], ...] = (
    Transition("finish", "Done", _UNFINISHED, ActionStatus.DONE),
    Transition("start", "Start", frozenset({ActionStatus.OPEN}), ActionStatus.IN_PROGRESS),
    Transition("unblock", "Not blocked any more", frozenset({ActionStatus.BLOCKED}), ActionStatus.IN_PROGRESS),
    Transition("stop", "Put back", frozenset({ActionStatus.IN_PROGRESS}), ActionStatus.OPEN),
    Transition(
        "block",
        "Blocked",
        frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS}),
        ActionStatus.BLOCKED,
        needs_reason=True,
        asks="Blocked on what?",
    ),
    Transition("refuse", "Won't do", _UNFINISHED, ActionStatus.WONT_DO, needs_reason=True, asks="Why not?"),
    Transition(
        "reopen",
        "Reopen",
        frozenset({ActionStatus.DONE, ActionStatus.WONT_DO}),
        ActionStatus.OPEN,
        needs_reason=True,
        asks="What is left to do?",
    ),
)
