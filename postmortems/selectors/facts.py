"""What the status table's guards look at."""

from collections.abc import Iterable

from incidents.models import Incident
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section
from postmortems.transitions import PostmortemFacts


def postmortem_facts(postmortem: Postmortem, incident: Incident) -> PostmortemFacts:
    """The facts of one postmortem, in one query. A summary that was removed counts as empty."""
    summary = postmortem.sections.filter(kind=SectionKind.SUMMARY, removed_at=None, body__regex=r"\S")
    return PostmortemFacts(has_summary=summary.exists(), incident_is_over=not incident.is_open)


def facts_of(sections: Iterable[Section], incident: Incident) -> PostmortemFacts:
    """The same from sections that were read already."""
    summaries = (row for row in sections if row.kind == SectionKind.SUMMARY and row.removed_at is None)
    has_summary = any(row.body.strip() for row in summaries)
    return PostmortemFacts(has_summary=has_summary, incident_is_over=not incident.is_open)
