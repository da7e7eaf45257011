"""What a redaction does to reports: each repeats the words of its entry, and its reporter was sent messages."""

from django.db.models import Q

from accounts.models import User
from customers.models import Report
from customers.services.redacting import erase_report
from incidents.models import Incident, TimelineEntry
from incidents.registries.redactions import register_erasure, register_messages


def _erase_report(entry: TimelineEntry, actor: User, reason: str) -> None:
    """The report that an entry tells."""
    if number := entry.facts.get("report"):
        erase_report(number, actor=actor, reason=reason)


def _messages(incident: Incident) -> Q:
    reports = Report.objects.filter(incident=incident)
    return Q(payload__report__in=list(reports.values_list("pk", flat=True)))


register_erasure(_erase_report)
register_messages(_messages)
