"""What a person holds in incidents, registered so that somebody else can take it over when they leave."""

from accounts.models import User
from accounts.registries.holdings import Holding, register
from incidents.enums import Status
from incidents.models import RoleAssignment, Task
from incidents.querysets import RoleAssignmentQuerySet, TaskQuerySet
from incidents.services.roles import RoleChange, assign_role
from incidents.services.tasks import edit_task
from incidents.transitions import TASK_STATUSES


def held_roles(person: User) -> RoleAssignmentQuerySet:
    """The person's roles in incidents that are neither closed, cancelled nor merged."""
    over = (Status.CLOSED, Status.CANCELLED, Status.MERGED)
    return RoleAssignment.objects.current().filter(person=person).exclude(incident__status__in=over)


def count_roles(person: User) -> int:
    """In how many unfinished incidents the person has a role."""
    return held_roles(person).values("incident").order_by().distinct().count()


def reassign_roles(*, person: User, to: User | None, actor: User, make_members: bool) -> None:
    """Gives every role to somebody else, or to nobody; a private incident asks for the yes of `make_members`."""
    for held in held_roles(person).select_related("incident"):
        assign_role(
            incident=held.incident,
            actor=actor,
            make_member=make_members,
            change=RoleChange(role=held.role_id, person=to),
        )


def open_tasks(person: User) -> TaskQuerySet:
    """The person's open tasks in incidents that are not over."""
    return Task.objects.open().filter(person=person, incident__status__in=TASK_STATUSES)


def count_tasks(person: User) -> int:
    """How many open tasks the person has."""
    return open_tasks(person).count()


def reassign_tasks(*, person: User, to: User | None, actor: User, make_members: bool) -> None:
    """Gives every open task to somebody else, or to nobody, as `reassign_roles` does."""
    for task in open_tasks(person).select_related("incident"):
        edit_task(task=task, actor=actor, text=task.text, person=to, make_member=make_members)


register(Holding("roles in incidents", count_roles, reassign_roles))
register(Holding("open tasks", count_tasks, reassign_tasks))
