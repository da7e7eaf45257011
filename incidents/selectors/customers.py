"""What sales and support may pass on: customer-facing incidents in words meant for customers, and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString, mark_safe

from core.clock import now
from incidents.enums import Status
from incidents.models import Incident

SILENT = (Status.CANCELLED, Status.MERGED)
OVER_FOR = timedelta(days=7)
STATE_WORDS = {
    Status.INVESTIGATING: "We know of it and are looking for the cause",
    Status.IDENTIFIED: "We know the cause and are working on it",
    Status.MITIGATED: "It works again; we keep watching",
    Status.RESOLVED: "It is over",
    Status.CLOSED: "It is over",
}


@dataclass(frozen=True, slots=True)
class Words:
    """One incident as customers may hear of it: never its title, entries, names or factors."""

    number: int
    state: str
    is_over: bool
    html: SafeString
    text: str
    since: datetime
    until: datetime | None
    written_at: datetime | None
    zone: str


def words_for_customers() -> list[Words]:
    """Open customer-facing incidents with approved words, then those that ended within a week; newest first."""
    incidents = Incident.objects.customer_facing().exclude(status__in=SILENT).order_by("-began_at")
    recent = incidents.filter(began_at__gte=now() - timedelta(days=90))[:50]
    told = [_words(incident) for incident in recent if incident.is_open or _ended_lately(incident)]
    return sorted(told, key=lambda words: words.is_over)


def words_of(incident: Incident) -> Words | None:
    """The words of one incident, if there are any that may leave the room."""
    shown = incident.is_customer_facing and not incident.is_private and not incident.is_drill
    is_told = shown and incident.status not in SILENT and incident.public_summary
    return _words(incident) if is_told else None


def _ended_lately(incident: Incident) -> bool:
    return incident.resolved_at is not None and incident.resolved_at >= now() - OVER_FOR


def _words(incident: Incident) -> Words:
    return Words(
        number=incident.pk,
        state=STATE_WORDS[Status(incident.status)],
        is_over=not incident.is_open,
        html=mark_safe(incident.public_summary_html),  # noqa: S308 - rendered and cleaned by core.markdown
        text=incident.public_summary,
        since=incident.impact_started_at or incident.began_at,
        until=incident.mitigated_at or incident.resolved_at,
        written_at=incident.public_summary_at,
        zone=incident.zone,
    )
