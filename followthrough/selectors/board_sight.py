"""The rows that a board counts."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from actions.due import OwnerDays
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from actions.selectors.owner_days import owner_days
from followthrough.models import Recurrence
from followthrough.querysets import RecurrenceQuerySet
from followthrough.selectors.board_scope import Scope
from postmortems.models import Postmortem
from postmortems.querysets import PostmortemQuerySet


@dataclass(frozen=True, slots=True)
class Sight:
    """The action items and postmortems of a scope that its reader may see, and which day it is for their owners.

    `recurrences` are those of the items that count.
    """

    items: ActionItemQuerySet
    postmortems: PostmortemQuerySet
    recurrences: RecurrenceQuerySet
    days: OwnerDays


def sight(reader: User, scope: Scope) -> Sight:
    """What a reader's board sees of a scope today, in one query.

    An action item without a team belongs to its owner's teams. Postmortems of drills stay out; the others belong to a
    team by their author, or by a service of their incident.
    """
    items = ActionItem.objects.visible_to(reader).accepted()
    postmortems = Postmortem.objects.visible_to(reader).without_drills()
    if scope.teams is not None:
        items, postmortems = items.of_teams(scope.teams), postmortems.of_teams(scope.teams)
    if scope.levels:
        levels: dict[str, Any] = {"incident__severity__level__range": scope.levels}
        items, postmortems = items.filter(**levels), postmortems.filter(**levels)
    recurrences = Recurrence.objects.visible_to(reader).counting().filter(item__in=items)
    return Sight(items, postmortems, recurrences, owner_days(reader))
