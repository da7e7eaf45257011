"""Messages of incidents: deliveries, written in the transaction of their cause."""

from collections.abc import Collection, Iterable

from accounts.enums import Role
from accounts.models import User
from catalogue.enums import BuiltInRole
from catalogue.models import IncidentRole
from incidents.models import Incident, Task, TimelineEntry
from incidents.querysets import people_seeing
from notifications.services import NewDelivery, queue_deliveries, queue_delivery, queue_for_endpoints

ANNOUNCED, ROLE_GIVEN = "incident_announced", "role_given"
NAMED, ROLE_HANDED_ON, TASK_GIVEN = "named_in_entry", "role_handed_on", "task_given"
MERGED, HIDDEN = "incident_merged", "incident_hidden"
POSTED_ANNOUNCED, POSTED_RESOLVED = "incident.announced", "incident.resolved"  # to endpoints


def announce_incident(*, incident: Incident, actor: User, occasion: str) -> None:
    """Tells those concerned, when the severity announces; never for a past incident."""
    if incident.is_past or not incident.severity.announces:
        return
    roles = set(incident.role_assignments.current().values_list("person", "role"))
    queue_deliveries(
        [
            NewDelivery(
                kind=ANNOUNCED,
                recipient=person,
                dedup_key=f"announce:{incident.pk}:{incident.severity_id}:{incident.seq}:{person.pk}",
                payload={"incident": incident.pk, "occasion": occasion},
                reason=_why(incident, person, roles),
            )
            for person in concerned_people(incident, actor=actor)
        ]
    )
    _post(incident, POSTED_ANNOUNCED, {"occasion": occasion})


def post_resolved(incident: Incident) -> None:
    """Tells the endpoints that an incident whose severity announces is resolved."""
    if not incident.is_past and incident.severity.announces:
        _post(incident, POSTED_RESOLVED, {})


def _post(incident: Incident, kind: str, facts: dict[str, str]) -> None:
    """To the endpoints of the company and of the teams of its services; nothing of a private incident."""
    if incident.is_private:
        return
    teams = set(incident.services.filter(team__isnull=False).values_list("team", flat=True))
    payload = {"incident": incident.pk, **facts}
    queue_for_endpoints(kind=kind, key=f"{kind}:{incident.pk}:{incident.seq}", payload=payload, teams=teams)


def concerned_people(incident: Incident, *, actor: User) -> list[User]:
    """Whom an announcement concerns besides the actor: role holders and the teams of the services.

    When the teams hold nobody else (or there is no service), all managers: an incident is never announced to nobody.
    Only those who may see it.
    """
    people = people_seeing(incident).responders().exclude(pk=actor.pk)
    roles = incident.role_assignments.current().values("person")
    team = set(people.filter(teams__services__incidents=incident))
    rest = team or set(people.filter(role__in=[Role.MANAGER, Role.ADMIN]))
    return sorted({*people.filter(pk__in=roles), *rest}, key=lambda person: person.pk)


def concerned_by_hiding(incident: Incident, *, actor: User) -> list[User]:
    """Who hears that an incident is about to be hidden: the managers, and whom the incident concerns."""
    managers = User.objects.responders().filter(role__in=[Role.MANAGER, Role.ADMIN]).exclude(pk=actor.pk)
    return sorted({*concerned_people(incident, actor=actor), *managers}, key=lambda person: person.pk)


def tell_hidden(*, incident: Incident, actor: User, people: Iterable[User]) -> None:
    """Tells those who saw the incident that somebody made it private: its number alone, since they may see no more."""
    queue_deliveries(
        [
            NewDelivery(
                kind=HIDDEN,
                recipient=person,
                dedup_key=f"hidden:{incident.pk}:{incident.seq}:{person.pk}",
                payload={"incident": incident.pk, "by": actor.pk},
                reason=f"You could see {incident.reference} before {actor.name} made it private.",
            )
            for person in people
        ]
    )


