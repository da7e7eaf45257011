"""What a person holds (roles, items), reported by the apps that know it, so that somebody else can take it over.

An app registers each kind in a module of its own called `holdings`, which is imported once, when Django is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from accounts.models import User


class Reassign(Protocol):
    """Gives everything of one kind from one person to another (None: to nobody). Raises DomainError.

    With `make_members` they become members of the private incidents involved; without it that is refused.
    """

    def __call__(self, *, person: User, to: User | None, actor: User, make_members: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing a person holds: its name in words (`open action items`), how many, and who takes it over.

    What nobody can take over has no `reassign`; `stays` says in a sentence what becomes of it.
    """

    name: str
    count: Callable[[User], int]
    reassign: Reassign | None = None
    stays: str = ""

    @property
    def key(self) -> str:
        """For form fields."""
        return self.name.replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Held:
    """How many of one kind a person holds."""

    holding: Holding
    count: int


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Makes a kind known. Raises ValueError when another kind has the name."""
    if _holdings.setdefault(holding.key, holding) is not holding:
        raise ValueError(f"Two kinds of things that people hold are called {holding.name}.")


def held_by(person: User) -> list[Held]:
    """What the person holds; kinds of which there is nothing are left out."""
    counts = (Held(holding, holding.count(person)) for holding in _holdings.values())
    return [held for held in counts if held.count]
