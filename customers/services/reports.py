"""Reports of sales and support: filed, seen, joined, unlinked, declined, resolved; the reporter is told each step."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from customers.enums import LINKED, UNDECIDED, ReportState
from customers.models import Customer, Report
from customers.readers.names import name_key
from customers.services.affected import sync_reported
from customers.services.locking import lock_customers, lock_named
from customers.services.notices import tell_new_report, tell_reporter
from incidents.enums import DetectionSource, Status
from incidents.models import Incident, TimelineEntry
from incidents.querysets import OPEN_STATUSES
from incidents.selectors.zones import incident_zone
from incidents.services import (
    FiledReport,
    IncidentDetails,
    clear_customer_facing,
    declare_incident,
    lock,
    log_report,
    note_customers,
    strike_report_entry,
)


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
            report = Report.objects.create(
                reporter=reporter,
                text=text,
                customer=customer,
                known_customer=lock_named([customer]).get(name_key(customer)),
                since=since,
                since_at=since_at,
                client_uuid=client_uuid,
            )
    except IntegrityError:
        stored = Report.objects.get(reporter=reporter, client_uuid=client_uuid)
        if stored.text != text:
            raise Conflict(
                f"This form was already sent and became {stored.reference}. Press again to send this as another report."
            ) from None
        return stored
    tell_new_report(report)
    return report


@transaction.atomic
def see_report(*, report: Report, actor: User) -> Report:
    """Somebody looks at it; pressing twice tells the reporter once."""
    locked = _lock(report)
    if locked.state == ReportState.NEW:
        _see(locked, actor)
        locked.save(update_fields=["state", "seen_by", "seen_at"])
        tell_reporter(report=locked, step="seen", change=int(now().timestamp()))
    return locked


@transaction.atomic
def join_report(*, report: Report, actor: User, incident: Incident, entry: TimelineEntry | None = None) -> Report:
    """Joins it to a known incident, with an entry in the reporter's words unless `entry` of the incident tells it.

    Raises DomainError when it was decided already, and for a cancelled incident.
    """
    _hold_customer(report)
    locked_incident = lock(incident)
    joined = _join(report, locked_incident, actor)
    if entry is None:
        log_report(incident=locked_incident, actor=actor, report=_filed(joined, locked_incident))
    else:
        note_customers(locked_incident)
    return joined


@transaction.atomic
def unlink_report(*, report: Report, actor: User, incident: Incident) -> Report:
    """It does not belong to this incident: it is new again, and the reporter is told.

    Its entry is struck through, and a line says who unlinked it. Raises DomainError when it is not linked to it.
    """
    locked_incident, locked = lock(incident), _lock(report)
    if locked.incident_id != locked_incident.pk:
        raise DomainError(f"{locked.reference} is not linked to {locked_incident.reference} any more.")
    strike_report_entry(incident=locked_incident, actor=actor, number=locked.pk, reference=locked.reference)
    tell_reporter(report=locked, step="unlinked", change=locked_incident.seq)
    release_reports(locked_incident.reports.filter(pk=locked.pk))
    clear_customer_facing(locked_incident)
    locked.refresh_from_db()
    return locked


def release_reports(reports: QuerySet[Report]) -> None:
    """They belong to no incident any more, also when a merge that moved them is undone: somebody must look again."""
    incidents = set(reports.exclude(incident=None).values_list("incident", flat=True))
    Report.merges.through.objects.filter(report__in=reports).delete()
    reports.update(state=ReportState.NEW, incident=None, joined_by=None, joined_at=None, seen_by=None, seen_at=None)
    sync_reported(incidents)


@transaction.atomic
def declare_from_report(*, report: Report, actor: User, details: IncidentDetails, client_uuid: UUID) -> Incident:
    """Declares an incident and joins the report to it: its entry marks when the incident was reported.

    Raises what `declare_incident` raises, and DomainError when the report was decided already.
    """

    def join(incident: Incident) -> None:
        joined = _join(report, incident, actor)
        log_report(incident=incident, actor=actor, report=_filed(joined, incident), marks_reported=True)

    _hold_customer(report)
    seen = replace(details, declared_from=report.reference, detection_source=DetectionSource.EMPLOYEE)
    return declare_incident(actor=actor, details=seen, client_uuid=client_uuid, on_created=join)


@transaction.atomic
def decline_report(*, report: Report, actor: User, answer: str) -> Report:
    """It is no incident; the reporter gets words to pass on. DomainError without words or when decided already."""
    if not answer.strip():
        raise DomainError("Write an answer that the reporter can pass on.", field="answer")
    locked = _undecided(report)
    _see(locked, actor)
    locked.state, locked.answer = ReportState.DECLINED, answer.strip()[:500]
    locked.save(update_fields=["state", "answer", "seen_by", "seen_at"])
    tell_reporter(report=locked, step="declined")
    return locked


def _join(report: Report, incident: Incident, actor: User) -> Report:
    """Writes that a report belongs to a locked incident, and tells the reporter."""
    locked = _undecided(report)
    _see(locked, actor)
    locked.state = ReportState.JOINED if incident.is_open else ReportState.RESOLVED
    locked.incident, locked.joined_by, locked.joined_at = incident, actor, now()
    locked.save(update_fields=["state", "incident", "joined_by", "joined_at", "seen_by", "seen_at"])
    step = "joined" if locked.state == ReportState.JOINED else "resolved"
    tell_reporter(report=locked, step=step, change=incident.seq)
    sync_reported([incident.pk])
    return locked


def _hold_customer(report: Report) -> None:
    """Nobody merges the customer that it names until it stands among those that the incident affects."""
    lock_customers(Customer.objects.filter(reports=report))


def _filed(report: Report, incident: Incident) -> FiledReport:
    """The report as an entry tells it; which customer and since when are part of the words."""
    customer = f" ({report.customer})" if report.customer else ""
    text = f"{report.reference}{customer}{_since(report, incident)}: {report.text}"
    return FiledReport(number=report.pk, reporter=report.reporter, filed_at=report.created_at, text=text)


def _since(report: Report, incident: Incident) -> str:
    """The instant on the incident's clocks, beside the words that meant it when the report was filed."""
    if report.since_at is None:
        return f", since {report.since}" if report.since else ""
    typed = f" (typed “{report.since}”)" if report.since else ""
    return f", since {incident_zone(incident).dated(report.since_at)}{typed}"


