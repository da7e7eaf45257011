"""Redacting a report: its words, the entries that tell it, the kept messages about it, copies that can be made anew."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from accounts.enums import AuditAction
from accounts.models import User
from accounts.services import audit
from core.errors import DomainError
from customers.models import AffectedCustomer, Report, ReportReply
from customers.readers.names import name_key, tidy
from customers.services.affected import reports_naming, sync_reported
from customers.services.waiting import REPORT_WAITS
from incidents.models import TimelineEntry
from incidents.registries.redactions import forget_copies
from incidents.services import lock_rows, redact_entry
from notifications.services import erase_deliveries_about


@transaction.atomic
def redact_report(*, report: Report, actor: User, reason: str) -> Report:
    """Removes what a report says, and the entry that tells it; who did it and why takes its place.

    Raises DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError("Say why it is redacted; the reason is shown in its place.", field="reason")
    telling = TimelineEntry.objects.filter(facts__report=report.pk, redacted_at__isnull=True)
    for entry in telling.order_by("incident_id", "pk"):
        redact_entry(entry=entry, actor=actor, reason=reason)
    erase_report(report.pk, actor=actor, reason=reason)
    forget_copies()  # also where no entry tells it
    audit(actor=actor, action=AuditAction.REDACTED, subject=report.reference, detail={"reason": reason.strip()})
    return Report.objects.get(pk=report.pk)


def erase_report(number: int, *, actor: User, reason: str) -> None:
    """Empties a report and the kept messages about it; who did it and why takes the place of its words.

    The incidents that tell it, and its own, call nobody by the name that it said.
    """
    words = f"Redacted by {actor.name}: {reason.strip()}"
    rows = Report.objects.filter(pk=number)
    said = rows.get()
    incidents = set(TimelineEntry.objects.filter(facts__report=number).values_list("incident", flat=True))
    lock_rows(incidents | ({said.incident_id} if said.incident_id else set()))
    rows.update(text=words, customer="", known_customer=None, since="", answer="")
    ReportReply.objects.filter(report=number).update(text=words)
    linked = set(rows.exclude(incident=None).values_list("incident", flat=True))
    _take_name_away(said, incidents | linked)
    sync_reported(linked)
    erase_deliveries_about(messages_about([number]))


def _take_name_away(report: Report, incidents: Collection[int]) -> None:
    """From affected customers that are called as the report said; not where another report says the same."""
    key = name_key(tidy(report.customer))
    affected = AffectedCustomer.objects.filter(incident__in=incidents).select_related("customer", "incident")
    for row in affected.order_by("pk") if key else ():
        if name_key(row.name) != key or (row.customer is None and reports_naming(row)):
            continue
        row.name = row.customer.name if row.customer else f"[redacted: {report.reference}]"
        row.save(update_fields=["name"])


def messages_about(reports: Collection[int]) -> Q:
    """The messages that may repeat words of these reports: one about several that wait quotes any of them."""
    waits = (Q(payload__reports__contains=[number]) for number in reports)
    return Q(payload__report__in=list(reports)) | Q(kind=REPORT_WAITS) & Q(Q(pk__in=()), *waits, _connector=Q.OR)
