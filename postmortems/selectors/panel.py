"""What the incident page shows of its postmortem."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from core.clock import today
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem

DONE = (PostmortemStatus.PUBLISHED, PostmortemStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Panel:
    """State of the postmortem (None: not opened) and of the action items. `days_late` is 0 when it is not late."""

    incident: Incident
    postmortem: Postmortem | None
    of_duplicates: list[Postmortem]
    days_late: int
    actions: int
    actions_done: int
    actions_overdue: int


def panel(incident: Incident, viewer: User) -> Panel:
    """In two queries, with what duplicates brought. Days are counted where the author or owner is, else the viewer."""
    ours = Q(incident=incident) | Q(incident__duplicate_of=incident)
    found = list(Postmortem.objects.visible_to(viewer).filter(ours).select_related("owner", "incident"))
    postmortem = next((each for each in found if each.incident_id == incident.pk), None)
    items = list(
        ActionItem.objects.visible_to(viewer)
        .filter(ours)
        .select_related("owner")
        .only("status", "due_on", "owner__zone")
    )
    return Panel(
        incident=incident,
        postmortem=postmortem,
        of_duplicates=[each for each in found if each != postmortem and each.status == PostmortemStatus.PUBLISHED],
        days_late=_days_late(postmortem, viewer),
        actions=len(items),
        actions_done=sum(item.status == ActionStatus.DONE for item in items),
        actions_overdue=sum(_is_overdue(item, viewer) for item in items),
    )


def _days_late(postmortem: Postmortem | None, viewer: User) -> int:
    if postmortem is None or postmortem.due_on is None or postmortem.status in DONE:
        return 0
    return max(0, (today((postmortem.owner or viewer).zone) - postmortem.due_on).days)


def _is_overdue(item: ActionItem, viewer: User) -> bool:
    return bool(item.is_unfinished and item.due_on and item.due_on < today((item.owner or viewer).zone))
