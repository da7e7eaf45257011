"""Messages about postmortems: deliveries, written in the transaction of their cause."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from accounts.querysets import UserQuerySet
from incidents.models import Follower, Incident
from incidents.querysets import people_seeing
from notifications.services import NewDelivery, queue_deliveries
from postmortems.enums import WRITTEN
from postmortems.models import Postmortem, PostmortemEvent, Section, SectionRevision

PUBLISHED, NAMED = "postmortem_published", "named_in_section"


def tell_published(*, postmortem: Postmortem, incident: Incident, actor: User, event: PostmortemEvent) -> None:
    """Tells those who took part and those who follow, once a publication; of an incident recorded afterwards nobody."""
    if incident.is_past:
        return
    took_part = set(participants(postmortem, incident).values_list("pk", flat=True))
    queue_deliveries(
        [
            NewDelivery(
                kind=PUBLISHED,
                recipient=person,
                dedup_key=f"published:{event.pk}:{person.pk}",
                payload={"incident": incident.pk, "by": actor.pk},
                reason=f"You took part in {incident.reference} or its postmortem."
                if person.pk in took_part
                else f"You follow {incident.reference}.",
            )
            for person in told_of_publication(postmortem, incident).exclude(pk=actor.pk).order_by("pk")
        ]
    )


def told_of_publication(postmortem: Postmortem, incident: Incident) -> UserQuerySet:
    """Those who took part, and those who follow the incident; only those who may see it."""
    followers = Follower.objects.of(incident).values("person")
    took_part = participants(postmortem, incident).values("pk")
    return people_seeing(incident).responders().filter(Q(pk__in=took_part) | Q(pk__in=followers))


def participants(postmortem: Postmortem, incident: Incident) -> UserQuerySet:
    """Who had a role or a task, wrote an entry or a section, is author, facilitator or reviewer; if they may see it."""
    wrote = SectionRevision.objects.filter(section__postmortem=postmortem, origin__in=WRITTEN)
    took_part = (
        Q(pk__in=[postmortem.owner_id, postmortem.facilitator_id])
        | Q(pk__in=incident.role_assignments.values("person"))
        | Q(pk__in=incident.tasks.filter(person__isnull=False).values("person"))
        | Q(pk__in=incident.entries.told().values("author"))
        | Q(pk__in=wrote.values("author"))
        | Q(pk__in=postmortem.reviewers.asked().values("person"))
    )
    return people_seeing(incident).responders().filter(took_part)


def tell_named(*, section: Section, actor: User, people: Iterable[User]) -> None:
    """Tells people that a section calls them by @name, once a section; nobody is told what they wrote themselves."""
    incident = section.postmortem.incident
    queue_deliveries(
        [
            NewDelivery(
                kind=NAMED,
                recipient=person,
                dedup_key=f"named_in_section:{section.pk}:{person.pk}",
                payload={"incident": incident.pk, "section": section.pk, "by": actor.pk},
                reason=f"{actor.name} mentioned you in the postmortem of {incident.reference}.",
            )
            for person in people
            if person != actor
        ]
    )
