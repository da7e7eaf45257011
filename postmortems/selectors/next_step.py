"""What there is to do for the postmortem once its incident is over: the first button of the incident's page."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem


@dataclass(frozen=True, slots=True)
class NextStep:
    """The words of the button, until when it should be done, and where it leads."""

    label: str
    due_on: date | None
    address: str


def next_step(incident: Incident, viewer: User) -> NextStep | None:
    """Write or review it, in one query; None while the incident is open, and without an unpublished postmortem."""
    if incident.is_open or incident.is_merged or incident.postmortem_published_at is not None:
        return None
    unpublished = Postmortem.objects.filter(incident=incident).visible_to(viewer).unpublished()
    found = unpublished.only("status", "due_on", "incident").first()
    if found is None:
        return None
    if found.status == PostmortemStatus.IN_REVIEW:
        return NextStep("Review the postmortem", found.due_on, found.get_absolute_url())
    return NextStep("Write the postmortem", found.due_on, reverse("postmortem_edit", args=[incident.pk]))
