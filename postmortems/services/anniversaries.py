"""One mail to the team a year after a postmortem was published: what became of its action items."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.querysets import UserQuerySet
from core.clock import now
from incidents.models import Incident
from incidents.querysets import people_seeing
from notifications.services import NewDelivery, queue_deliveries
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.schedule import LATEST, anniversary
from postmortems.services.notices import participants

ANNIVERSARY = "postmortem_anniversary"
A_YEAR = timedelta(days=363)  # less than any year in any zone; the exact morning is asked of `schedule`


def plan_anniversaries() -> int:
    """Writes the mails of postmortems whose first anniversary has come; returns of how many postmortems.

    Safe to call at any time, any number of times at once: once told, never again, also after a later publication.
    """
    present = now()
    due = Postmortem.objects.filter(
        status=PostmortemStatus.PUBLISHED,
        published_at__range=(present - A_YEAR - LATEST - timedelta(days=4), present - A_YEAR),
        anniversary_told_at__isnull=True,
        incident__is_past=False,
        incident__is_drill=False,
    )
    return sum(_tell(number) for number in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _tell(number: int) -> bool:
    """Tells the team of one postmortem, unless another planner does, or its morning has not come."""
    held = Postmortem.objects.select_for_update(of=("self",), skip_locked=True).select_related("incident")
    postmortem = held.filter(pk=number, anniversary_told_at__isnull=True, published_at__isnull=False).first()
    if postmortem is None or postmortem.published_at is None:
        return False
    incident = postmortem.incident
    at = anniversary(postmortem.published_at, incident.time_zone)
    if not at <= now() <= at + LATEST:
        return False
    queue_deliveries(
        [
            NewDelivery(
                kind=ANNIVERSARY,
                recipient=person,
                dedup_key=f"{ANNIVERSARY}:{postmortem.pk}:{person.pk}",
                payload={"incident": incident.pk},
                reason=f"You took part in {incident.reference}, or your team runs what it was about.",
            )
            for person in team_of(postmortem, incident).order_by("pk")
        ]
    )
    postmortem.anniversary_told_at = now()
    postmortem.save(update_fields=["anniversary_told_at"])
    return True


def team_of(postmortem: Postmortem, incident: Incident) -> UserQuerySet:
    """Who took part, and the members of the teams that own its services; only those who may see it."""
    took_part = participants(postmortem, incident).values("pk")
    of_team = incident.services.filter(team__isnull=False).values("team__memberships__user")
    return people_seeing(incident).responders().filter(Q(pk__in=took_part) | Q(pk__in=of_team))
