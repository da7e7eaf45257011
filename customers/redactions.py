"""What a redaction does to reports and customer updates: both repeat an entry, and messages were sent about them."""

from collections.abc import Collection

from django.db.models import Q

from accounts.models import User
from customers.enums import REPORT_STEP
from customers.models import CustomerMeasure, CustomerSummary, LetterVersion, Report, Update
from customers.services.redacting import erase_report, messages_about
from customers.services.status_page.renewing import renew_on_commit
from incidents.models import Incident, TimelineEntry
from incidents.registries.redactions import (
    register_erasure,
    register_for_customers,
    register_messages,
    register_row_change,
)


def _erase_report(entry: TimelineEntry, actor: User, reason: str) -> None:
    """The report that an entry tells."""
    if number := entry.facts.get("report"):
        erase_report(number, actor=actor, reason=reason)


def _erase_update(entry: TimelineEntry, actor: User, reason: str) -> None:
    """The customer update that an entry posted. One that it corrected has an entry of its own."""
    if Update.objects.filter(entry=entry).update(text="", html="", workaround=""):
        renew_on_commit()


def _change_update(update: Update, actor: User, seq: int) -> Collection[str]:
    """Whoever was changing or approving a draft meets a conflict."""
    update.version += 1
    renew_on_commit()
    return ("version",)


def _messages(incident: Incident) -> Q:
    """About its reports, and what reporters were told of it, or of its duplicates, before theirs was unlinked."""
    reports = Report.objects.filter(incident=incident).values_list("pk", flat=True)
    told_of = Incident.objects.with_duplicates_of(incident.pk).values_list("pk", flat=True)
    return messages_about(reports) | Q(kind=REPORT_STEP, payload__incident__in=list(told_of))


def _change_letter(version: LetterVersion, actor: User, seq: int) -> Collection[str]:
    """Whoever was changing it, signing it off or giving it meets a conflict; a sign-off was of other words."""
    version.redactions += 1
    version.signed_by = version.signed_at = None
    return ("redactions", "signed_by", "signed_at")


register_for_customers(Update, "text", "workaround")
register_for_customers(LetterVersion, "text")
register_for_customers(CustomerSummary, "text")
register_for_customers(CustomerMeasure, "text")
register_erasure(_erase_report)
register_erasure(_erase_update)
register_row_change(Update, _change_update)
register_row_change(LetterVersion, _change_letter)
register_messages(_messages)
