"""What the incident page shows of its postmortem: its state at the side, and the button that comes next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.permissions import sight_of
from actions.due import OwnerDays
from core.clock import now
from core.compiled_once import compiled_once
from incidents.models import Incident
from incidents.registries.panels import Place
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, Waiver
from postmortems.permissions import can_open_postmortem, can_waive_postmortem
from postmortems.selectors.matching import match_of, rule_of, waiver_of
from postmortems.selectors.postmortem_list import days_late


@dataclass(frozen=True, slots=True)
class IncidentPanel:
    """State of the postmortem (None: not opened). `days_late` is 0 when it is not late.

    `rule` says why one is required, or why none is.
    """

    postmortem: Postmortem | None
    of_duplicates: list[Postmortem]
    days_late: int
    rule: str
    can_open: bool
    waiver: Waiver | None
    can_waive: bool
    is_waivable: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """The words of the button, until when it should be done, and where it leads."""

    label: str
    due_on: date | None
    address: str


def panels_of_incident(incident: Incident, viewer: User) -> dict[str, object]:
    """Both, with what duplicates published; one query for most incidents."""
    postmortems: list[Postmortem] = _read(sight_of(viewer), viewer=viewer.pk, number=incident.pk)
    own = next((each for each in postmortems if each.incident_id == incident.pk), None)
    others = [each for each in postmortems if each != own and each.status == PostmortemStatus.PUBLISHED]
    return {Place.NEXT: _next_step(incident, own), Place.SIDE: _side(incident, viewer, own, others)}


@compiled_once
def _read(role: str, *, viewer: Any, number: Any) -> "QuerySet[Postmortem]":
    found = Incident.objects.visible_as(role, viewer).with_duplicates_of(number)
    return Postmortem.objects.filter(incident__in=found).select_related("owner")


def _side(incident: Incident, viewer: User, own: Postmortem | None, others: list[Postmortem]) -> IncidentPanel:
    """Days are counted where the author is, else where the viewer is."""
    author = own.owner if own else None
    days = OwnerDays.at(now(), reader=viewer.zone, zones={author.zone} if author else ())
    return IncidentPanel(
        postmortem=own,
        of_duplicates=others,
        days_late=days_late(own, days) if own else 0,
        rule="" if own else _rule(incident),
        can_open=can_open_postmortem(viewer, incident),
        waiver=waiver_of(incident),
        can_waive=can_waive_postmortem(viewer, incident),
        is_waivable=incident.postmortem_required and not (own and own.status == PostmortemStatus.PUBLISHED),
    )


def _rule(incident: Incident) -> str:
    """Why one is required, or why none is: what the incident is, else the rule of its template or severity."""
    rule = rule_of(incident, None)
    if rule.required != incident.postmortem_required:  # else what the severity says is true, whatever a template adds
        rule = rule_of(incident, match_of(incident).template)
    if incident.postmortem_required:
        return f"{rule.why[:1].upper()}{rule.why[1:]}" if rule.required else ""
    if not rule.required:
        return rule.why
    if incident.is_past:
        return "the incident was recorded afterwards, without asking for one"
    who = rule.why.removesuffix(" requires")
    return f"{who} did not require one then; its rule was changed since"


def _next_step(incident: Incident, own: Postmortem | None) -> NextStep | None:
    """Write or review it; None while the incident is open, and without an unpublished postmortem."""
    if incident.is_open or incident.is_merged or own is None:
        return None
    if own.status == PostmortemStatus.IN_REVIEW:
        return NextStep("Review the postmortem", own.due_on, own.get_absolute_url())
    if own.status == PostmortemStatus.DRAFT:
        return NextStep("Write the postmortem", own.due_on, reverse("postmortem_edit", args=[incident.pk]))
    return None
