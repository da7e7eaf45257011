"""The incident list as CSV."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import StreamingHttpResponse

from accounts.models import User
from core.csv_export import csv_response
from core.durations import Duration
from core.references import written
from incidents.enums import Milestone
from incidents.models import Incident, Mark
from incidents.querysets import IncidentQuerySet
from incidents.selectors.durations import time_to_mitigate, time_to_resolve
from incidents.selectors.impact import impact_duration, periods_of
from incidents.selectors.roles import lead_column

HEADER = (
    "number",
    "title",
    "severity",
    "status",
    "duplicate of",
    "services",
    "zone",
    "lead",
    "drill",
    "near miss",
    "private",
    "impact started",
    "detected",
    "reported",
    "acknowledged",
    "identified",
    "mitigated",
    "resolved",
    "about",
    "impact minutes",
    "impact periods left out",
    "minutes to mitigate",
    "minutes to resolve",
    "postmortem required",
    "postmortem published",
    "impact",
    "scope",
    "all users",
    "percent affected",
    "percent of",
    "percent is about",
    "revenue lost",
    "revenue amount",
    "currency",
    "extent of revenue lost",
    "detection",
    "detected by",
    "what we know",
    "what we tried",
    "what is next",
)


def incidents_csv(incidents: IncidentQuerySet, reader: User) -> StreamingHttpResponse:
    """All rows of the filtered list, instants in UTC, streamed; a target is named to those who may see it."""
    return csv_response("incidents.csv", HEADER, _lines(incidents, reader))


def _lines(incidents: QuerySet[Incident], reader: User) -> Iterator[tuple[object, ...]]:
    target = Incident.objects.visible_to(reader).filter(pk=OuterRef("duplicate_of")).order_by().values("pk")
    lead = lead_column(OuterRef("pk"), "person__name")
    whole = incidents.select_related("state").prefetch_related("services", "impact_intervals")
    about = Mark.objects.counting().filter(incident=OuterRef("pk"), entry__is_about=True).order_by()
    rows = whole.annotate(
        seen_target=Subquery(target), lead_name=lead, about=ArraySubquery(about.values("milestone").distinct())
    )
    for incident in rows.iterator(chunk_size=500):
        yield _line(incident, target=incident.seen_target, lead=incident.lead_name, about=incident.about)


def _line(incident: Incident, *, target: int | None, lead: str | None, about: Sequence[str]) -> tuple[object, ...]:
    impact = impact_duration(incident, periods_of(incident))
    return (
        incident.reference,
        incident.title,
        f"SEV{incident.severity_id}",
        incident.status,
        written(Incident.PREFIX, target) if target else None,
        ", ".join(service.name for service in incident.services.all()),
        incident.zone_word or incident.zone,
        lead,
        incident.is_drill,
        incident.is_near_miss,
        incident.is_private,
        incident.impact_started_at,
        incident.detected_at,
        incident.reported_at,
        incident.acknowledged_at,
        incident.identified_at,
        incident.mitigated_at,
        incident.resolved_at,
        ", ".join(milestone.label.lower() for milestone in Milestone if milestone in about) or None,
        _minutes(impact),
        impact.left_out or None,
        _minutes(time_to_mitigate(incident)),
        _minutes(time_to_resolve(incident)),
        incident.postmortem_required,
        incident.postmortem_published_at,
        *_stated(incident),
        incident.state.known if incident.state else "",
        incident.state.tried if incident.state else "",
        incident.state.next if incident.state else "",
    )


def _stated(incident: Incident) -> tuple[object, ...]:
    """What somebody stated about the impact, and how it was detected."""
    return (
        incident.impact_text,
        incident.impact_scope,
        incident.impact_all_users,
        None if incident.impact_percent is None else f"{incident.impact_percent.normalize():f}",
        incident.impact_percent_of,
        incident.impact_percent_about if incident.impact_percent is not None else None,
        incident.revenue_lost,
        incident.revenue_amount,
        incident.revenue_currency,
        incident.revenue_extent,
        incident.detection_source,
        incident.detected_by,
    )


def _minutes(duration: Duration) -> str | None:
    """Whole and parts of minutes; nothing for what is unknown, invalid, or goes on."""
    if not duration.is_known or duration.value is None or duration.is_growing:
        return None
    return f"{duration.value / timedelta(minutes=1):.2f}".removesuffix(".00")
