"""Words that are added to a report, by its reporter or a responder; each is told to the other side."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.permissions import is_responder
from core.clock import now
from core.errors import DomainError, NotPermitted
from core.once import stored_once
from customers.enums import ReplyKind, ReportState
from customers.models import Report, ReportReply
from customers.models.reports import LONGEST_REPLY
from customers.services.locking import lock_reports
from incidents.querysets import people_seeing
from incidents.selectors.roles import lead_of
from notifications.services import NewDelivery, queue_deliveries

REPORT_REPLY = "report_reply"


@transaction.atomic
def reply_to_report(*, report: Report, actor: User, text: str, client_uuid: UUID, reopens: bool = False) -> ReportReply:
    """Adds words to a report. A reporter who replies to a decline reopens it; a responder may.

    The same UUID stores once. Raises NotPermitted for others, DomainError without words or for too many.
    """
    is_reporter = report.reporter_id == actor.pk
    if not (is_reporter or is_responder(actor)):
        raise NotPermitted("Only its reporter and responders add words to a report.")
    (locked,) = lock_reports([report])
    text = text.replace("\r\n", "\n").strip()
    stored = ReportReply.objects.filter(author=actor, client_uuid=client_uuid, report=locked, text=text).first()
    if stored is not None:
        return stored
    if not text:
        raise DomainError("Write what you want to add.", field="text")
    if len(text) > LONGEST_REPLY:
        raise DomainError(f"These are {len(text):,} characters; at most {LONGEST_REPLY:,} fit.", field="text")
    is_reopened = locked.state == ReportState.DECLINED and (is_reporter or reopens)
    kind = ReplyKind.REOPENED if is_reopened else ReplyKind.WORDS
    with stored_once():
        reply = ReportReply.objects.create(report=locked, author=actor, kind=kind, text=text, client_uuid=client_uuid)
    if is_reopened:
        _reopen(locked)
    _tell(reply, _responders_of(locked, actor) if is_reporter else [locked.reporter])
    return reply


def keep_answers(reports: Iterable[Report], actor: User) -> None:
    """The answer of a decline stays among the words, also when the report is reopened."""
    ReportReply.objects.bulk_create(
        ReportReply(report=report, author=actor, kind=ReplyKind.DECLINED, text=report.answer) for report in reports
    )


def _reopen(report: Report) -> None:
    """Somebody must look at it again; the answer does not hold any more."""
    report.state, report.answer, report.waits_since = ReportState.NEW, "", now()
    report.seen_by = report.seen_at = report.contacts_told_at = report.managers_told_at = None
    report.save(
        update_fields=["state", "answer", "waits_since", "seen_by", "seen_at", "contacts_told_at", "managers_told_at"]
    )


def _responders_of(report: Report, actor: User) -> list[User]:
    """Those who looked at it, linked it or wrote in it; where nobody did, whoever leads its incident or declared it.

    Else those who want to hear of every report.
    """
    people = {report.seen_by_id, report.joined_by_id, *report.replies.values_list("author", flat=True)}
    found = User.objects.responders().filter(pk__in=people - {None, actor.pk}).order_by("pk")
    wanting = User.objects.responders().filter(told_of_reports=True).exclude(pk=actor.pk).order_by("pk")
    return list(found) or _of_incident(report, actor) or list(wanting)


def _of_incident(report: Report, actor: User) -> list[User]:
    """Its lead, else who declared it, as far as they see it."""
    if report.incident is None:
        return []
    answerable = lead_of(report.incident) or report.incident.declared_by
    seeing = people_seeing(report.incident).responders()
    return list(seeing.filter(pk=answerable.pk).exclude(pk=actor.pk))


def _tell(reply: ReportReply, people: Iterable[User]) -> None:
    report = reply.report
    queue_deliveries(
        [
            NewDelivery(
                kind=REPORT_REPLY,
                recipient=person,
                dedup_key=f"report_reply:{reply.pk}:{person.pk}",
                payload={"report": report.pk, "reply": reply.pk},
                reason=(
                    f"You reported {report.reference}."
                    if person.pk == report.reporter_id
                    else f"You have to do with {report.reference} or its incident, or want to hear of every report."
                ),
            )
            for person in people
        ]
    )
