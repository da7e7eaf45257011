"""What the incident page shows of its postmortem: its state at the side, and the button that comes next."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from actions.due import OwnerDays
from catalogue.enums import Level
from core.clock import now
from incidents.enums import Status
from incidents.models import Incident
from incidents.registries.panels import Place
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.permissions import can_open_postmortem
from postmortems.selectors.postmortem_list import days_late


@dataclass(frozen=True, slots=True)
class IncidentPanel:
    """State of the postmortem (None: not opened). `days_late` is 0 when it is not late."""

    postmortem: Postmortem | None
    of_duplicates: list[Postmortem]
    days_late: int
    severity: str
    why_none: str
    can_open: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """The words of the button, until when it should be done, and where it leads."""

    label: str
    due_on: date | None
    address: str


def panels_of_incident(incident: Incident, viewer: User) -> dict[str, object]:
    """Both, in one query, with what duplicates published."""
    found = Incident.objects.visible_to(viewer).with_duplicates_of(incident)
    postmortems = list(Postmortem.objects.filter(incident__in=found).select_related("owner"))
    own = next((each for each in postmortems if each.incident_id == incident.pk), None)
    others = [each for each in postmortems if each != own and each.status == PostmortemStatus.PUBLISHED]
    return {Place.NEXT: _next_step(incident, own), Place.SIDE: _side(incident, viewer, own, others)}


def _side(incident: Incident, viewer: User, own: Postmortem | None, others: list[Postmortem]) -> IncidentPanel:
    """Days are counted where the author is, else where the viewer is."""
    author = own.owner if own else None
    days = OwnerDays.at(now(), reader=viewer.zone, zones={author.zone} if author else ())
    return IncidentPanel(
        postmortem=own,
        of_duplicates=others,
        days_late=days_late(own, days) if own else 0,
        severity=Level(incident.severity_id).label,
        why_none=_why_none(incident),
        can_open=can_open_postmortem(viewer, incident),
    )


def _why_none(incident: Incident) -> str:
    """Why no postmortem is required: what the incident is, else the rule of its severity."""
    if incident.is_drill:
        return "a drill does not require one"
    if incident.status == Status.CANCELLED:
        return "a cancelled incident does not require one"
    severity = Level(incident.severity_id).label
    if not incident.severity.postmortem_required:
        return f"{severity} does not require one"
    if incident.is_past:
        return "the incident was recorded afterwards, without asking for one"
    return f"{severity} did not require one then; its rule was changed since"


def _next_step(incident: Incident, own: Postmortem | None) -> NextStep | None:
    """Write or review it; None while the incident is open, and without an unpublished postmortem."""
    if incident.is_open or incident.is_merged or own is None:
        return None
    if own.status == PostmortemStatus.IN_REVIEW:
        return NextStep("Review the postmortem", own.due_on, own.get_absolute_url())
    if own.status == PostmortemStatus.DRAFT:
        return NextStep("Write the postmortem", own.due_on, reverse("postmortem_edit", args=[incident.pk]))
    return None
