"""The messages to whoever reported something, and about a new report."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from accounts.permissions import is_responder
from core.addresses import absolute
from customers.enums import ReportState
from customers.models import Report
from customers.selectors.words import words_of_each
from customers.services.notices import NEW_REPORT, REPORT_STEP
from incidents.models import Incident
from notifications.emails import compose
from notifications.kinds import Kind, Message, for_everybody, number_in_payload, register
from notifications.models import Delivery

LINKED_STEPS = ("joined", "resolved", "back")  # what they say comes from the incident


def _reports(deliveries: Sequence[Delivery]) -> dict[int, Report]:
    numbers = {delivery.payload["report"] for delivery in deliveries}
    return Report.objects.select_related("incident", "reporter").in_bulk(numbers)


def _report_visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    reports = _reports([delivery for _, delivery in pairs])
    return {
        delivery.pk
        for user, delivery in pairs
        if (report := reports.get(delivery.payload["report"])) is not None
        and user.is_active
        and (report.reporter_id == user.pk or is_responder(user))
    }


def _report_listed_to(person: User) -> Q:
    return Q(Exists(Report.objects.visible_to(person).filter(pk=number_in_payload("report"))))


def _step_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """What an incident means for a report is true while it is linked to it, or to what that was merged into."""
    reports = _reports(deliveries)
    linked = [delivery for delivery in deliveries if delivery.payload["step"] in LINKED_STEPS]
    told_of = Incident.objects.filter(pk__in={delivery.payload["incident"] for delivery in linked})
    ends = dict(told_of.values_list("pk", Coalesce("duplicate_of", "pk")))
    return {
        delivery.pk: "The report was unlinked from the incident before this was sent."
        for delivery in linked
        if (report := reports.get(delivery.payload["report"])) is None
        or report.incident_id != ends.get(delivery.payload["incident"])
    }


def _render_report(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    reports = _reports(deliveries)
    linked = {row.incident_id for row in reports.values() if row.incident_id}
    words = words_of_each(linked)
    messages = {}
    for delivery in deliveries:
        report = reports[delivery.payload["report"]]
        step = delivery.payload["step"]
        context = {
            "report": report,
            "step": step,
            "words": words.get(report.incident_id) if report.incident_id and step in LINKED_STEPS else None,
            "link": absolute(report.get_absolute_url()),
            "say": absolute(reverse("what_to_say")),
            "reason": delivery.reason,
        }
        messages[delivery.pk] = compose("customers/emails/report", context)
    return messages


register(
    Kind(
        REPORT_STEP,
        "Update on a report",
        _step_still_due,
        _report_visible_to,
        _render_report,
        listed_to=_report_listed_to,
        may_be_off=True,
        is_for=for_everybody,
    )
)


def _new_report_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    reports = _reports(deliveries)
    return {
        delivery.pk: "Somebody looked at the report before this was sent."
        for delivery in deliveries
        if (report := reports.get(delivery.payload["report"])) is None or report.state != ReportState.NEW
    }


def _render_new_report(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    reports = _reports(deliveries)
    return {
        delivery.pk: compose(
            "customers/emails/new_report",
            {"report": report, "link": absolute(report.get_absolute_url()), "reason": delivery.reason},
        )
        for delivery in deliveries
        if (report := reports.get(delivery.payload["report"])) is not None
    }


register(
    Kind(
        NEW_REPORT,
        "New report",
        _new_report_still_due,
        _report_visible_to,
        _render_new_report,
        listed_to=_report_listed_to,
        may_be_off=True,
    )
)
