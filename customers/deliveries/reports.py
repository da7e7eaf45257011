"""The messages to whoever reported something, and about a new report."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from accounts.permissions import is_responder
from core.addresses import absolute
from core.references import written
from customers.enums import REPORT_STEP, ReportState
from customers.models import CustomerSummary, Report, ReportReply, Update
from customers.selectors.taken_back import WITH_WORDS, newest_taken_back, taken_back_context, told_of
from customers.selectors.words import words_of_each
from customers.services.notices import NEW_REPORT
from customers.services.replies import REPORT_REPLY
from incidents.models import Incident
from notifications.emails import compose
from notifications.kinds import Kind, Message, for_everybody, number_in_payload, register
from notifications.models import Delivery

# What they say comes from the incident.
LINKED_STEPS = ("joined", "resolved", "back", "update", "taken_back", "learned")


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
    unlinked = {
        delivery.pk: "The report was unlinked from the incident before this was sent."
        for delivery in linked
        if (report := reports.get(delivery.payload["report"])) is None
        or report.incident_id != ends.get(delivery.payload["incident"])
    }
    of_words = _of_old_words(deliveries, reports) | _of_words_taken_back(deliveries, reports)
    return of_words | _of_no_summary(deliveries, reports) | unlinked


def _of(deliveries: Sequence[Delivery], reports: Mapping[int, Report], step: str) -> dict[int, int | None]:
    """The messages of one step, with the incident of their report."""
    found = {delivery.pk: reports.get(delivery.payload["report"]) for delivery in deliveries if _step(delivery) == step}
    return {pk: report.incident_id if report else None for pk, report in found.items()}


def _step(delivery: Delivery) -> str:
    return str(delivery.payload["step"])


def _of_old_words(deliveries: Sequence[Delivery], reports: Mapping[int, Report]) -> dict[int, str]:
    """Of customer updates that are not to be passed on any more, or were followed by newer ones."""
    of = _of(deliveries, reports, "update")
    numbers = {number for number in of.values() if number}
    if not numbers:
        return {}
    words = words_of_each(numbers)
    newest = dict(Update.objects.newest().filter(incident__in=numbers).values_list("incident", "pk"))
    found = {}
    for delivery in deliveries:
        number = of.get(delivery.pk)
        if number is None:
            continue
        said = words.get(number)
        if said is None or said.stale:
            found[delivery.pk] = "The words were taken back or out of date before this was sent."
        elif newest.get(number) != delivery.payload["change"]:
            found[delivery.pk] = "A newer update was published before this was sent."
    return found


def _of_words_taken_back(deliveries: Sequence[Delivery], reports: Mapping[int, Report]) -> dict[int, str]:
    """Where words hold again, and to whom no message had told those that were taken back."""
    of = _of(deliveries, reports, "taken_back")
    silent = newest_taken_back({number for number in of.values() if number}) if of else {}
    told = told_of(silent.values())
    found = {}
    for delivery in deliveries:
        update = silent.get(of.get(delivery.pk) or 0)
        if delivery.pk not in of:
            continue
        if update is None or update.pk != delivery.payload["change"]:
            found[delivery.pk] = "Newer words followed, or customers are not told of it any more."
        elif (delivery.recipient_id, update.pk) not in told:
            found[delivery.pk] = "The recipient had not been told these words."
    return found


def _taken_back(deliveries: Sequence[Delivery]) -> dict[int, Update]:
    numbers = {delivery.payload["change"] for delivery in deliveries if _step(delivery) == "taken_back"}
    return Update.objects.select_related("incident").in_bulk(numbers) if numbers else {}


def _summaries(numbers: Collection[int]) -> dict[int, CustomerSummary]:
    found = CustomerSummary.objects.published().filter(incident__in=numbers) if numbers else ()
    return {summary.incident_id: summary for summary in found}


def _of_no_summary(deliveries: Sequence[Delivery], reports: Mapping[int, Report]) -> dict[int, str]:
    of = _of(deliveries, reports, "learned")
    published = _summaries({number for number in of.values() if number})
    return {
        pk: "The postmortem is not published any more."
        for pk, number in of.items()
        if number is not None and number not in published
    }


def _render_report(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    reports = _reports(deliveries)
    words = words_of_each({row.incident_id for row in reports.values() if row.incident_id})
    summaries = _summaries({number for number in _of(deliveries, reports, "learned").values() if number})
    taken_back = _taken_back(deliveries)
    messages = {}
    for delivery in deliveries:
        report, step = reports[delivery.payload["report"]], _step(delivery)
        number = report.incident_id or 0
        context = {
            "report": report,
            "step": step,
            "more": ", ".join(written(Report.PREFIX, pk) for pk in delivery.payload.get("more", [])),
            "words": words.get(number) if step in WITH_WORDS else None,
            "summary": summaries.get(number),
            "summary_link": absolute(reverse("customer_summary", args=[number])),
            "link": absolute(report.get_absolute_url()),
            "say": absolute(reverse("what_to_say")),
            "reason": delivery.reason,
        }
        if step == "taken_back" and (update := taken_back.get(delivery.payload["change"])) is not None:
            context |= taken_back_context(update)
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


def _replies(deliveries: Sequence[Delivery]) -> dict[int, ReportReply]:
    rows = ReportReply.objects.select_related("report__reporter", "author")
    return rows.in_bulk({delivery.payload["reply"] for delivery in deliveries})


def _reply_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    present = _replies(deliveries)
    gone = (delivery for delivery in deliveries if delivery.payload["reply"] not in present)
    return {delivery.pk: "The report is gone." for delivery in gone}


def _shown_author(delivery: Delivery, reply: ReportReply) -> str:
    """Reporters are told no names of those who work on it."""
    return "Somebody who works on it" if delivery.recipient_id == reply.report.reporter_id else reply.author.name


def _render_reply(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    replies = _replies(deliveries)
    return {
        delivery.pk: compose(
            "customers/emails/report_reply",
            {
                "reply": reply,
                "who": _shown_author(delivery, reply),
                "report": reply.report,
                "link": absolute(reply.report.get_absolute_url()) + "#words",
                "reason": delivery.reason,
            },
        )
        for delivery in deliveries
        if (reply := replies.get(delivery.payload["reply"])) is not None
    }


register(
    Kind(
        REPORT_REPLY,
        "Words added to a report",
        _reply_still_due,
        _report_visible_to,
        _render_reply,
        listed_to=_report_listed_to,
        is_for=for_everybody,
    )
)
