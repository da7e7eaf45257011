"""Messages to reviewers: that their sign-off is asked for, and that the postmortem changed since they gave it.

And one to author and facilitator: what a reviewer answered.
"""

from collections.abc import Mapping

from django.urls import reverse

from accounts.models import User
from core.addresses import absolute
from incidents.deliveries.messages import Context, Deliveries, IncidentMessage, Obsolete, in_payloads, register_message
from incidents.models import Incident
from notifications.models import Delivery
from postmortems.enums import REVIEWED, Decision
from postmortems.models import Postmortem, PostmortemEvent, Reviewer, SignOff
from postmortems.services.review_notices import REVIEW_ANSWERED, REVIEW_ASKED, REVIEW_CHANGED

NOT_IN_REVIEW = "The postmortem is no longer in review."
NO_REVIEWER = "They are no longer asked to review it."
ANSWERED = {Decision.APPROVED: "approved", Decision.CHANGES_ASKED: "asks for changes in"}


def _in_review(deliveries: Deliveries) -> set[int]:
    """Numbers of the incidents whose postmortem can be signed off."""
    rows = Postmortem.objects.filter(incident__in=in_payloads(deliveries, "incident"), status__in=REVIEWED)
    return set(rows.values_list("incident", flat=True))


def _asked_obsolete(deliveries: Deliveries) -> Obsolete:
    reviewed = _in_review(deliveries)
    rows = Reviewer.objects.asked().filter(postmortem__in=in_payloads(deliveries, "postmortem"))
    asked = {(row.postmortem_id, row.person_id): row.pk for row in rows}
    began = PostmortemEvent.objects.in_bulk(in_payloads(deliveries, "event"))
    answers = SignOff.objects.filter(reviewer__in=asked.values()).order_by("pk")
    signed = {sign_off.reviewer_id: sign_off for sign_off in answers}

    def reason(delivery: Delivery, incident: Incident) -> str:
        reviewer = asked.get((delivery.payload["postmortem"], delivery.recipient_id or 0))
        if incident.pk not in reviewed:
            return NOT_IN_REVIEW
        if reviewer is None:
            return NO_REVIEWER
        event, answer = began.get(delivery.payload["event"]), signed.get(reviewer)
        return "They have answered already." if event and answer and answer.at > event.at else ""

    return reason


def _asked_context(deliveries: Deliveries) -> Mapping[int, Context]:
    by = User.objects.in_bulk(in_payloads(deliveries, "by"))
    rows = Postmortem.objects.select_related("owner").in_bulk(in_payloads(deliveries, "postmortem"))
    return {
        delivery.pk: {
            "by": by.get(delivery.payload["by"]),
            "author": postmortem.owner,
            "due_on": postmortem.due_on,
            "link": absolute(f"{postmortem.get_absolute_url()}#review"),
        }
        for delivery in deliveries
        if (postmortem := rows.get(delivery.payload["postmortem"])) is not None
    }


def _signed(deliveries: Deliveries) -> dict[int, SignOff]:
    rows = SignOff.objects.select_related("reviewer__person", "version").defer("version__content")
    return rows.in_bulk(in_payloads(deliveries, "sign_off"))


def _newest_of(signed: Mapping[int, SignOff]) -> dict[int, int]:
    """The newest sign-off of each of their reviewers."""
    answers = SignOff.objects.filter(reviewer__in=[each.reviewer_id for each in signed.values()])
    return dict(answers.order_by("pk").values_list("reviewer", "pk"))


def _changed_obsolete(deliveries: Deliveries) -> Obsolete:
    reviewed, signed = _in_review(deliveries), _signed(deliveries)
    newest = _newest_of(signed)

    def reason(delivery: Delivery, incident: Incident) -> str:
        sign_off = signed.get(delivery.payload["sign_off"])
        if incident.pk not in reviewed:
            return NOT_IN_REVIEW
        if sign_off is None or sign_off.reviewer.removed_at is not None:
            return NO_REVIEWER
        return "" if newest[sign_off.reviewer_id] == sign_off.pk else "They have answered again already."

    return reason


def _signed_context(deliveries: Deliveries) -> Mapping[int, Context]:
    signed = _signed(deliveries)
    return {
        delivery.pk: {
            "sign_off": sign_off,
            "answered": ANSWERED[Decision(sign_off.decision)],
            "link": absolute(reverse("postmortem_review", args=[delivery.payload["incident"]])),
        }
        for delivery in deliveries
        if (sign_off := signed.get(delivery.payload["sign_off"])) is not None
    }


def _answered_obsolete(deliveries: Deliveries) -> Obsolete:
    signed = _signed(deliveries)
    newest = _newest_of(signed)
    people = Postmortem.objects.filter(incident__in=in_payloads(deliveries, "incident"))
    parts = {incident: part for incident, *part in people.values_list("incident", "owner", "facilitator")}

    def reason(delivery: Delivery, incident: Incident) -> str:
        sign_off = signed.get(delivery.payload["sign_off"])
        if delivery.recipient_id not in parts.get(incident.pk, ()):
            return "They are no longer its author or facilitator."
        if sign_off is None or newest[sign_off.reviewer_id] != sign_off.pk:
            return "The reviewer has answered again already."
        return ""

    return reason


register_message(
    IncidentMessage(
        REVIEW_ASKED, "Review of a postmortem", "review_asked", _asked_context, _asked_obsolete, app="postmortems"
    )
)
register_message(
    IncidentMessage(
        REVIEW_CHANGED,
        "Postmortem changed since the sign-off",
        "review_changed",
        _signed_context,
        _changed_obsolete,
        app="postmortems",
    )
)
register_message(
    IncidentMessage(
        REVIEW_ANSWERED,
        "Answer of a reviewer",
        "review_answered",
        _signed_context,
        _answered_obsolete,
        app="postmortems",
    )
)
