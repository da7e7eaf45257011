"""What the status table's guards look at."""

from collections.abc import Iterable

from catalogue.models import Rules
from incidents.models import Incident
from postmortems.enums import PostmortemStatus, SectionKind
from postmortems.models import Postmortem, Section
from postmortems.selectors.sign_offs import all_approved
from postmortems.transitions import PostmortemFacts


def postmortem_facts(postmortem: Postmortem, incident: Incident) -> PostmortemFacts:
    """The facts of one postmortem. A summary that was removed counts as empty."""
    summary = postmortem.sections.filter(kind=SectionKind.SUMMARY, removed_at=None, body__regex=r"\S")
    return PostmortemFacts(
        has_summary=summary.exists(),
        incident_is_over=not incident.is_open,
        has_sign_offs=has_sign_offs(postmortem),
    )


def facts_of(postmortem: Postmortem, sections: Iterable[Section]) -> PostmortemFacts:
    """The same from sections that were read already."""
    summaries = (row for row in sections if row.kind == SectionKind.SUMMARY and row.removed_at is None)
    has_summary = any(row.body.strip() for row in summaries)
    return PostmortemFacts(
        has_summary=has_summary,
        incident_is_over=not postmortem.incident.is_open,
        has_sign_offs=has_sign_offs(postmortem),
    )


def has_sign_offs(postmortem: Postmortem) -> bool:
    """Whether nothing is missing to publish it: the rules demand no sign-offs, or every reviewer approved it as it is.

    Only one in review is asked about: no other status leads to publishing.
    """
    if postmortem.status != PostmortemStatus.IN_REVIEW or not Rules.current().sign_offs_required:
        return True
    return all_approved(postmortem)
