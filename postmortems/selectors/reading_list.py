"""Published postmortems that concern a person and that they have not opened yet."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from incidents.models import Follower, Incident, RoleAssignment, Task, TimelineEntry
from postmortems.enums import WRITTEN, PostmortemStatus
from postmortems.models import Postmortem, Reading, Reviewer, SectionRevision
from postmortems.querysets import PostmortemQuerySet


def to_read(person: User) -> PostmortemQuerySet:
    """Of services of the person's teams, of incidents they took part in or follow; the newest first, without drills.

    `took_part` and `is_followed` say why.
    """
    published = (
        Postmortem.objects.visible_to(person)
        .without_drills()
        .filter(status=PostmortemStatus.PUBLISHED, is_imported=False)
    )
    unread = published.filter(~Exists(Reading.objects.filter(postmortem=OuterRef("pk"), reader=person)))
    follows = Follower.objects.filter(incident=OuterRef("incident"), person=person)
    concerned = unread.alias(of_team=_of_team(person)).annotate(
        took_part=_took_part(person), is_followed=Exists(follows)
    )
    found: PostmortemQuerySet = concerned.filter(Q(took_part=True) | Q(is_followed=True) | Q(of_team=True))
    return found.order_by("-published_at", "-pk")


def _of_team(person: User) -> Exists:
    touched: Any = Incident.services.through.objects
    return Exists(touched.filter(incident=OuterRef("incident"), service__team__memberships__user=person))


def _took_part(person: User) -> Any:
    """As `services.notices.participants` says it of one postmortem."""
    of_incident = {"incident": OuterRef("incident")}
    wrote = SectionRevision.objects.filter(author=person, section__postmortem=OuterRef("pk"), origin__in=WRITTEN)
    return (
        Q(Exists(RoleAssignment.objects.filter(person=person, **of_incident)))
        | Q(Exists(Task.objects.filter(person=person, **of_incident)))
        | Q(Exists(TimelineEntry.objects.told().filter(author=person, **of_incident)))
        | Q(Exists(wrote))
        | Q(Exists(Reviewer.objects.asked().filter(person=person, postmortem=OuterRef("pk"))))
        | Q(owner=person)
        | Q(facilitator=person)
    )