def settle_reports(*, incident: Incident, before: str) -> None:
    """The incident's status changed from `before`: its reports change with it, and their reporters hear it.

    Resolved with it, known again when it comes back, and new again when it was no incident: somebody must answer.
    """
    if incident.status == Status.CANCELLED:
        release_reports(incident.reports.filter(state__in=LINKED))
        clear_customer_facing(incident)
    elif incident.is_open == (before in OPEN_STATUSES):
        return
    elif incident.is_open:
        _set_states(incident, ReportState.RESOLVED, ReportState.JOINED, "back")
    else:
        _set_states(incident, ReportState.JOINED, ReportState.RESOLVED, "resolved")


def move_reports(reports: QuerySet[Report], incident: Incident, change: int) -> list[int]:
    """Joins reports to another incident; their reporters are told when that is over and theirs was not, or back."""
    state = ReportState.JOINED if incident.is_open else ReportState.RESOLVED
    step = "back" if incident.is_open else "resolved"
    moved = list(reports.filter(state__in=LINKED).select_for_update(of=("self",)).select_related("reporter"))
    incidents = {report.incident_id for report in moved if report.incident_id} | {incident.pk}
    for report in moved:
        is_news = report.state != state
        report.incident, report.state = incident, state
        report.save(update_fields=["incident", "state"])
        if is_news:
            tell_reporter(report=report, step=step, change=change)
    sync_reported(incidents)
    return [report.pk for report in moved]


def _set_states(incident: Incident, before: ReportState, state: ReportState, step: str) -> None:
    for report in incident.reports.select_for_update().filter(state=before).select_related("reporter"):
        report.state = state
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
        raise DomainError(
            f"{locked.reference} is {locked.get_state_display().lower()} already; somebody else was faster."
        )
    return locked
