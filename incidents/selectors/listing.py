"""The rows of the incident list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import repeat

from core.clock import now
from core.durations import humanize
from incidents.enums import Status
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from incidents.selectors.matches import EntryMatch

BAR = 72  # width of the small bar, in its own units


@dataclass(frozen=True, slots=True)
class Row:
    """One incident of the list. `lasted` is mitigated − impact started in words; `bar` compares it with the page."""

    incident: Incident
    services: str
    began_word: str
    lasted: str
    bar: int
    match: EntryMatch | None


def for_list(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """The incidents with all that a row shows, and nothing that is long."""
    return (
        incidents.select_related("lead")
        .prefetch_related("services")
        .defer("summary", "impact_text", "public_summary", "public_summary_html", "search")
    )


def rows(incidents: Sequence[Incident], matches: dict[int, EntryMatch]) -> list[Row]:
    """Rows for one page; `matches` says which entry holds the words, where one does."""
    at = now()
    spans = [span(incident) for incident in incidents]
    longest = max((item for item in spans if item), default=timedelta(0))
    return [
        Row(
            incident=incident,
            services=", ".join(service.name for service in incident.services.all()),
            began_word=began_word(incident),
            lasted=lasted(incident, length, moment),
            bar=round(BAR * (length / longest)) if length and longest else 0,
            match=matches.get(incident.pk),
        )
        for incident, length, moment in zip(incidents, spans, repeat(at), strict=False)
    ]


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
    named = (("detected", incident.detected_at), ("reported", incident.reported_at))
    return next((word for word, instant in named if instant == incident.began_at), "declared")


def lasted(incident: Incident, length: timedelta | None, at: datetime) -> str:
    """How long customers suffered, in words; *unknown* is said, never guessed."""
    if incident.status == Status.CANCELLED:
        return "–"
    if incident.is_open and incident.mitigated_at is None:
        return f"running, {humanize(at - incident.began_at)}"
    if length is not None:
        return humanize(length)
    negative = incident.impact_started_at is not None and incident.mitigated_at is not None
    return "invalid" if negative else "unknown"
