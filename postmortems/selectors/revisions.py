"""The revisions of a section, and what differs between two of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.text_diff import Part, text_diff
from postmortems.models import Section, SectionRevision

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions and what differs between them; without `before` it is the empty text before the first."""

    before: SectionRevision | None
    after: SectionRevision | None
    parts: list[Part]
    choices: list[SectionRevision]

    @property
    def differs(self) -> bool:
        """Whether the texts do."""
        return any(part.is_changed for part in self.parts)


def revisions_of(section: Section) -> "QuerySet[SectionRevision]":
    """The newest first, with their authors."""
    return section.revisions.select_related("author")


def compared(section: Section, before: int | None, after: int | None) -> Comparison:
    """The revisions of these keys; where none is named, the newest and the numbered one before it."""
    choices = list(revisions_of(section).defer("body")[:MOST_CHOICES])
    numbered = revisions_of(section).filter(version__isnull=False)
    later = _named(section, after) or numbered.first()
    earlier = _named(section, before)
    if before is None and later is not None:
        earlier = numbered.filter(pk__lt=later.pk).first()
    texts = [row.body if row else "" for row in (earlier, later)]
    return Comparison(earlier, later, text_diff(*texts), choices)


def _named(section: Section, pk: int | None) -> SectionRevision | None:
    return revisions_of(section).filter(pk=pk).first() if pk is not None else None
