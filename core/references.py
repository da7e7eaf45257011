"""References such as INC-12: how they are written, read where somebody types one, and what they lead to.

An app says in its module `references` what it numbers:

    register_reference(Incident.PREFIX, "incident", Incident.objects.visible_to)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Reference:
    """What a prefix stands for: the name of its page's address, and which rows a person may see."""

    url_name: str
    visible_to: Callable[[Any], QuerySet[Any]]

    def address(self, number: int) -> str:
        """Where it leads, whether there is such a thing or not."""
        return reverse(self.url_name, args=[number])

    def find(self, number: int, viewer: object) -> Model | None:
        """What has the number, if the person may see it; one query."""
        found: Model | None = self.visible_to(viewer).filter(pk=number).first()
        return found


@dataclass(frozen=True, slots=True)
class TypedReference:
    """A reference as somebody typed it; `prefix` is in capitals, and empty where the number stood alone."""

    prefix: str
    number: int


_TYPED = re.compile(r"\s*(?P<prefix>[a-z]{2,8})?[-\s#]?(?P<number>\d{1,9})\s*", re.IGNORECASE)
_references: dict[str, Reference] = {}


def written(prefix: str, number: int) -> str:
    """`INC-12`."""
    return f"{prefix}-{number}"


def read_reference(text: str) -> TypedReference | None:
    """What `INC-12`, `inc 12`, `inc12`, `#12` or `12` names; None for anything else."""
    match = _TYPED.fullmatch(text)
    return TypedReference((match["prefix"] or "").upper(), int(match["number"])) if match else None


def read_number(text: str, *prefixes: str) -> int | None:
    """The number alone, where it has one of these prefixes or none; None for anything else."""
    typed = read_reference(text)
    return typed.number if typed and typed.prefix in {"", *prefixes} else None


def register_reference(prefix: str, url_name: str, visible_to: Callable[[Any], QuerySet[Any]]) -> None:
    """Makes a prefix known. Raises ValueError when it stands for something else."""
    found = Reference(url_name, visible_to)
    if _references.setdefault(prefix, found) != found:
        raise ValueError(f"Two kinds of things are called {prefix}.")


def reference(prefix: str) -> Reference | None:
    """What the prefix stands for, in capitals; None where it is just a word."""
    return _references.get(prefix)
