"""Status tables as data: buttons, guards, tests and docs/lifecycle.md read the same rows. No Django."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Guard(Generic[Facts]):
    """A condition beside the status. `refusal` tells the person what is missing and what to do.

    `applies` says for docs/lifecycle.md in which installations it is asked for; empty for all.
    """

    holds: Callable[[Facts], bool]
    refusal: str
    applies: str = ""


@dataclass(frozen=True, slots=True)
class Transition(Generic[Facts]):
    """One move: the word on its button, where it may start, where it ends, and what it asks for.

    `asks_once_more`: others hear of it, so that its button leads to a page that says what to look at before.
    """

    action: str
    label: str
    sources: frozenset[str]
    target: str
    needs_reason: bool = False
    asks: str = "Why?"
    guards: tuple[Guard[Facts], ...] = ()
    asks_once_more: bool = False

    def refusal(self, facts: Facts) -> str:
        """Why the facts forbid it, in words; empty when they allow it."""
        return next((guard.refusal for guard in self.guards if not guard.holds(facts)), "")


T = TypeVar("T", bound=Transition)  # type: ignore[type-arg] # of any facts


def moves_from(table: tuple[T, ...], status: str) -> tuple[T, ...]:
    """The moves that start at a status, in the table's order: the buttons of a page."""
    return tuple(move for move in table if status in move.sources)


def find_move(table: tuple[T, ...], status: str, action: str) -> T | None:
    """The move of that name from that status; None when there is none."""
    return next((move for move in moves_from(table, status) if move.action == action), None)
