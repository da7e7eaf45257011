"""What managers see first: customers who should have heard from us, and overdue action items of their teams."""

from dataclasses import dataclass

from django.http import QueryDict

from accounts.models import User
from actions.selectors.listing import ActionRow, action_row, for_list
from core.clock import now
from core.durations import humanize, to_the_minute
from followthrough.selectors.board_scope import scope_for
from followthrough.selectors.board_sight import sight
from incidents.models import Incident

SHOWN = 5


@dataclass(frozen=True, slots=True)
class LateUpdate:
    """An open incident whose customers wait for words, and how long they are late."""

    incident: Incident
    by: str


@dataclass(frozen=True, slots=True)
class Late:
    """All that is late; `items` are those of `whose` teams, the longest overdue first, `rows` their address."""

    updates: list[LateUpdate]
    items: list[ActionRow]
    more: bool
    whose: str
    rows: str

    @property
    def private(self) -> list[int]:
        """The private incidents whose words it shows."""
        updates = [update.incident.pk for update in self.updates if update.incident.is_private]
        return updates + [row.incident_number for row in self.items if row.is_private]


def what_is_late(manager: User) -> Late | None:
    """None when nothing is. The teams are those of the board: the manager's own, or the company."""
    scope = scope_for(manager, QueryDict())
    updates = [
        LateUpdate(incident, humanize(to_the_minute(now() - incident.update_due_at)))
        for incident in Incident.objects.visible_to(manager).update_overdue(now()).order_by("update_due_at")[:SHOWN]
        if incident.update_due_at
    ]
    if scope is None:
        return None
    seen = sight(manager, scope)
    items = list(for_list(seen.items.overdue_for(seen.days).order_by("due_on", "id"))[: SHOWN + 1])
    rows = [action_row(item, seen.days) for item in items[:SHOWN]]
    late = Late(updates, rows, len(items) > SHOWN, scope.name.strip(), scope.rows(due="overdue"))
    return late if updates or rows else None
