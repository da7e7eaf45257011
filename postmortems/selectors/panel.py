"""What the incident page shows of its postmortem."""

from dataclasses import dataclass

from accounts.models import User
from core.clock import today
from incidents.models import Incident
from postmortems.enums import ActionStatus, PostmortemStatus
from postmortems.models import ActionItem, Postmortem


@dataclass(frozen=True, slots=True)
class Panel:
    """State of the postmortem (None: not opened) and of the action items. `days_late` is 0 when it is not late."""

    incident: Incident
    postmortem: Postmortem | None
    days_late: int
    actions: int
    actions_done: int
    actions_overdue: int


def panel(incident: Incident, viewer: User) -> Panel:
    """In two queries. Days are counted where the author or owner is, else where the viewer is."""
    postmortem = Postmortem.objects.filter(incident=incident).select_related("owner").first()
    items = list(
        ActionItem.objects.filter(incident=incident).select_related("owner").only("status", "due_on", "owner__zone")
    )
    return Panel(
        incident=incident,
        postmortem=postmortem,
        days_late=_days_late(postmortem, viewer),
        actions=len(items),
        actions_done=sum(item.status == ActionStatus.DONE for item in items),
        actions_overdue=sum(_is_overdue(item, viewer) for item in items),
    )


def _days_late(postmortem: Postmortem | None, viewer: User) -> int:
    if postmortem is None or postmortem.due_on is None or postmortem.status == PostmortemStatus.PUBLISHED:
        return 0
    return max(0, (today((postmortem.owner or viewer).zone) - postmortem.due_on).days)


def _is_overdue(item: ActionItem, viewer: User) -> bool:
    return bool(item.is_unfinished and item.due_on and item.due_on < today((item.owner or viewer).zone))
