"""What a person holds in incidents, registered so that somebody else can take it over when they leave."""

from django.db.models import Q

from accounts.handover import Holding, register
from accounts.models import User
from incidents.enums import IncidentRole, Status
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from incidents.services.changes import assign_role


def unfinished(person: User) -> IncidentQuerySet:
    """Incidents that are neither closed, cancelled nor merged in which the person has a role."""
    roles = Q(lead=person) | Q(communications=person) | Q(scribe=person)
    return Incident.objects.filter(roles).exclude(status__in=[Status.CLOSED, Status.CANCELLED, Status.MERGED])


def count_roles(person: User) -> int:
    """In how many unfinished incidents the person has a role."""
    return unfinished(person).count()


def reassign_roles(*, person: User, to: User | None, actor: User) -> None:
    """Gives every role to somebody else, or to nobody; whoever takes one in a private incident becomes a member."""
    for incident in unfinished(person):
        for role in IncidentRole:
            if getattr(incident, f"{role.value}_id") == person.pk:
                assign_role(incident=incident, actor=actor, role=role, person=to, make_member=True)


register(Holding("roles in incidents", count_roles, reassign_roles))
