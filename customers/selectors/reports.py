"""Reads of reports."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.models import User
from accounts.permissions import is_responder
from core.clock import now
from customers.enums import ReportState
from customers.models import Report
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What one reader may see of a report, and do with it."""

    incident: Incident | None
    is_triage: bool
    may_see: bool
    may_decide: bool
    joinable: list[Incident]


def joinable(user: User) -> IncidentQuerySet:
    """Incidents a report may be joined to: visible, and open or over for at most a week."""
    visible = Incident.objects.visible_to(user).unmerged().filter(is_drill=False)
    recent = visible.filter(began_at__gte=now() - timedelta(days=7))
    return (visible.open() | recent).order_by("-began_at")


def report_page(report: Report, user: User) -> ReportPage:
    """For responders the incident and the choices; a reporter never learns the incident's inner name."""
    triage = is_responder(user)
    undecided = report.state in {ReportState.NEW, ReportState.SEEN}
    return ReportPage(
        incident=_visible_incident(report, user) if triage else None,
        is_triage=triage,
        may_see=triage and report.state == ReportState.NEW,
        may_decide=triage and undecided,
        joinable=list(joinable(user)[:50]) if triage and undecided else [],
    )


def _visible_incident(report: Report, user: User) -> Incident | None:
    if report.incident_id is None:
        return None
    return Incident.objects.visible_to(user).filter(pk=report.incident_id).first()
