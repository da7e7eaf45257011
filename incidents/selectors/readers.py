"""Who may see which incident, for many people and incidents at once, such as those of a batch of deliveries."""

from collections.abc import Collection

from accounts.models import User
from accounts.permissions import is_admin, is_responder
from incidents.models import Incident, IncidentMember
from incidents.querysets import sees_incident


def visible_pairs(pairs: Collection[tuple[User, int]]) -> set[tuple[int, int]]:
    """Of (person, incident id) pairs those that `Incident.objects.visible_to` allows, as (person id, incident id).

    Two queries, however many pairs.
    """
    incidents = {incident for _, incident in pairs}
    kept = Incident.objects.filter(pk__in=incidents, withdrawn_at__isnull=True)
    private = dict(kept.values_list("pk", "is_private"))
    people = {person.pk for person, _ in pairs}
    members = set(
        IncidentMember.objects.filter(incident__in=incidents, user__in=people).values_list("user", "incident")
    )
    return {
        (person.pk, incident)
        for person, incident in pairs
        if incident in private
        and is_responder(person)
        and sees_incident(
            is_private=private[incident], is_member=(person.pk, incident) in members, is_admin=is_admin(person)
        )
    }
