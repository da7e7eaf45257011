"""Reads of reports."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from accounts.permissions import is_responder, sees_all_customers
from core.clock import now
from customers.enums import ReportState
from customers.models import Report, ReportReply
from customers.permissions import can_say_not_this_one
from incidents.enums import Source
from incidents.models import Incident, TimelineEntry
from incidents.querysets import OPEN_STATUSES, IncidentQuerySet

SENT_AGAIN_WITHIN = timedelta(minutes=15)
LONG = 2_000  # characters of a report, of which its page shows the beginning first


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What one reader may see of a report, and do with it."""

    incident: Incident | None
    is_triage: bool
    may_decide: bool
    joinable: list[Incident]
    sees_customer: bool
    is_long: bool
    replies: list[ReportReply]
    may_reopen: bool
    may_say_not_this_one: bool


def joinable(report: Report, user: User) -> IncidentQuerySet:
    """Incidents it may be joined to: visible, and open, of the last week, or one that tells it already."""
    visible = Incident.objects.visible_to(user).unmerged().filter(is_drill=False)
    recent = Q(status__in=OPEN_STATUSES) | Q(began_at__gte=now() - timedelta(days=7))
    return visible.filter(recent | _tells(report)).order_by("-began_at")


def _tells(report: Report) -> Q:
    """The incidents with an entry of it, struck since it was unlinked or not."""
    entries = TimelineEntry.objects.filter(source=Source.REPORT, external_id=str(report.pk))
    return Q(pk__in=entries.values("incident"))


def sent_before(*, reporter: User, text: str, customer: str, client_uuid: UUID) -> Report | None:
    """A report of the same person with the same words, filed a moment ago from another form: after *Back*, mostly."""
    alike = Report.objects.filter(reporter=reporter, created_at__gte=now() - SENT_AGAIN_WITHIN)
    return alike.filter(text=text, customer=customer).exclude(client_uuid=client_uuid).first()


def report_page(report: Report, user: User) -> ReportPage:
    """For responders the incident and the choices; a reporter never learns the incident's inner name."""
    triage = is_responder(user)
    undecided = report.state in {ReportState.NEW, ReportState.SEEN}
    return ReportPage(
        incident=_visible_incident(report, user) if triage else None,
        is_triage=triage,
        may_decide=triage and undecided,
        joinable=_offered(report, user) if triage and undecided else [],
        sees_customer=_sees_customer(report, user),
        is_long=len(report.text) > LONG,
        replies=list(ReportReply.objects.visible_to(user).filter(report=report).select_related("author")),
        may_reopen=report.state == ReportState.DECLINED,
        may_say_not_this_one=can_say_not_this_one(user, report),
    )


def _offered(report: Report, user: User) -> list[Incident]:
    """What it was unlinked from comes last: linking it there again is possible, but is not proposed."""
    choices = joinable(report, user)
    return [*choices.exclude(_tells(report))[:50], *choices.filter(_tells(report))]


def _visible_incident(report: Report, user: User) -> Incident | None:
    if report.incident_id is None:
        return None
    return Incident.objects.visible_to(user).filter(pk=report.incident_id).first()


def _sees_customer(report: Report, user: User) -> bool:
    """Whether the customer that it names has a page for the person."""
    known = report.known_customer
    return known is not None and (sees_all_customers(user) or known.owner_id == user.pk)
