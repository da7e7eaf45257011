"""What the status table's guards look at."""

from incidents.models import Incident
from postmortems.enums import SectionKind
from postmortems.models import Postmortem
from postmortems.transitions import PostmortemFacts


def postmortem_facts(postmortem: Postmortem, incident: Incident) -> PostmortemFacts:
    """The facts of one postmortem, in one query. A summary that was removed counts as empty."""
    summary = postmortem.sections.filter(kind=SectionKind.SUMMARY, removed_at=None, body__regex=r"\S")
    return PostmortemFacts(has_summary=summary.exists(), incident_is_over=not incident.is_open)
