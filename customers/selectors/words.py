"""What sales and support may pass on: customer updates of customer-facing incidents, and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.safestring import SafeString, mark_safe

from core.clock import now
from core.references import written
from incidents.enums import EntryKind, Status
from incidents.models import Incident, TimelineEntry

OVER_FOR = timedelta(days=7)
STATE_WORDS = {
    Status.INVESTIGATING: "We know about it and are looking for the cause",
    Status.IDENTIFIED: "We know the cause and are working on a fix",
    Status.MITIGATED: "It works again; we are monitoring it",
    Status.RESOLVED: "It is resolved",
    Status.CLOSED: "It is resolved",
}
NEWER_WORDS = "Latest update"  # above what somebody wrote after the status had changed


@dataclass(frozen=True, slots=True)
class Words:
    """One incident as customers may hear of it: never its title, entries, names or factors.

    `state` follows from the status, unless the incident is open and the words were written after it changed.
    `since` is when the impact started, if somebody said so: when the incident was declared is not for customers.
    """

    number: int
    state: str
    is_over: bool
    html: SafeString
    text: str
    since: datetime | None
    until: datetime | None
    written_at: datetime | None
    zone: str
    zone_word: str

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(Incident.PREFIX, self.number)


def words_for_customers() -> list[Words]:
    """Open customer-facing incidents with an update, then those that ended within a week; newest first."""
    recent: QuerySet[Incident] = Incident.objects.customer_facing().filter(began_at__gte=now() - timedelta(days=90))
    moved_at = Subquery(_moves().filter(incident=OuterRef("pk")).values("written_at")[:1])
    told = [
        _words(incident, incident.moved_at)
        for incident in recent.annotate(moved_at=moved_at).order_by("-began_at")[:50]
        if incident.is_open or _ended_lately(incident)
    ]
    return sorted(told, key=lambda words: words.is_over)


def words_of(incident: Incident) -> Words | None:
    """The customer update of one incident, if there is one that may be passed on."""
    if not incident.has_words_for_customers:
        return None
    return _words(incident, _moves().filter(incident=incident).values_list("written_at", flat=True).first())


def words_of_each(incidents: Collection[Incident]) -> dict[int, Words]:
    """The same of several incidents, by their numbers, in a constant number of queries."""
    told = [incident for incident in incidents if incident.has_words_for_customers]
    moves = _moves().filter(incident__in=told).order_by().values("incident")
    moved_at = dict(moves.annotate(at=Max("written_at")).values_list("incident", "at"))
    return {incident.pk: _words(incident, moved_at.get(incident.pk)) for incident in told}


def _moves() -> QuerySet[TimelineEntry]:
    """Entries of changes of status, the last written first."""
    return TimelineEntry.objects.filter(kind=EntryKind.STATUS, merged_from=None).order_by("-written_at")


def _ended_lately(incident: Incident) -> bool:
    return incident.resolved_at is not None and incident.resolved_at >= now() - OVER_FOR


def _words(incident: Incident, moved_at: datetime | None) -> Words:
    written_at = incident.public_summary_at
    is_newer = bool(incident.is_open and moved_at and written_at and written_at > moved_at)
    return Words(
        number=incident.pk,
        state=NEWER_WORDS if is_newer else STATE_WORDS[Status(incident.status)],
        is_over=not incident.is_open,
        html=mark_safe(incident.public_summary_html),  # noqa: S308 - rendered and cleaned by core.markdown
        text=incident.public_summary,
        since=incident.impact_started_at,
        until=None if is_newer else incident.mitigated_at or incident.resolved_at,
        written_at=written_at,
        zone=incident.zone,
        zone_word=incident.zone_word,
    )
