"""What the status table's guards look at."""

from collections.abc import Iterable, Mapping

from django.db.models import Count

from catalogue.models import Rules
from postmortems.enums import PostmortemStatus, SectionKind
from postmortems.models import Postmortem, Section
from postmortems.selectors.sign_offs import all_approved
from postmortems.transitions import PostmortemFacts

# The rows that stand in a section beside its prose, by the section's kind.
ROWS_OF = {SectionKind.ROOT_CAUSE: "factors", SectionKind.LESSONS: "lessons", SectionKind.MEASURES: "measures"}


def postmortem_facts(postmortem: Postmortem) -> PostmortemFacts:
    """The facts of one postmortem."""
    required = postmortem.sections.filter(is_required=True).only("kind", "body", "removed_at", "is_required", "heading")
    counts = {name: Count(name, distinct=True) for name in ROWS_OF.values()}
    return facts_of(postmortem, required, Postmortem.objects.filter(pk=postmortem.pk).aggregate(**counts))


def facts_of(postmortem: Postmortem, sections: Iterable[Section], counts: Mapping[str, int]) -> PostmortemFacts:
    """The same from sections that were read already, and the number of factors, lessons and measures."""
    return PostmortemFacts(
        is_written=not missing(sections, counts),
        incident_is_over=not postmortem.incident.is_open,
        has_sign_offs=has_sign_offs(postmortem),
    )


def missing(sections: Iterable[Section], counts: Mapping[str, int]) -> list[Section]:
    """The required sections in which nothing is written; one that was removed counts as empty, rows as written."""
    return [
        section
        for section in sections
        if section.is_required
        and (section.removed_at is not None or not (section.body.strip() or counts.get(rows_in(section), 0)))
    ]


def rows_in(section: Section) -> str:
    """Which rows stand in a section: factors, lessons, measures; empty for none."""
    return ROWS_OF.get(SectionKind(section.kind), "")


def has_sign_offs(postmortem: Postmortem) -> bool:
    """Whether nothing is missing to publish it: the rules demand no sign-offs, or every reviewer approved it as it is.

    Only one in review is asked about: no other status leads to publishing.
    """
    if postmortem.status != PostmortemStatus.IN_REVIEW or not Rules.current().sign_offs_required:
        return True
    return all_approved(postmortem)
