"""The message about reports that nobody looked at, to triage contacts and managers."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.permissions import is_responder
from core.addresses import absolute
from core.references import written
from customers.enums import ReportState
from customers.models import Report
from customers.services.waiting import REPORT_WAITS
from notifications.emails import compose
from notifications.kinds import Kind, Message, register
from notifications.models import Delivery

NAMED = 10  # references in one message


def _waiting(deliveries: Sequence[Delivery]) -> dict[int, Report]:
    """Those that still nobody has looked at."""
    numbers = {number for delivery in deliveries for number in delivery.payload["reports"]}
    found = Report.objects.filter(state=ReportState.NEW).select_related("reporter").defer("search")
    return found.in_bulk(numbers)


def _still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    waiting = _waiting(deliveries)
    return {
        delivery.pk: "Somebody looked before this was sent."
        for delivery in deliveries
        if not waiting.keys() & set(delivery.payload["reports"])
    }


def _visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    return {delivery.pk for person, delivery in pairs if is_responder(person)}


def _listed_to(person: User) -> Q:
    return Q() if is_responder(person) else Q(pk__in=[])


def _render(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    waiting = _waiting(deliveries)
    found = {}
    for delivery in deliveries:
        reports = [waiting[number] for number in delivery.payload["reports"] if number in waiting]
        named = [written(Report.PREFIX, report.pk) for report in reports]
        context = {
            "first": reports[0] if reports else None,
            "count": len(reports),
            "named": ", ".join(named[:NAMED]) + (" …" if len(named) > NAMED else ""),
            "link": absolute(reverse("report_triage")),
            "reason": delivery.reason,
        }
        found[delivery.pk] = compose("customers/emails/report_waits", context)
    return found


register(
    Kind(
        REPORT_WAITS,
        "Report that nobody looked at",
        _still_due,
        _visible_to,
        _render,
        listed_to=_listed_to,
    )
)
