"""What a merge moves besides entries, files and tasks, and what refuses it.

The whole list is `moving_from` in `selectors/merging/moving.py`. An app above registers its part in a module of its own
called `merging`, which is imported once, when Django is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from incidents.models import Incident, Merge

Refusal = Callable[[Incident, Incident], str]


@dataclass(frozen=True, slots=True)
class Movable:
    """Rows of one kind that a merge moves from a duplicate to its target, and that undoing the merge moves back.

    `name` tells them from other kinds; `one` and `many` name them in words: `1 report`, `2 reports`.
    `of(incident)` are the rows that move with an incident.
    `moved_by(merge)` is the related manager of the rows that a merge moved: the app above keeps which these are.
    `move(rows, incident, change)` puts rows into a locked incident, in which `change` is the number of the change, and
    returns the ids of those that moved. Merging and undoing both call it.
    `come_from_customers`: customers notice an incident that has any.
    """

    name: str
    one: str
    many: str
    of: Callable[[Incident], "QuerySet[Any]"]
    moved_by: Callable[[Merge], Any]
    move: Callable[["QuerySet[Any]", Incident, int], list[int]]
    come_from_customers: bool = False


_movables: dict[str, Movable] = {}
_refusals: list[Refusal] = []


def register_movable(movable: Movable) -> None:
    """Makes a kind of rows known. Raises ValueError when another kind has the name."""
    if _movables.setdefault(movable.name, movable) is not movable:
        raise ValueError(f"Two kinds of rows that a merge moves are called {movable.name}.")


def register_refusal(refusal: Refusal) -> None:
    """`refusal(source, target)` says in words why the two cannot be merged now; empty when they can."""
    _refusals.append(refusal)


def movables() -> tuple[Movable, ...]:
    """All kinds of rows that apps above have registered."""
    return tuple(_movables.values())


def refusal_of(source: Incident, target: Incident) -> str:
    """Why an app above refuses this merge, in words; empty when none does."""
    return next(filter(None, (refusal(source, target) for refusal in _refusals)), "")
