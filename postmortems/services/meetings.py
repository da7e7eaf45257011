"""The review meeting of a postmortem: set, moved, cancelled; those who are asked to it hear of each by mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.querysets import UserQuerySet
from core.clock import now
from core.errors import Conflict, DomainError
from incidents.models import Incident
from incidents.querysets import people_seeing
from incidents.selectors.zones import incident_zone
from notifications.services import NewDelivery, queue_deliveries
from postmortems.models import Postmortem, PostmortemEvent
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem

MEETING_SET, MEETING_CANCELLED = "review_meeting", "review_meeting_cancelled"
SHORTEST, LONGEST = 5, 480  # minutes
MAX_PLACE = Postmortem._meta.get_field("meeting_place").max_length or 0
COLUMNS = ["meeting_at", "meeting_minutes", "meeting_place", "meeting_changes"]


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """When a meeting begins, how long it takes, and where: a room, or a link."""

    at: datetime
    minutes: int
    place: str = ""


class MeetingMoved(Conflict):
    """Somebody set, moved or cancelled it since it was shown; nothing was stored."""

    def __init__(self, present: Postmortem) -> None:
        stands = f"It is now {told(present)}." if present.meeting_at else "It is cancelled now."
        super().__init__(f"Somebody else changed the meeting meanwhile. {stands} Save again to set it as you typed it.")
        self.present = present


def told(postmortem: Postmortem) -> str:
    """`13 May 2026 15:00 EAT, 60 minutes, Room 4`."""
    if postmortem.meeting_at is None:
        return "no meeting"
    when = incident_zone(postmortem.incident).dated(postmortem.meeting_at)
    place = f", {postmortem.meeting_place}" if postmortem.meeting_place else ""
    return f"{when}, {postmortem.meeting_minutes} minutes{place}"


@transaction.atomic
def set_meeting(*, postmortem: Postmortem, actor: User, plan: MeetingPlan, seen: int) -> Postmortem:
    """Sets or moves the meeting and tells those who are asked to it. The same plan twice is stored once.

    `seen` is the number of changes that the form showed. Raises MeetingMoved when there were more since, and
    DomainError for a time in the past.
    """
    locked = lock_postmortem(postmortem)
    plan, incident = _checked(plan), locked.incident
    if (locked.meeting_at, locked.meeting_minutes, locked.meeting_place) == (plan.at, plan.minutes, plan.place):
        return locked
    if seen != locked.meeting_changes:
        raise MeetingMoved(locked)
    if plan.at != locked.meeting_at and plan.at <= now():
        raise DomainError("This is in the past. Give a time that is still to come.", field="time")
    before = told(locked) if locked.meeting_at else ""
    locked.meeting_at, locked.meeting_minutes, locked.meeting_place = plan.at, plan.minutes, plan.place
    locked.meeting_changes += 1
    locked.save(update_fields=COLUMNS)
    note_event(postmortem=locked, actor=actor, what="Review meeting", before=before, after=told(locked))
    tell_meeting(postmortem=locked, incident=incident, actor=actor, people=asked_to_meeting(locked, incident))
    return locked


@transaction.atomic
def cancel_meeting(*, postmortem: Postmortem, actor: User) -> Postmortem:
    """There is no meeting any more; those who were asked to it are told. Twice is once."""
    locked = lock_postmortem(postmortem)
    if locked.meeting_at is None:
        return locked
    before, is_ahead = told(locked), locked.meeting_at > now()
    locked.meeting_at, locked.meeting_place = None, ""
    locked.meeting_changes += 1
    locked.save(update_fields=COLUMNS)
    event = note_event(postmortem=locked, actor=actor, what="Review meeting cancelled", before=before)
    if is_ahead:
        _tell_cancelled(locked, locked.incident, actor, event)
    return locked


def asked_to_meeting(postmortem: Postmortem, incident: Incident) -> UserQuerySet:
    """The author, the facilitator and the reviewers; only those who may see the incident."""
    asked = Q(pk__in=[postmortem.owner_id, postmortem.facilitator_id]) | Q(
        pk__in=postmortem.reviewers.asked().values("person")
    )
    return people_seeing(incident).responders().filter(asked).order_by("name", "pk")


def tell_meeting(*, postmortem: Postmortem, incident: Incident, actor: User, people: Iterable[User]) -> None:
    """Tells people of a meeting that is still to come, once a change of it; not who set it."""
    if postmortem.meeting_at is None or postmortem.meeting_at <= now():
        return
    changes = postmortem.meeting_changes
    queue_deliveries(
        [
            NewDelivery(
                kind=MEETING_SET,
                recipient=person,
                dedup_key=f"{MEETING_SET}:{postmortem.pk}:{changes}:{person.pk}",
                payload={"incident": incident.pk, "postmortem": postmortem.pk, "changes": changes, "by": actor.pk},
                reason=f"You are author, facilitator or reviewer of the postmortem of {incident.reference}.",
            )
            for person in people
            if person != actor
        ]
    )


def _tell_cancelled(postmortem: Postmortem, incident: Incident, actor: User, event: PostmortemEvent) -> None:
    queue_deliveries(
        [
            NewDelivery(
                kind=MEETING_CANCELLED,
                recipient=person,
                dedup_key=f"{MEETING_CANCELLED}:{event.pk}:{person.pk}",
                payload={"incident": incident.pk, "postmortem": postmortem.pk, "event": event.pk, "by": actor.pk},
                reason=f"You are author, facilitator or reviewer of the postmortem of {incident.reference}.",
            )
            for person in asked_to_meeting(postmortem, incident)
            if person != actor
        ]
    )


def _checked(plan: MeetingPlan) -> MeetingPlan:
    place = " ".join(plan.place.split())
    if not SHORTEST <= plan.minutes <= LONGEST:
        raise DomainError(f"A meeting takes {SHORTEST} to {LONGEST} minutes.", field="minutes")
    if len(place) > MAX_PLACE:
        raise DomainError(f"At most {MAX_PLACE} characters.", field="place")
    return MeetingPlan(plan.at, plan.minutes, place)
