"""Following an incident: who follows it hears what was learned from it, without having taken part."""

from django.db import transaction

from accounts.models import User
from incidents.models import Follower, Incident
from incidents.services.writing import refuse_merged


@transaction.atomic
def follow_incident(*, incident: Incident, actor: User) -> None:
    """From now on the actor is told of its postmortem. Twice is the same as once; raises Merged for a duplicate."""
    refuse_merged(incident)
    Follower.objects.get_or_create(incident=incident, person=actor)


@transaction.atomic
def unfollow_incident(*, incident: Incident, actor: User) -> None:
    """The actor no longer follows it."""
    Follower.objects.filter(incident=incident, person=actor).delete()
