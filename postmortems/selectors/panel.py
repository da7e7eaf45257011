"""What the incident page shows of its postmortem."""

from dataclasses import dataclass

from accounts.models import User
from actions.due import OwnerDays
from catalogue.enums import Level
from core.clock import now
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.permissions import can_open_postmortem
from postmortems.selectors.postmortem_list import days_late

READ = ("status", "due_on", "published_at", "incident__id", "owner__name", "owner__zone")


@dataclass(frozen=True, slots=True)
class IncidentPanel:
    """State of the postmortem (None: not opened). `days_late` is 0 when it is not late."""

    postmortem: Postmortem | None
    of_duplicates: list[Postmortem]
    days_late: int
    severity: str
    can_open: bool


def incident_panel(incident: Incident, viewer: User) -> IncidentPanel:
    """In one query, with what duplicates published. Days are counted where the author is, else where the viewer is."""
    ours = Postmortem.objects.filter(incident__in=Incident.objects.with_duplicates_of(incident))
    found = list(ours.visible_to(viewer).select_related("owner", "incident").only(*READ))
    postmortem = next((each for each in found if each.incident_id == incident.pk), None)
    author = postmortem.owner if postmortem else None
    days = OwnerDays.at(now(), reader=viewer.zone, zones={author.zone} if author else ())
    return IncidentPanel(
        postmortem=postmortem,
        of_duplicates=[each for each in found if each != postmortem and each.status == PostmortemStatus.PUBLISHED],
        days_late=days_late(postmortem, days) if postmortem else 0,
        severity=Level(incident.severity_id).label,
        can_open=can_open_postmortem(viewer, incident),
    )
