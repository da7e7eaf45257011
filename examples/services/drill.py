"""Loads the drill of the examples: an incident under way, told as if it had been logged in the last half hour."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from catalogue.enums import BuiltInRole
from catalogue.models import Service
from core.clock import now
from examples.company.shapes import Drill, DrillEntry
from incidents.models import Incident, StateRevision, Task
from incidents.services import (
    EntryDetails,
    IncidentDetails,
    RoleChange,
    TaskDetails,
    add_task,
    append_entry,
    assign_role,
    change_state,
    declare_incident,
    derive,
    edit_public_summary,
    finish_task,
    lock,
    update_due_after,
)


def load_drill(drill: Drill, people: Mapping[str, User]) -> Incident:
    """Declares it and goes on with it up to the present; nobody is told. Call inside a transaction."""
    loaded_at = now()
    incident = _declare(drill, people[drill.lead.lower()], loaded_at)
    steps = sorted(_steps(drill, incident, people, loaded_at), key=lambda step: step[0], reverse=True)
    for ago, play in steps:
        seen = lock(incident).seq
        play()
        move_back(incident, seen, loaded_at - timedelta(minutes=ago))
    _settle(drill, incident, loaded_at)
    incident.refresh_from_db()
    return incident


def _declare(drill: Drill, lead: User, loaded_at: datetime) -> Incident:
    declared_at = loaded_at - timedelta(minutes=drill.declared)
    incident = declare_incident(
        actor=lead,
        details=IncidentDetails(
            title=drill.title,
            level=drill.severity,
            zone=lead.zone,
            summary=drill.summary,
            services=tuple(Service.objects.filter(name__in=drill.services)),
            impact_started_at=loaded_at - timedelta(minutes=drill.began),
            impact_is_about=True,
            is_drill=True,
            lead=lead,
        ),
        client_uuid=uuid5(NAMESPACE_URL, f"debrief-example/{drill.key}"),
        quiet=True,
    )
    incident.is_example, incident.declared_at = True, declared_at
    incident.save(update_fields=["is_example", "declared_at"])
    move_back(incident, 0, declared_at)
    return incident


def _steps(
    drill: Drill, incident: Incident, people: Mapping[str, User], loaded_at: datetime
) -> list[tuple[int, Callable[[], object]]]:
    """What was done, with how many minutes ago. Whoever takes a role or a task takes it themselves."""
    lead, speaker, counts = (people[name.lower()] for name in (drill.lead, drill.communications, drill.task_for))
    role = BuiltInRole.COMMUNICATIONS
    return [
        *((entry.ago, _telling(entry, incident, people, loaded_at)) for entry in drill.entries),
        (
            drill.declared - 2,
            lambda: assign_role(incident=incident, actor=speaker, change=RoleChange(role=role, person=speaker)),
        ),
        (
            drill.updated + 2,
            lambda: add_task(incident=incident, actor=counts, details=TaskDetails(text=drill.task, person=counts)),
        ),
        (drill.updated, lambda: edit_public_summary(incident=incident, actor=speaker, text=drill.update)),
        (drill.updated, lambda: _finish(drill, incident, speaker)),
        (drill.stated, lambda: change_state(incident=incident, actor=lead, state=drill.state, base_version=0)),
    ]


def _telling(
    entry: DrillEntry, incident: Incident, people: Mapping[str, User], loaded_at: datetime
) -> Callable[[], object]:
    return lambda: append_entry(
        incident=incident,
        actor=people[entry.by.lower()],
        details=EntryDetails(
            text=entry.text,
            happened_at=loaded_at - timedelta(minutes=entry.ago),
            milestones=entry.milestones,
            is_starred=entry.is_starred,
        ),
    )


def _finish(drill: Drill, incident: Incident, actor: User) -> None:
    for task in Task.objects.filter(incident=incident, text__in=drill.done):
        finish_task(task=task, actor=actor)


def move_back(incident: Incident, seen: int, at: datetime) -> None:
    """What came after change `seen` was written at `at`, and happened no later."""
    entries = incident.entries.filter(seq__gt=seen)
    entries.filter(happened_at__gt=at).update(happened_at=at)
    entries.update(written_at=at)


def _settle(drill: Drill, incident: Incident, loaded_at: datetime) -> None:
    """The columns that say when, after all entries moved."""
    locked = lock(incident)
    stated, updated = (loaded_at - timedelta(minutes=ago) for ago in (drill.stated, drill.updated))
    locked.public_summary_at = updated
    locked.update_due_at = update_due_after(locked, updated)
    locked.save(update_fields=["public_summary_at", "update_due_at"])
    StateRevision.objects.filter(incident=locked).update(written_at=stated)
    derive(locked)
