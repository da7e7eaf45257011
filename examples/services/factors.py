"""Loads the factors of an example, with what they are linked to."""

from collections.abc import Sequence

from accounts.models import User
from catalogue.models import FactorCategory
from examples.company.shapes import Document
from incidents.models import TimelineEntry
from postmortems.models import Factor, Postmortem
from postmortems.services import FactorLinks, add_factor


def add_example_factors(
    document: Document, postmortem: Postmortem, author: User, entries: Sequence[TimelineEntry]
) -> list[Factor]:
    """In their order; `entries` are those of the document in the same order."""
    told = {entry.at: row for entry, row in zip(document.entries, entries, strict=True)}
    made: list[Factor] = []
    for factor in document.factors:
        links = FactorLinks(
            category=_category(factor.category) if factor.category else None,
            evidence=tuple(told[at] for at in factor.evidence),
            made_possible_by=tuple(made[position] for position in factor.made_possible_by),
        )
        made.append(add_factor(postmortem=postmortem, actor=author, kind=factor.kind, text=factor.text, links=links))
    return made


def _category(name: str) -> FactorCategory:
    """By its name; a manager may have renamed the one that was there from the beginning."""
    found, _ = FactorCategory.objects.get_or_create(name__iexact=name, defaults={"name": name})
    return found
