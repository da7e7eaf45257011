"""Tasks of an incident: added, given to somebody, done, taken up again, dropped. Each change is one entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import why_not_owner
from core.clock import now
from core.errors import Conflict, DomainError
from incidents.enums import EntryKind, Origin, TaskState
from incidents.models import Incident, Task
from incidents.services.members import ensure_member
from incidents.services.notices import tell_task
from incidents.services.writing import (
    SENT_BEFORE,
    NewEntry,
    announce_change,
    by_now,
    lock,
    lock_row,
    stored_before,
    write_entry,
)
from incidents.transitions import TASK_STATUSES

LONGEST_TASK = 300
CHANGED = ("text", "person", "state", "state_at", "state_by", "reason", "changed_seq")
IN_WORDS = {TaskState.DONE: "done", TaskState.DROPPED: "dropped", TaskState.ACTION: "an action item"}


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """What is to be done, by whom, and when it was asked for: at the latest now, as a browser may have kept it."""

    text: str
    person: User | None = None
    at: datetime | None = None


@transaction.atomic
def add_task(
    *,
    incident: Incident,
    actor: User,
    details: TaskDetails,
    make_member: bool = False,
    client_uuid: UUID | None = None,
) -> Task:
    """Adds a task, and tells whoever it is for. The same UUID adds it once; other words under it are a Conflict.

    Raises DomainError for a task without words, for an incident that is over, and for somebody who may not work on
    it, or may not see a private one unless `make_member` says that they are to.
    """
    locked, words, person = lock_row(incident), _words_of(details.text), details.person
    told = f"{actor.name} added a task{_for(person)}: {words}"
    if stored := stored_before(actor, client_uuid, incident=locked, text=told):
        return Task.objects.get(created_by=actor, client_uuid=stored.client_uuid)
    _check_takes_tasks(locked)
    _check_person(locked, person, actor=actor, make_member=make_member)
    task = _insert(
        Task(incident=locked, text=words, person=person, created_by=actor, client_uuid=client_uuid or uuid4())
    )
    _store(task, locked, actor, told, at=by_now(details.at, field="when"), client_uuid=client_uuid)
    tell_task(task=task, incident=locked, actor=actor)
    return task


@transaction.atomic
def edit_task(
    *, task: Task, actor: User, text: str, person: User | None, base_seq: int | None = None, make_member: bool = False
) -> Task:
    """Says it in other words, or gives it to somebody else, who is told. What changes nothing leaves no trace.

    `base_seq` is the task's `changed_seq` when the person began: Conflict when somebody changed it meanwhile. Raises
    DomainError as `add_task` does, and for a task that is no longer open.
    """
    locked, current = _locked(task)
    words, before, holder = _words_of(text), current.text, current.person
    if (words, person) == (before, holder):
        return current
    if base_seq is not None and current.changed_seq != base_seq:
        raise Conflict(f"Somebody changed this task while you were writing. It now reads: {_reads(current)}")
    _check_open(current)
    if person != holder:
        _check_person(locked, person, actor=actor, make_member=make_member)
    current.text, current.person = words, person
    _store(current, locked, actor, _said_of_edit(actor, current, before, holder))
    if person != holder:
        tell_task(task=current, incident=locked, actor=actor)
    return current


@transaction.atomic
def finish_task(*, task: Task, actor: User) -> Task:
    """It is done; saying so twice is the same as once. DomainError when it was dropped or is an action item."""
    locked, current = _locked(task)
    if current.state != TaskState.DONE:
        _check_open(current)
        settle_task(current, locked, actor=actor, state=TaskState.DONE)
    return current


@transaction.atomic
def reopen_task(*, task: Task, actor: User) -> Task:
    """It is not done after all, or to be done all the same. DomainError when it is an action item."""
    locked, current = _locked(task)
    if current.state == TaskState.ACTION:
        raise DomainError("It is an action item now. Change it there.")
    if current.state != TaskState.OPEN:
        current.state, current.state_at, current.state_by, current.reason = TaskState.OPEN, None, None, ""
        _store(current, locked, actor, f"{actor.name} reopened a task: {current.text}")
    return current


@transaction.atomic
def drop_task(*, task: Task, actor: User, reason: str) -> Task:
    """It is not to be done, and why. DomainError without a word, or when it is done or an action item."""
    locked, current = _locked(task)
    if current.state != TaskState.DROPPED:
        _check_open(current)
        settle_task(current, locked, actor=actor, state=TaskState.DROPPED, reason=reason)
    return current


def settle_task(
    task: Task, incident: Incident, *, actor: User, state: TaskState, reason: str = "", became: str = ""
) -> None:
    """Moves a task of a locked incident to its end. DomainError when it is dropped without a word.

    `became` is the reference of the action item that it became.
    """
    why = reason.strip()[:LONGEST_TASK]
    if state == TaskState.DROPPED and not why:
        raise DomainError("Say why it is dropped.", field="reason")
    task.state, task.state_at, task.state_by, task.reason = state, now(), actor, why
    said = {
        TaskState.DONE: f"{actor.name} finished a task: {task.text}",
        TaskState.DROPPED: f"{actor.name} dropped a task: {task.text} ({why})",
        TaskState.ACTION: f"A task became {became}: {task.text}",
    }
    _store(task, incident, actor, said[state])


@transaction.atomic
def note_became_action(*, task: Task, actor: User, reference: str) -> Task:
    """The task lives on as the action item of that reference; the apps above call this once they made it."""
    locked, current = lock(task.incident), _fresh(task)
    _check_open(current)
    settle_task(current, locked, actor=actor, state=TaskState.ACTION, became=reference)
    return current


def _locked(task: Task) -> tuple[Incident, Task]:
    """The incident first, then its task: every writer takes the locks in this order."""
    locked = lock(task.incident)
    _check_takes_tasks(locked)
    current = _fresh(task)
    if current.incident_id != locked.pk:
        raise Conflict("The task moved to another incident meanwhile. Nothing was changed; look at it there.")
    return locked, current


def _fresh(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("person", "incident").get(pk=task.pk)


def _insert(task: Task) -> Task:
    """Stores a new task; Conflict when its UUID arrived in another incident at the same moment."""
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(SENT_BEFORE) from error
    return task


def _store(
    task: Task,
    incident: Incident,
    actor: User,
    words: str,
    *,
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> None:
    """Writes a change of a task on a locked incident, with its one entry; the apps above are told."""
    entry = write_entry(
        incident,
        NewEntry(
            text=words,
            happened_at=at or now(),
            kind=EntryKind.TASK,
            origin=Origin.SYSTEM,
            facts={"task": task.pk, "state": task.state},
            client_uuid=client_uuid,
        ),
        actor=actor,
    )
    task.changed_seq = entry.seq
    task.save(update_fields=CHANGED)
    announce_change(incident, actor=actor, change=EntryKind.TASK)


def _words_of(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise DomainError("Say what needs to be done.", field="text")
    if len(words) > LONGEST_TASK:
        raise DomainError(f"A task has at most {LONGEST_TASK} characters. Put the rest into an entry.", field="text")
    return words


def _check_takes_tasks(incident: Incident) -> None:
    if incident.status not in TASK_STATUSES:
        raise DomainError(
            f"The incident is {incident.get_status_display().lower()}: its tasks are closed. "
            "Add an action item for what is still to be done."
        )


def _check_open(task: Task) -> None:
    if task.state != TaskState.OPEN:
        raise DomainError(f"This task is {IN_WORDS[TaskState(task.state)]} already; somebody else was faster.")


def _check_person(incident: Incident, person: User | None, *, actor: User, make_member: bool) -> None:
    if person is None:
        return
    if why := why_not_owner(person):
        raise DomainError(f"{person.name} {why} and cannot work on incidents.", field="person")
    ensure_member(incident, person, actor=actor, make_member=make_member)


def _said_of_edit(actor: User, task: Task, before: str, holder: User | None) -> str:
    given = f" and gave it to {task.person.name if task.person else 'nobody'}" if task.person != holder else ""
    if task.text != before:
        return f"{actor.name} changed a task{given}: {before} → {task.text}"
    return f"{actor.name} gave a task to {task.person.name if task.person else 'nobody'}: {task.text}"


def _for(person: User | None) -> str:
    return f" for {person.name}" if person else ""


def _reads(task: Task) -> str:
    return f"{task.text}{_for(task.person)}"
