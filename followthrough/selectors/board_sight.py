"""The rows that a board counts."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import TeamMembership, User
from actions.due import OwnerDays
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from actions.selectors.owner_days import owner_days
from followthrough.selectors.board_scope import Scope
from incidents.models import Incident
from postmortems.models import Postmortem
from postmortems.querysets import PostmortemQuerySet


@dataclass(frozen=True, slots=True)
class Sight:
    """The action items and postmortems of a scope that its reader may see, and which day it is for their owners."""

    items: ActionItemQuerySet
    postmortems: PostmortemQuerySet
    days: OwnerDays


def sight(reader: User, scope: Scope) -> Sight:
    """What a reader's board sees of a scope today, in one query.

    Postmortems of drills stay out. The others belong to a team by their author, or by a service of their incident.
    """
    items, postmortems = ActionItem.objects.visible_to(reader), Postmortem.objects.visible_to(reader).without_drills()
    if scope.teams is not None:
        items = items.filter(team__in=scope.teams)
        members = TeamMembership.objects.filter(team__in=scope.teams).values("user")
        services = Incident.services.through.objects.filter(service__team__in=scope.teams)
        postmortems = postmortems.filter(
            Q(owner__in=members) | Q(Exists(services.filter(incident=OuterRef("incident"))))
        )
    return Sight(items, postmortems, owner_days(reader))
