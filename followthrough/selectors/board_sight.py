"""What a board sees: the rows its numbers are made of, for boards of one role, one scope and one day."""

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

KEPT = 64  # how many sights the SQL of a read is kept for


@dataclass(frozen=True, slots=True)
class Sight:
    """All that decides the SQL of a board but who reads it and when. `teams` of None is the company.

    Boards of one sight share their SQL, so nothing here may be one reader's own: their key is given to each read.
    """

    role: str
    teams: tuple[int, ...] | None
    days: OwnerDays

    def items(self, reader: int) -> ActionItemQuerySet:
        """The action items of the scope that a reader may see."""
        seen = ActionItem.objects.visible_to(self._person(reader))
        return seen if self.teams is None else seen.filter(team__in=self.teams)

    def postmortems(self, reader: int) -> PostmortemQuerySet:
        """Postmortems that a reader may see: of authors in a team of the scope, or of incidents at its services."""
        seen = Postmortem.objects.visible_to(self._person(reader))
        if self.teams is None:
            return seen
        members = TeamMembership.objects.filter(team__in=self.teams).values("user")
        services = Incident.services.through.objects.filter(service__team__in=self.teams)
        return seen.filter(Q(owner__in=members) | Q(Exists(services.filter(incident=OuterRef("incident")))))

    def _person(self, reader: int) -> User:
        return User(pk=reader, role=self.role)


def sight(reader: User, scope: Scope) -> Sight:
    """What a reader's board sees of a scope today, in one query."""
    return Sight(reader.role, None if scope.teams is None else tuple(scope.teams), owner_days(reader))
