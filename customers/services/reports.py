"""Reports of sales and support: filed, seen, joined, declined, resolved; the reporter is told each step."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from customers.enums import ReportState
from customers.models import Report
from customers.services.notices import tell_reporter
from incidents.enums import EntryKind, Milestone, Origin, Status
from incidents.models import Incident, TimelineEntry
from incidents.querysets import OPEN_STATUSES
from incidents.services.update_due import settle_update_due
from incidents.services.writing import begin_marks, derive, lock, write_entry

UNDECIDED = (ReportState.NEW, ReportState.SEEN)
FOLLOWING = (ReportState.JOINED, ReportState.RESOLVED)


@transaction.atomic
def file_report(
    *,
    reporter: User,
    text: str,
    customer: str = "",
    since: str = "",
    since_at: datetime | None = None,
    client_uuid: UUID,
) -> Report:
    """Stores what a customer cannot do. The same UUID stores once; other words under it are a Conflict."""
    try:
        with transaction.atomic():
            return Report.objects.create(
                reporter=reporter,
                text=text,
                customer=customer,
                since=since,
                since_at=since_at,
                client_uuid=client_uuid,
            )
    except IntegrityError:
        stored = Report.objects.get(reporter=reporter, client_uuid=client_uuid)
        if stored.text != text:
            raise Conflict(
                f"This form was sent before and became {stored.reference}. Press again to send this as another."
            ) from None
        return stored


@transaction.atomic
def see_report(*, report: Report, actor: User) -> Report:
    """Somebody looks at it; pressing twice tells the reporter once."""
    locked = _lock(report)
    if locked.state == ReportState.NEW:
        _see(locked, actor)
        locked.save(update_fields=["state", "seen_by", "seen_at"])
        tell_reporter(report=locked, step="seen")
    return locked


@transaction.atomic
def join_report(*, report: Report, actor: User, incident: Incident, told_in: TimelineEntry | None = None) -> Report:
    """Joins it to a known incident; `told_in` is an entry that tells it already. DomainError when it was decided."""
    locked_incident = lock(incident)
    joined = attach_report(report=report, incident=locked_incident, actor=actor, told_in=told_in)
    derive(locked_incident)
    return joined


@transaction.atomic
def decline_report(*, report: Report, actor: User, answer: str) -> Report:
    """It is no incident; the reporter gets words to pass on. DomainError without words or when decided already."""
    if not answer.strip():
        raise DomainError("Give the reporter words to pass on.", field="answer")
    locked = _undecided(report)
    _see(locked, actor)
    locked.state, locked.answer = ReportState.DECLINED, answer.strip()[:500]
    locked.save(update_fields=["state", "answer", "seen_by", "seen_at"])
    tell_reporter(report=locked, step="declined")
    return locked


def attach_report(
    *,
    report: Report,
    incident: Incident,
    actor: User,
    is_declared_from: bool = False,
    told_in: TimelineEntry | None = None,
) -> Report:
    """Joins a report to a locked incident: an entry in the reporter's words, *reported* if declared from it."""
    if incident.status == Status.CANCELLED:
        raise DomainError(f"{incident.reference} was cancelled. Join another incident, or answer the reporter.")
    locked = _undecided(report)
    _see(locked, actor)
    locked.state = ReportState.JOINED if incident.is_open else ReportState.RESOLVED
    locked.incident, locked.joined_by, locked.joined_at = incident, actor, now()
    locked.save(update_fields=["state", "incident", "joined_by", "joined_at", "seen_by", "seen_at"])
    _note_customers(incident)
    entry = told_in or _tell(locked, incident)
    if is_declared_from:
        begin_marks(entry, [Milestone.REPORTED], actor=actor, seq=entry.seq)
    tell_reporter(report=locked, step="joined" if locked.state == ReportState.JOINED else "resolved")
    return locked


def _note_customers(incident: Incident) -> None:
    """Somebody outside noticed: from now on the incident asks for words for customers."""
    if not incident.is_customer_facing:
        incident.is_customer_facing = True
        incident.save(update_fields=["is_customer_facing"])
        settle_update_due(incident)


def _tell(report: Report, incident: Incident) -> TimelineEntry:
    """The report as an entry, in the reporter's words, at the time it was filed; since when is part of the words."""
    customer = f" ({report.customer})" if report.customer else ""
    since = f", since {report.since}" if report.since else ""
    return write_entry(
        incident,
        actor=report.reporter,
        text=f"{report.reference}{customer}{since}: {report.text}",
        happened_at=report.created_at,
        kind=EntryKind.REPORT,
        origin=Origin.TOLD,
        facts={"report": report.pk},
    )


def follow_incident(*, incident: Incident, before: str) -> None:
    """The incident's status changed from `before`: its reports follow, and their reporters hear it.

    Resolved with it, known again when it comes back, and new again when it was no incident: somebody must answer.
    """
    if incident.status == Status.CANCELLED:
        incident.reports.filter(state__in=FOLLOWING).update(state=ReportState.NEW, incident=None)
    elif incident.is_open == (before in OPEN_STATUSES):
        return
    elif incident.is_open:
        _move_reports(incident, ReportState.RESOLVED, ReportState.JOINED, "back")
    else:
        _move_reports(incident, ReportState.JOINED, ReportState.RESOLVED, "resolved")


def move_reports(reports: QuerySet[Report], incident: Incident, change: int) -> list[int]:
    """Joins reports to another incident; their reporters are told when that is over and theirs was not, or back."""
    state = ReportState.JOINED if incident.is_open else ReportState.RESOLVED
    step = "back" if incident.is_open else "resolved"
    moved = list(reports.filter(state__in=FOLLOWING).select_for_update(of=("self",)).select_related("reporter"))
    for report in moved:
        is_news = report.state != state
        report.incident, report.state = incident, state
        report.save(update_fields=["incident", "state"])
        if is_news:
            tell_reporter(report=report, step=step, change=change)
    return [report.pk for report in moved]


def _move_reports(incident: Incident, source: ReportState, target: ReportState, step: str) -> None:
    for report in incident.reports.select_for_update().filter(state=source).select_related("reporter"):
        report.state = target
        report.save(update_fields=["state"])
        tell_reporter(report=report, step=step, change=incident.seq)


def _see(report: Report, actor: User) -> None:
    if report.seen_at is None:
        report.seen_by, report.seen_at = actor, now()
    if report.state == ReportState.NEW:
        report.state = ReportState.SEEN


def _lock(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=report.pk)


def _undecided(report: Report) -> Report:
    locked = _lock(report)
    if locked.state not in UNDECIDED:
        raise DomainError(f"{locked.reference} is {locked.get_state_display().lower()} already; somebody was faster.")
    return locked
