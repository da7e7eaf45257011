"""Loads the drill of the examples: an incident under way, told as if it had been logged in the last half hour."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from accounts.models import User
from catalogue.enums import BuiltInRole
from core.clock import now
from examples.company.shapes import Drill
from examples.services.under_way import declare, details_of, move_back, tell
from incidents.models import Incident, StateRevision, Task
from incidents.services import (
    RoleChange,
    TaskDetails,
    add_task,
    assign_role,
    change_state,
    derive,
    edit_public_summary,
    finish_task,
    lock,
    update_due_after,
)


def load_drill(drill: Drill, people: Mapping[str, User]) -> Incident:
    """Declares it and goes on with it up to the present; nobody is told. Call inside a transaction."""
    loaded_at = now()
    lead = people[drill.lead.lower()]
    details = replace(details_of(drill, lead, loaded_at), impact_is_about=True, is_drill=True)
    incident = declare(drill, details, lead, loaded_at)
    steps = sorted(_steps(drill, incident, people, loaded_at), key=lambda step: step[0], reverse=True)
    for ago, play in steps:
        seen = lock(incident).seq
        play()
        move_back(incident, seen, loaded_at - timedelta(minutes=ago))
    _settle(drill, incident, loaded_at)
    incident.refresh_from_db()
    return incident


def _steps(
    drill: Drill, incident: Incident, people: Mapping[str, User], loaded_at: datetime
) -> list[tuple[int, Callable[[], object]]]:
    """What was done, with how many minutes ago. Whoever takes a role or a task takes it themselves."""
    lead, speaker, counts = (people[name.lower()] for name in (drill.lead, drill.communications, drill.task_for))
    role = BuiltInRole.COMMUNICATIONS
    return [
        *((entry.ago, partial(tell, entry, incident, people, loaded_at)) for entry in drill.entries),
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


def _finish(drill: Drill, incident: Incident, actor: User) -> None:
    for task in Task.objects.filter(incident=incident, text__in=drill.done):
        finish_task(task=task, actor=actor)


def _settle(drill: Drill, incident: Incident, loaded_at: datetime) -> None:
    """The columns that say when, after all entries moved."""
    locked = lock(incident)
    stated, updated = (loaded_at - timedelta(minutes=ago) for ago in (drill.stated, drill.updated))
    locked.public_summary_at = updated
    locked.update_due_at = update_due_after(locked, updated)
    locked.save(update_fields=["public_summary_at", "update_due_at"])
    StateRevision.objects.filter(incident=locked).update(written_at=stated)
    derive(locked)
