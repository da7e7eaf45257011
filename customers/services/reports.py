"""Reports of sales and support: filed, seen, joined, declined, resolved; the reporter is told each step."""

from collections.abc import Collection
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
from customers.services.locking import lock_customers, lock_named, lock_reports
from customers.services.notices import tell_new_report, tell_reporters, tell_reporters_seen
from customers.services.replies import keep_answers
from customers.services.report_entries import log_reports
from customers.services.unlinking import release_reports
from incidents.enums import DetectionSource, Status
from incidents.models import Incident
from incidents.querysets import OPEN_STATUSES
from incidents.services import (
    IncidentDetails,
    clear_customer_facing,
    declare_incident,
    lock,
    note_customers,
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
    report, is_new = store_report(
        Report(
            reporter=reporter,
            text=text,
            customer=customer,
            known_customer=lock_named([customer]).get(name_key(customer)),
            since=since,
            since_at=since_at,
            client_uuid=client_uuid,
        )
    )
    if is_new:
        tell_new_report(report)
    return report


def store_report(report: Report) -> tuple[Report, bool]:
    """The report as it is stored, and whether that is news. Raises Conflict when its UUID said something else."""
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        stored = Report.objects.get(reporter=report.reporter, client_uuid=report.client_uuid)
        is_same_problem = report.incident_id in (None, stored.incident_id)
        if (stored.text, stored.customer) != (report.text, report.customer) or not is_same_problem:
            raise Conflict(
                f"This form was already sent and became {stored.reference}. Press again to send this as another report."
            ) from None
        return stored, False
    return report, True


def see_report(*, report: Report, actor: User) -> Report:
    """Somebody looks at it; doing so twice tells the reporter once."""
    see_reports(reports=[report], actor=actor)
    return Report.objects.select_related("reporter").get(pk=report.pk)


@transaction.atomic
def see_reports(*, reports: Collection[Report], actor: User) -> list[Report]:
    """Somebody looks at them: those that are news, each reporter told once."""
    seen = [report for report in lock_reports(reports) if report.state == ReportState.NEW]
    for report in seen:
        _see(report, actor)
        report.save(update_fields=["state", "seen_by", "seen_at"])
    tell_reporters_seen(seen)
    return seen


def join_report(*, report: Report, actor: User, incident: Incident, is_told: bool = False) -> Report:
    """Joins it to a known incident, as `join_reports` says."""
    return join_reports(reports=[report], actor=actor, incident=incident, is_told=is_told)[0]


@transaction.atomic
def join_reports(
    *, reports: Collection[Report], actor: User, incident: Incident, is_told: bool = False
) -> list[Report]:
    """Joins reports to a known incident, all or none, with an entry for each that says something of its own.

    `is_told`: the timeline tells of them already. Raises DomainError when one of them was decided already, and for a
    cancelled incident.
    """
    hold_customers(reports)
    locked = lock(incident)
    linked = link_reports(reports, locked, actor)
    if is_told:
        note_customers(locked)
    else:
        log_reports(linked, locked, actor)
    return linked


def declare_from_report(*, report: Report, actor: User, details: IncidentDetails, client_uuid: UUID) -> Incident:
    """Declares an incident and joins the report to it, as `declare_from_reports` says."""
    return declare_from_reports(reports=[report], actor=actor, details=details, client_uuid=client_uuid)


@transaction.atomic
def declare_from_reports(
    *, reports: Collection[Report], actor: User, details: IncidentDetails, client_uuid: UUID
) -> Incident:
    """Declares an incident and joins the reports to it: the entry of the first marks when the incident was reported.

    It came to our attention by customers where a report names one, else by those who reported it. Raises what
    `declare_incident` raises, and DomainError when one of the reports was decided already.
    """

    def join(incident: Incident) -> None:
        log_reports(link_reports(reports, incident, actor), incident, actor, marks_reported=True)

    hold_customers(reports)
    first = min(reports, key=lambda report: (report.created_at, report.pk))
    names_customer = any(report.customer for report in reports)
    source = DetectionSource.CUSTOMER if names_customer else DetectionSource.EMPLOYEE
    seen = replace(details, declared_from=first.reference, detection_source=source)
    return declare_incident(actor=actor, details=seen, client_uuid=client_uuid, on_created=join)


def decline_report(*, report: Report, actor: User, answer: str) -> Report:
    """It is no incident; the reporter gets words to pass on. DomainError without words or when decided already."""
    return decline_reports(reports=[report], actor=actor, answer=answer)[0]


@transaction.atomic
def decline_reports(*, reports: Collection[Report], actor: User, answer: str) -> list[Report]:
    """They are no incident; each reporter gets the words once. DomainError without words or when decided already."""
    if not answer.strip():
        raise DomainError("Write an answer that the reporter can pass on.", field="answer")
    declined = _undecided(reports)
    for report in declined:
        _see(report, actor)
        report.state, report.answer = ReportState.DECLINED, answer.strip()[:500]
        report.save(update_fields=["state", "answer", "seen_by", "seen_at"])
    keep_answers(declined, actor)
    tell_reporters(reports=declined, step="declined", change=int(now().timestamp()))
    return declined


def link_reports(reports: Collection[Report], incident: Incident, actor: User) -> list[Report]:
    """Writes that reports belong to a locked incident, in their order, and tells each reporter once.

    Raises DomainError when one of them was decided already.
    """
    linked = _undecided(reports)
    state = ReportState.JOINED if incident.is_open else ReportState.RESOLVED
    for report in linked:
        _see(report, actor)
        report.state, report.incident = state, incident
        report.joined_by, report.joined_at = actor, now()
        report.save(update_fields=["state", "incident", "joined_by", "joined_at", "seen_by", "seen_at"])
    tell_reporters(reports=linked, step="joined" if state == ReportState.JOINED else "resolved", change=incident.seq)
    sync_reported([incident.pk])
    return linked


def hold_customers(reports: Collection[Report]) -> None:
    """Nobody merges the customers that they name until these stand among those that the incident affects."""
    lock_customers(Customer.objects.filter(reports__in=[report.pk for report in reports]))


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
    linked = reports.filter(state__in=LINKED).order_by("pk")  # locked in one order everywhere
    moved = list(linked.select_for_update(of=("self",)).select_related("reporter"))
    incidents = {report.incident_id for report in moved if report.incident_id} | {incident.pk}
    news = [report for report in moved if report.state != state]
    for report in moved:
        report.incident, report.state = incident, state
        report.save(update_fields=["incident", "state"])
    tell_reporters(reports=news, step=step, change=change)
    sync_reported(incidents)
    return [report.pk for report in moved]


def _set_states(incident: Incident, before: ReportState, state: ReportState, step: str) -> None:
    changed = lock_reports(incident.reports.filter(state=before))
    for report in changed:
        report.state = state
        report.save(update_fields=["state"])
    tell_reporters(reports=changed, step=step, change=incident.seq)


def _see(report: Report, actor: User) -> None:
    if report.seen_at is None:
        report.seen_by, report.seen_at = actor, now()
    if report.state == ReportState.NEW:
        report.state = ReportState.SEEN


def _undecided(reports: Collection[Report]) -> list[Report]:
    locked = lock_reports(reports)
    for report in locked:
        if report.state not in UNDECIDED:
            raise DomainError(
                f"{report.reference} is {report.get_state_display().lower()} already; somebody else was faster."
            )
    return locked
