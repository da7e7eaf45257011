"""The rows of the incident list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from catalogue.models import Service
from core.clock import now
from core.durations import humanize
from incidents.enums import Status
from incidents.querysets import OPEN_STATUSES, IncidentQuerySet
from incidents.selectors.matches import EntryMatch
from incidents.selectors.roles import lead_column

COLUMNS = (
    "pk",
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


def for_list(incidents: IncidentQuerySet) -> QuerySet[Any]:
    """What a row shows of each incident, as named tuples: a list builds no objects that it does not need."""
    names = Service.objects.filter(incidents=OuterRef("pk")).order_by("name").values("name")
    lead = Coalesce(lead_column(OuterRef("pk"), "person__name"), Value("nobody"))
    return incidents.annotate(service_names=ArraySubquery(names), lead_name=lead).values_list(
        *COLUMNS, "service_names", "lead_name", named=True
    )


def rows(incidents: Sequence[Any], matches: dict[int, EntryMatch]) -> list[Row]:
    """Rows for one page; `matches` says which entry holds the words, where one does."""
    at = now()
    spans = [span(incident) for incident in incidents]
    longest = max((item for item in spans if item), default=timedelta(0))
    return [
        _row(incident, length, round(BAR * (length / longest)) if length and longest else 0, at, matches)
        for incident, length in zip(incidents, spans, strict=True)
    ]


def _row(incident: Any, length: timedelta | None, bar: int, at: datetime, matches: dict[int, EntryMatch]) -> Row:
    return Row(
        number=incident.pk,
        address=f"{reverse('incident_list')}{incident.pk}/",
        title=incident.title,
        level=incident.severity,
        status=incident.status,
        status_word=Status(incident.status).label,
        tone="is-open" if incident.status in OPEN_STATUSES else "is-off" if incident.status in OFF else "",
        is_private=incident.is_private,
        tags=_tags(incident),
        services=", ".join(incident.service_names),
        began_at=incident.began_at,
        began_word=began_word(incident),
        zone=incident.zone,
        lasted=lasted(incident, length, at),
        bar=bar,
        lead=incident.lead_name,
        postmortem=_postmortem(incident),
        match=matches.get(incident.pk),
    )


def _tags(incident: Any) -> tuple[str, ...]:
    words = (("drill", incident.is_drill), ("near miss", incident.is_near_miss))
    return tuple(word for word, holds in words if holds)


def _postmortem(incident: Any) -> str:
    if incident.postmortem_published_at is not None:
        return "published"
    return "required" if incident.postmortem_required else "none needed"


def span(incident: Any) -> timedelta | None:
    """Mitigated − impact started, when both are known and in order."""
    if incident.impact_started_at is None or incident.mitigated_at is None:
        return None
    length = incident.mitigated_at - incident.impact_started_at
    return length if length >= timedelta(0) else None


def began_word(incident: Any) -> str:
    """Which instant stands in for the begin of the impact while nobody knows it."""
    if incident.impact_started_at is not None:
        return ""
    named = (
        ("detected", incident.detected_at),
        ("reported", incident.reported_at),
        ("declared", incident.declared_at),
    )
    return next((word for word, instant in named if instant == incident.began_at), "earliest known")


def lasted(incident: Any, length: timedelta | None, at: datetime) -> str:
    """How long customers suffered, in words; *unknown* is said, never guessed."""
    if incident.status in OFF:
        return "–"
    if incident.status in OPEN_STATUSES and incident.mitigated_at is None:
        return f"running, {humanize(at - incident.began_at)}"
    if length is not None:
        return humanize(length)
    negative = incident.impact_started_at is not None and incident.mitigated_at is not None
    return "invalid" if negative else "unknown"
