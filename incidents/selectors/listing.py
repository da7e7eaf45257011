"""The rows of the incident list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import now
from core.durations import humanize
from incidents.enums import Status
from incidents.models import Incident
from incidents.querysets import OPEN_STATUSES, IncidentQuerySet
from incidents.selectors.matches import EntryMatch
from incidents.selectors.roles import lead_names

FIELDS = (
    "title",
    "severity",
    "status",
    "zone",
    "is_drill",
    "is_near_miss",
    "is_private",
    "impact_started_at",
    "detected_at",
    "reported_at",
    "mitigated_at",
    "declared_at",
    "began_at",
    "postmortem_required",
    "postmortem_published_at",
)
OFF = (Status.CANCELLED, Status.MERGED)
BAR = 72  # width of the small bar, in its own units


@dataclass(frozen=True, slots=True)
class Row:
    """One incident of the list, in words ready to print.

    `lasted` is mitigated − impact started; `bar` compares it with the longest of the page, in units of BAR.
    """

    number: int
    address: str
    title: str
    level: int
    status: str
    status_word: str
    tone: str
    is_private: bool
    tags: tuple[str, ...]
    services: str
    began_at: datetime
    began_word: str
    zone: str
    lasted: str
    bar: int
    lead: str
    postmortem: str
    match: EntryMatch | None

    @property
    def status_icon(self) -> str:
        """The symbol's name."""
        return f"s-{self.status}"


def for_list(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """With what a row shows of each incident, and its services; two queries."""
    return incidents.only(*FIELDS).prefetch_related("services")


def rows(incidents: Sequence[Incident], matches: Mapping[int, EntryMatch]) -> list[Row]:
    """Rows for one page of `for_list`; `matches` says which entry holds the words, where one does. One query."""
    leads = lead_names([incident.pk for incident in incidents])
    longest = max(filter(None, map(span, incidents)), default=timedelta(0))
    return [
        _row(incident, longest, lead=leads.get(incident.pk, "nobody"), match=matches.get(incident.pk))
        for incident in incidents
    ]


def _row(incident: Incident, longest: timedelta, *, lead: str, match: EntryMatch | None) -> Row:
    length = span(incident)
    return Row(
        number=incident.pk,
        address=incident.get_absolute_url(),
        title=incident.title,
        level=incident.severity_id,
        status=incident.status,
        status_word=incident.get_status_display(),
        tone="is-open" if incident.status in OPEN_STATUSES else "is-off" if incident.status in OFF else "",
        is_private=incident.is_private,
        tags=_tags(incident),
        services=", ".join(service.name for service in incident.services.all()),
        began_at=incident.began_at,
        began_word=began_word(incident),
        zone=incident.zone,
        lasted=lasted(incident, length),
        bar=round(BAR * (length / longest)) if length else 0,
        lead=lead,
        postmortem=_postmortem(incident),
        match=match,
    )


def _tags(incident: Incident) -> tuple[str, ...]:
    words = (("drill", incident.is_drill), ("near miss", incident.is_near_miss))
    return tuple(word for word, holds in words if holds)


def _postmortem(incident: Incident) -> str:
    if incident.postmortem_published_at is not None:
        return "published"
    return "required" if incident.postmortem_required else "not required"


def span(incident: Incident) -> timedelta | None:
    """Mitigated − impact started, when both are known and in order."""
    if incident.impact_started_at is None or incident.mitigated_at is None:
        return None
    length = incident.mitigated_at - incident.impact_started_at
    return length if length >= timedelta(0) else None


def began_word(incident: Incident) -> str:
    """Which instant stands in for the begin of the impact while nobody knows it."""
    if incident.impact_started_at is not None:
        return ""
    named = (
        ("detected", incident.detected_at),
        ("reported", incident.reported_at),
        ("declared", incident.declared_at),
    )
    return next((word for word, instant in named if instant == incident.began_at), "earliest known")


def lasted(incident: Incident, length: timedelta | None) -> str:
    """How long customers were affected, in words; *unknown* is said, never guessed."""
    if incident.status in OFF:
        return "–"
    if incident.status in OPEN_STATUSES and incident.mitigated_at is None:
        return f"ongoing, {humanize(now() - incident.began_at)}"
    if length is not None:
        return humanize(length)
    negative = incident.impact_started_at is not None and incident.mitigated_at is not None
    return "invalid" if negative else "unknown"
