"""The status tables of postmortems and action items as data; buttons, guards, tests and docs/lifecycle.md read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from postmortems.enums import ActionStatus, PostmortemStatus

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Guard(Generic[Facts]):
    """A condition beside the status. `refusal` tells the person what is missing and what to do."""

    holds: Callable[[Facts], bool]
    refusal: str


@dataclass(frozen=True, slots=True)
class Transition(Generic[Facts]):
    """One move: the word on its button, where it may start, where it ends, and what it asks for."""

    action: str
    label: str
    sources: frozenset[str]
    target: str
    needs_reason: bool = False
    asks: str = "Why?"
    guards: tuple[Guard[Facts], ...] = ()

    def refusal(self, facts: Facts) -> str:
        """Why the facts forbid it, in words; empty when they allow it."""
        return next((guard.refusal for guard in self.guards if not guard.holds(facts)), "")


def moves_from(table: tuple[Transition[Facts], ...], status: str) -> tuple[Transition[Facts], ...]:
    """The moves that start at a status, in the table's order: the buttons of a page."""
    return tuple(move for move in table if status in move.sources)


def find_move(table: tuple[Transition[Facts], ...], status: str, action: str) -> Transition[Facts] | None:
    """The move of that name from that status; None when there is none."""
    return next((move for move in moves_from(table, status) if move.action == action), None)


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
