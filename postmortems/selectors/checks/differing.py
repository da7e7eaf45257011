"""The sections of a postmortem that contradict the record of its incident."""

from dataclasses import dataclass

from incidents.readers.contradictions import Contradiction, contradictions
from incidents.selectors.record import record_of
from postmortems.models import Postmortem, Section


@dataclass(frozen=True, slots=True)
class Differing:
    """A section, and what in it differs."""

    section: Section
    found: list[Contradiction]


def sections_that_differ(postmortem: Postmortem) -> list[Differing]:
    """Those with a contradiction, in order; two queries."""
    record = record_of(postmortem.incident)
    kept = postmortem.sections.filter(removed_at=None).only("heading", "body", "postmortem")
    read = [Differing(section, contradictions(section.body, record)) for section in kept]
    return [each for each in read if each.found]
