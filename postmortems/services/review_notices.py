"""Messages to reviewers, and about their answers: deliveries, written in the transaction of their cause."""

from collections.abc import Iterable

from accounts.models import User
from incidents.models import Incident
from notifications.services import NewDelivery, queue_deliveries
from postmortems.models import Postmortem, PostmortemEvent, SignOff

REVIEW_ASKED, REVIEW_CHANGED, REVIEW_ANSWERED = "review_asked", "review_changed", "review_answered"


def tell_review_asked(
    *, postmortem: Postmortem, incident: Incident, actor: User, event: PostmortemEvent, people: Iterable[User]
) -> None:
    """Tells reviewers that their sign-off is asked for; nobody is told what they did themselves."""
    queue_deliveries(
        [
            NewDelivery(
                kind=REVIEW_ASKED,
                recipient=person,
                dedup_key=f"{REVIEW_ASKED}:{event.pk}:{person.pk}",
                payload={"incident": incident.pk, "postmortem": postmortem.pk, "by": actor.pk, "event": event.pk},
                reason=f"You review the postmortem of {incident.reference}.",
            )
            for person in people
            if person != actor
        ]
    )


def tell_review_changed(*, incident: Incident, sign_offs: Iterable[SignOff]) -> None:
    """Tells those who signed a version that the postmortem says something else since, once a sign-off."""
    queue_deliveries(
        [
            NewDelivery(
                kind=REVIEW_CHANGED,
                recipient=sign_off.reviewer.person,
                dedup_key=f"{REVIEW_CHANGED}:{sign_off.pk}",
                payload={"incident": incident.pk, "sign_off": sign_off.pk},
                reason=f"You signed off the postmortem of {incident.reference}, which changed since.",
            )
            for sign_off in sign_offs
        ]
    )


def tell_review_answered(*, postmortem: Postmortem, sign_off: SignOff, actor: User) -> None:
    """Tells author and facilitator what a reviewer answered; nobody is told what they did themselves."""
    incident = postmortem.incident
    parts = {postmortem.facilitator: "facilitator", postmortem.owner: "author"}
    queue_deliveries(
        [
            NewDelivery(
                kind=REVIEW_ANSWERED,
                recipient=person,
                dedup_key=f"{REVIEW_ANSWERED}:{sign_off.pk}:{person.pk}",
                payload={"incident": incident.pk, "sign_off": sign_off.pk},
                reason=f"You are {part} of the postmortem of {incident.reference}.",
            )
            for person, part in parts.items()
            if person and person != actor
        ]
    )