def tell_role(
    *, incident: Incident, actor: User, role: IncidentRole, person: User, entry: TimelineEntry | None = None
) -> None:
    """Tells somebody that they were given a role; nobody is told what they did themselves.

    `entry` is the entry with the line of whoever handed it over.
    """
    if person == actor or incident.is_past:
        return
    queue_delivery(
        NewDelivery(
            kind=ROLE_GIVEN,
            recipient=person,
            dedup_key=f"role:{incident.pk}:{role.slug}:{incident.seq}:{person.pk}",
            payload={"incident": incident.pk, "role": role.slug, "by": actor.pk} | _entry_of(entry),
            reason=f"{actor.name} gave you the role {role.noun} in {incident.reference}.",
        )
    )


def tell_named(*, entry: TimelineEntry, actor: User, people: Iterable[User]) -> None:
    """Tells people that they were called by @name in an entry, each once."""
    queue_deliveries(
        [
            NewDelivery(
                kind=NAMED,
                recipient=person,
                dedup_key=f"named:{entry.pk}:{person.pk}",
                payload={"incident": entry.incident_id, "entry": entry.pk, "by": actor.pk},
                reason=f"{actor.name} mentioned you in {entry.incident.reference}.",
            )
            for person in people
        ]
    )


def tell_handed_on(*, incident: Incident, role: IncidentRole, before: User, person: User, entry: TimelineEntry) -> None:
    """Tells whoever had a role that somebody else has it now: they may let go."""
    if incident.is_past:
        return
    queue_delivery(
        NewDelivery(
            kind=ROLE_HANDED_ON,
            recipient=before,
            dedup_key=f"role_on:{incident.pk}:{role.slug}:{incident.seq}:{before.pk}",
            payload={"incident": incident.pk, "handed": role.slug, "to": person.pk} | _entry_of(entry),
            reason=f"You had the role {role.noun} in {incident.reference}; {person.name} has it now.",
        )
    )


def tell_task(*, task: Task, incident: Incident, actor: User) -> None:
    """Tells somebody that a task is theirs; nobody is told what they took themselves."""
    if task.person is None or task.person == actor or incident.is_past:
        return
    queue_delivery(
        NewDelivery(
            kind=TASK_GIVEN,
            recipient=task.person,
            dedup_key=f"task:{task.pk}:{task.changed_seq}:{task.person_id}",
            payload={"incident": incident.pk, "task": task.pk},
            reason=f"{actor.name} gave you a task in {incident.reference}.",
        )
    )


def tell_merged(*, source: Incident, target: Incident, actor: User, merge: int) -> None:
    """Tells those with a role in a duplicate, once, where things go on; nobody is told what they did themselves.

    Whoever may not see the target is told that there is one, not which.
    """
    roles = source.role_assignments.current().values("person")
    for person in User.objects.filter(pk__in=roles).exclude(pk=actor.pk).order_by("pk"):
        sees = Incident.objects.visible_to(person).filter(pk=target.pk).exists()
        queue_delivery(
            NewDelivery(
                kind=MERGED,
                recipient=person,
                dedup_key=f"merged:{merge}:{person.pk}",
                payload={"incident": source.pk, "target": target.pk if sees else source.pk},
                reason=f"You have a role in {source.reference}.",
            )
        )


def _why(incident: Incident, person: User, roles: Collection[tuple[int, str]]) -> str:
    """`roles` are those given now, by person and short name."""
    if (person.pk, BuiltInRole.LEAD) in roles:
        return f"You lead {incident.reference}."
    if any(holder == person.pk for holder, _ in roles):
        return f"You have a role in {incident.reference}."
    return (
        f"Your team owns a service that {incident.reference} affects, or you are a manager and nobody else was found."
    )


def _entry_of(entry: TimelineEntry | None) -> dict[str, int]:
    return {"entry": entry.pk} if entry is not None else {}
