"""Nobody keeps an open task that a merge, or its undo, takes where they cannot see it."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import is_responder
from core.errors import DomainError
from incidents.enums import Outsiders, TaskState
from incidents.models import Incident, Task
from incidents.selectors.merging.rules import task_outsiders
from incidents.services.members import ensure_member


def settle_outsiders(source: Incident, target: Incident, *, actor: User, answer: Outsiders | None) -> str:
    """Sees to it that whoever has an open task sees it where it goes; says what became of that, in words.

    Raises DomainError without an answer.
    """
    people = task_outsiders(source.tasks.all(), target)
    if not people:
        return ""
    names = ", ".join(person.name for person in people)
    if answer is None:
        raise DomainError(
            f"{names}: they have open tasks and cannot see {target.reference}. Choose what should happen to them.",
            field="outsiders",
        )
    seeing = [person for person in people if answer == Outsiders.MEMBERS and is_responder(person)]
    for person in seeing:
        ensure_member(target, person, actor=actor, make_member=True)
    members = f" Members now: {', '.join(person.name for person in seeing)}." if seeing else ""
    return members + _leave_tasks(source.tasks.all(), [person for person in people if person not in seeing])


def leave_outside(tasks: QuerySet[Task], incident: Incident) -> str:
    """Takes open tasks that come back to an incident from people who cannot see it; says how many."""
    return _leave_tasks(tasks, task_outsiders(tasks, incident))


def _leave_tasks(tasks: QuerySet[Task], people: list[User]) -> str:
    count = tasks.filter(state=TaskState.OPEN, person__in=people).update(person=None)
    return f" Unassigned: {count} task{'' if count == 1 else 's'}." if count else ""
