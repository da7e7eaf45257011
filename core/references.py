"""References such as INC-12, which text and the search box turn into links.

An app says in its module `references` what it numbers:

    register_reference("INC", "incident", Incident.objects.visible_to)
"""

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


_references: dict[str, Reference] = {}


def register_reference(prefix: str, url_name: str, visible_to: Callable[[Any], QuerySet[Any]]) -> None:
    """Makes a prefix known. Raises ValueError when it stands for something else."""
    found = Reference(url_name, visible_to)
    if _references.setdefault(prefix, found) != found:
        raise ValueError(f"Two kinds of things are called {prefix}.")


def reference(prefix: str) -> Reference | None:
    """What the prefix stands for, in capitals; None where it is just a word."""
    return _references.get(prefix)
