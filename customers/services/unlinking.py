"""Reports that do not belong to their incident: somebody must look again; their reporter is told."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core.clock import now
from core.errors import DomainError, NotPermitted
from customers.enums import ReportState
from customers.models import Report
from customers.permissions import can_say_not_this_one
from customers.services.affected import sync_reported
from customers.services.locking import lock_reports
from customers.services.notices import tell_new_report, tell_reporters
from incidents.models import Incident
from incidents.services import clear_customer_facing, lock, strike_report_entry


@transaction.atomic
def unlink_report(*, report: Report, actor: User, incident: Incident) -> Report:
    """It does not belong to this incident: it is new again, and the reporter is told.

    Its entry is struck through, and a line says who unlinked it. Raises DomainError when it is not linked to it.
    """
    locked_incident, locked = _lock_linked(report, incident)
    strike_report_entry(incident=locked_incident, actor=actor, number=locked.pk, reference=locked.reference)
    tell_reporters(reports=[locked], step="unlinked", change=locked_incident.seq)
    return _released(locked, locked_incident)


@transaction.atomic
def say_not_this_one(*, report: Report, actor: User, text: str = "") -> Report:
    """*Not this one*: its reporter linked it to the wrong problem. It is a new report, which needs words of its own.

    Raises NotPermitted where somebody else linked it, DomainError without words.
    """
    if report.incident is None or not can_say_not_this_one(actor, report):
        raise NotPermitted("Only whoever linked their own report says that it was the wrong problem.")
    locked_incident, locked = _lock_linked(report, report.incident)
    locked.text = locked.text or text.strip()
    if not locked.text:
        raise DomainError("Say what the customer cannot do.", field="text")
    strike_report_entry(incident=locked_incident, actor=actor, number=locked.pk, reference=locked.reference)
    locked.save(update_fields=["text"])
    released = _released(locked, locked_incident)
    tell_new_report(released)
    return released


def _lock_linked(report: Report, incident: Incident) -> tuple[Incident, Report]:
    locked_incident = lock(incident)
    (locked,) = lock_reports([report])
    if locked.incident_id != locked_incident.pk:
        raise DomainError(f"{locked.reference} is not linked to {locked_incident.reference} any more.")
    return locked_incident, locked


def _released(report: Report, incident: Incident) -> Report:
    release_reports(incident.reports.filter(pk=report.pk))
    clear_customer_facing(incident)
    report.refresh_from_db()
    return report


def release_reports(reports: QuerySet[Report]) -> None:
    """They belong to no incident any more, also when a merge that moved them is undone: somebody must look again."""
    incidents = set(reports.exclude(incident=None).values_list("incident", flat=True))
    Report.merges.through.objects.filter(report__in=reports).delete()
    reports.update(
        state=ReportState.NEW,
        incident=None,
        joined_by=None,
        joined_at=None,
        seen_by=None,
        seen_at=None,
        waits_since=now(),
        contacts_told_at=None,
        managers_told_at=None,
    )
    sync_reported(incidents)
