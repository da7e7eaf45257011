"""What a factor is linked to: its category, the entries that show it, and the factors that made it possible."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.models import FactorCategory
from core.errors import DomainError
from incidents.models import TimelineEntry
from postmortems.models import Factor

CITED = 60  # characters of a factor's text in a message


@dataclass(frozen=True, slots=True)
class FactorLinks:
    """The links of a factor, beside its own words."""

    category: FactorCategory | None = None
    evidence: tuple[TimelineEntry, ...] = ()
    made_possible_by: tuple[Factor, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same links, in whatever order."""
        entries = sorted(entry.pk for entry in self.evidence)
        factors = sorted(factor.pk for factor in self.made_possible_by)
        return f"{self.category.pk if self.category else ''}/{entries}/{factors}"

    def words(self) -> list[str]:
        """A line for each kind of link that there is, as the history keeps it: entries by their time alone."""
        entries = sorted(self.evidence, key=lambda entry: (entry.happened_at, entry.seq))
        times = [f"{entry.happened_at.astimezone(entry.incident.time_zone):%-d %B %H:%M}" for entry in entries]
        lines = (
            ("Evidence", ", ".join(times)),
            ("Made possible by", "; ".join(factor.text for factor in self.made_possible_by)),
        )
        return [f"{name}: {words}" for name, words in lines if words]


def links_of(factor: Factor) -> FactorLinks:
    """The stored links."""
    return FactorLinks(
        category=factor.category,
        evidence=tuple(factor.evidence.select_related("incident").defer("search", "html", "incident__search")),
        made_possible_by=tuple(factor.made_possible_by.all()),
    )


def check_links(factor: Factor, links: FactorLinks, before: FactorLinks) -> None:
    """Raises DomainError for links that cannot be; what was linked before may stay.

    The caller holds the lock of the postmortem, so that no two edits close a circle together.
    """
    if links.category and not links.category.is_active and links.category != before.category:
        raise DomainError(f"“{links.category}” was retired. Choose another category.", field="category")
    kept = {entry.pk for entry in before.evidence}
    incident = factor.postmortem.incident
    if any(entry.incident_id != incident.pk and entry.pk not in kept for entry in links.evidence):
        raise DomainError(f"Evidence must be in the timeline of {incident.reference}.", field="evidence")
    causes = links.made_possible_by
    if any(cause.postmortem_id != factor.postmortem_id for cause in causes):
        raise DomainError("Choose factors of this postmortem.", field="made_possible_by")
    if factor.pk is not None:
        _refuse_circle(factor, causes)


def _refuse_circle(factor: Factor, causes: tuple[Factor, ...]) -> None:
    known = _causes_in(factor)
    for cause in causes:
        if cause.pk == factor.pk:
            raise DomainError("A factor cannot have made itself possible. Untick it.", field="made_possible_by")
        if factor.pk in _all_behind(cause.pk, known):
            through = "" if factor.pk in known[cause.pk] else ", through others"
            raise DomainError(
                f"“{_cited(cause)}” was itself made possible by “{_cited(factor)}”{through}. Untick it, or edit that "
                "factor first: otherwise the two would go round in a circle.",
                field="made_possible_by",
            )


def _causes_in(factor: Factor) -> Mapping[int, set[int]]:
    """What made each factor of the postmortem possible, by their keys."""
    links = Factor.made_possible_by.through.objects.filter(from_factor__postmortem=factor.postmortem_id)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for effect, cause in links.values_list("from_factor", "to_factor"):
        found[effect].add(cause)
    return found


def _all_behind(start: int, causes: Mapping[int, set[int]]) -> set[int]:
    """What made a factor possible, and what made that possible, and so on."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for cause in causes.get(waiting.pop(), ()):
            if cause not in found:
                found.add(cause)
                waiting.append(cause)
    return found


def _cited(factor: Factor) -> str:
    words = " ".join(factor.text.split())
    return words if len(words) <= CITED else f"{words[: CITED - 1].rstrip()}…"


def store_links(factor: Factor, links: FactorLinks) -> None:
    """Writes entries and factors; the category is a column of the factor, saved with it."""
    factor.evidence.set(links.evidence)
    factor.made_possible_by.set(links.made_possible_by)
