"""The incident list as CSV."""

from collections.abc import Iterator

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import StreamingHttpResponse

from accounts.models import User
from core.csv_export import csv_response
from core.references import written
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from incidents.selectors.roles import lead_column

HEADER = (
    "number",
    "title",
    "severity",
    "status",
    "duplicate of",
    "services",
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
    "postmortem required",
    "postmortem published",
    "impact",
    "percent affected",
    "detection",
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
    whole = incidents.select_related("state").prefetch_related("services")
    for incident in whole.annotate(seen_target=Subquery(target), lead_name=lead).iterator(chunk_size=500):
        yield _line(incident, target=incident.seen_target, lead=incident.lead_name)


def _line(incident: Incident, *, target: int | None, lead: str | None) -> tuple[object, ...]:
    return (
        incident.reference,
        incident.title,
        f"SEV{incident.severity_id}",
        incident.status,
        written(Incident.PREFIX, target) if target else None,
        ", ".join(service.name for service in incident.services.all()),
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
        incident.postmortem_required,
        incident.postmortem_published_at,
        incident.impact_text,
        incident.impact_percent,
        incident.detection_source,
        incident.state.known if incident.state else "",
        incident.state.tried if incident.state else "",
        incident.state.next if incident.state else "",
    )
