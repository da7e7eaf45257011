"""Recording an incident that is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.models import Severity
from core.clock import now
from core.errors import DomainError
from incidents.enums import EntryKind, Milestone, Status
from incidents.models import Incident
from incidents.services.creating import IncidentDetails, create_incident, write_declared_entry, write_milestone_entry
from incidents.services.details import IMPACT, check_names
from incidents.services.past_entries import PastEntry, write_past_entries
from incidents.services.writing import NewEntry, announce_change, derive, write_entry


@dataclass(frozen=True, slots=True)
class PastHistory:
    """How a past incident went: its milestones as far as known, where it ended, what happened in a few words.

    `impact` holds columns of `details.IMPACT`. `entries` is its timeline, where somebody wrote one; `declared_at` when
    it became known (None: now); `recorded_from` names the file that all of it was read in.
    """

    status: Status
    milestones: Mapping[Milestone, datetime] = field(default_factory=dict)
    about: frozenset[Milestone] = frozenset()
    wants_postmortem: bool = False
    story: str = ""
    impact: Mapping[str, Any] = field(default_factory=dict)
    entries: tuple[PastEntry, ...] = ()
    declared_at: datetime | None = None
    recorded_from: str = ""


@transaction.atomic
def record_past_incident(*, actor: User, details: IncidentDetails, history: PastHistory, client_uuid: UUID) -> Incident:
    """Records an incident that is over, with all its milestones at once; nobody is notified.

    Raises DomainError as `declare_incident` does, when a milestone lies in the future, when the incident is said to be
    over before it began, and when it is said to be closed while its postmortem is still to be written.
    """
    _check_history(details, history)
    severity = Severity.objects.get(level=details.level)
    incident, is_new = create_incident(
        actor, details, client_uuid, severity=severity, status=history.status, is_past=True
    )
    if not is_new:
        return incident
    incident.postmortem_required = history.wants_postmortem
    check_names(history.impact, IMPACT)
    for column, value in history.impact.items():
        setattr(incident, column, value)
    incident.declared_at = history.declared_at or incident.declared_at
    incident.save(update_fields=["postmortem_required", "declared_at", *history.impact])
    instants = dict(history.milestones)
    if details.impact_started_at is not None:
        instants.setdefault(Milestone.IMPACT_STARTED, details.impact_started_at)
    for milestone, at in sorted(instants.items(), key=lambda pair: pair[1]):
        write_milestone_entry(incident, actor, milestone, at, is_about=milestone in history.about)
    if history.story.strip():
        first = min(instants.values(), default=incident.declared_at)
        write_entry(incident, NewEntry(text=history.story, happened_at=first), actor=actor)
    write_past_entries(incident, history.entries, actor=actor)
    words = f"{actor.name} imported this past incident from {history.recorded_from}."
    if not history.recorded_from:
        words = f"{actor.name} recorded this past incident."
    write_declared_entry(incident, actor, details, words, now(), {"past": True})
    derive(incident)
    announce_change(incident, actor=actor, change=EntryKind.DECLARED)
    return incident


def _check_history(details: IncidentDetails, history: PastHistory) -> None:
    present = now()
    late = [milestone.label.lower() for milestone, at in history.milestones.items() if at > present]
    late += ["an entry of the timeline"] * any(entry.happened_at > present for entry in history.entries)
    if late:
        raise DomainError(f"These times are in the future: {', '.join(late)}. Nothing was stored.")
    began = history.milestones.get(Milestone.IMPACT_STARTED) or details.impact_started_at
    ended = history.milestones.get(Milestone.RESOLVED)
    if began is not None and ended is not None and ended < began:
        raise DomainError("“Resolved” is before “impact started”. Check the two times.", field="resolved")
    if history.status == Status.CLOSED and history.wants_postmortem:
        raise DomainError(
            "An incident is closed only after its postmortem is published. Record it as resolved.", field="status"
        )
