"""What a board sees: the rows its numbers are made of."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import TeamMembership, User
from actions.days import OwnerDays
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from actions.selectors.days import owner_days
from followthrough.selectors.board_scope import Scope
from incidents.models import Incident
from postmortems.models import Postmortem
from postmortems.querysets import PostmortemQuerySet


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose items a board counts, for whom, and which day it is for their owners. `teams` of None is the company."""

    reader: User
    teams: tuple[int, ...] | None
    days: OwnerDays

    def items(self) -> ActionItemQuerySet:
        """The action items of the scope that the reader may see."""
        seen = ActionItem.objects.visible_to(self.reader)
        return seen if self.teams is None else seen.filter(team__in=self.teams)

    def postmortems(self) -> PostmortemQuerySet:
        """Postmortems that the reader may see: of authors in a team of the scope, or of incidents at its services."""
        seen = Postmortem.objects.visible_to(self.reader)
        if self.teams is None:
            return seen
        members = TeamMembership.objects.filter(team__in=self.teams).values("user")
        services = Incident.services.through.objects.filter(service__team__in=self.teams)
        return seen.filter(Q(owner__in=members) | Q(Exists(services.filter(incident=OuterRef("incident")))))


def sight(reader: User, scope: Scope) -> Sight:
    """What a reader's board sees of a scope today, in one query."""
    return Sight(reader, None if scope.teams is None else tuple(scope.teams), owner_days(reader))
