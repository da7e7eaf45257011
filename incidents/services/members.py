"""Who may see a private incident."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent, User
from accounts.permissions import is_admin, is_responder
from accounts.services import audit
from catalogue.enums import BuiltInRole
from core.clock import now
from core.errors import DomainError, NotPermitted
from incidents.enums import EntryKind, Origin
from incidents.models import Incident, IncidentMember
from incidents.permissions import can_change_privacy
from incidents.querysets import people_seeing, sees_incident
from incidents.services.checklist_tasks import give_checklist_tasks
from incidents.services.notices import concerned_by_hiding, tell_hidden
from incidents.services.updates import settle_update_due
from incidents.services.writing import NewEntry, announce_change, lock, write_entry
from incidents.signals import sight_narrows


class NotAMember(DomainError):
    """Those who cannot see the private incident in which they are called or given a role; `becoming` is the answer."""

    def __init__(self, people: Sequence[User], incident: Incident, *, field: str) -> None:
        names, what = ", ".join(person.name for person in people), "a member" if len(people) == 1 else "members"
        super().__init__(
            f"{names} cannot see this private incident, {incident.reference}. "
            f"Make them {what} first, or leave them out.",
            field=field,
        )
        self.becoming = f"{names} {what}"


def people_at_work(incident: Incident) -> list[User]:
    """People with a role or an open task in the incident."""
    roles, tasks = incident.role_assignments.current().values("person"), incident.tasks.open().values("person")
    return list(User.objects.filter(Q(pk__in=roles) | Q(pk__in=tasks)).order_by("pk"))


def ensure_member(
    incident: Incident, person: User, *, actor: User, make_member: bool, field: str = "make_member"
) -> None:
    """Makes sure that the person may see the incident. Raises NotAMember without a yes."""
    ensure_members(incident, [person], actor=actor, make_members=make_member, field=field)


def ensure_members(incident: Incident, people: Iterable[User], *, actor: User, make_members: bool, field: str) -> None:
    """The same for several at once: a yes is asked about all of them, and never means somebody who was not named.

    Raises DomainError, which no yes answers, where the actor may not add members.
    """
    if not incident.is_private:
        return
    asked = list(people)
    seeing = set(people_seeing(incident).filter(pk__in=[person.pk for person in asked]))
    strangers = [person for person in asked if person not in seeing]
    if strangers and not may_change_sight(actor, incident):
        names = ", ".join(person.name for person in strangers)
        raise DomainError(
            f"{names} cannot see this private incident, {incident.reference}, and you cannot add members to it. "
            f"{who_may(incident)} Ask one of them, or leave {names} out.",
            field=field,
        )
    if strangers and not make_members:
        raise NotAMember(strangers, incident, field=field)
    for person in strangers:
        _add(incident, person, actor)
        audit(actor=actor, action=AuditAction.PRIVACY_CHANGED, subject=incident.reference, detail={"added": person.pk})


@transaction.atomic
def set_privacy(*, incident: Incident, actor: User, is_private: bool, members: Iterable[User] = ()) -> Incident:
    """Makes an incident private or open. The actor, whoever declared it and its leads, earlier ones too, are members.

    Those who may have worked on it hear of its hiding.

    Raises NotPermitted for an actor without the right, DomainError when a role holder would be shut out.
    """
    locked = lock(incident)
    if locked.is_private == is_private:
        return locked
    require_right_to_sight(locked, actor)
    concerned = concerned_by_hiding(locked, actor=actor) if is_private else []
    if is_private:
        wanted = {actor, *members, *_answering_for(locked)}
        shut_out = [
            person.name
            for person in people_at_work(locked)
            if not sees_incident(is_private=True, is_member=person in wanted, is_admin=is_admin(person))
        ]
        if shut_out:
            raise DomainError(
                f"{', '.join(shut_out)} would no longer see it, but has a role or a task in it. Make them members, or "
                "give it to somebody else first.",
                field="members",
            )
        for person in wanted:
            _add(locked, person, actor)
    locked.is_private = is_private
    if is_private:
        sight_narrows.send(sender=Incident, incident=locked, leaving=None)
    locked.save(update_fields=["is_private"])
    settle_update_due(locked)
    kind = "private" if is_private else "visible to all responders"
    _record(locked, actor, f"{actor.name} made the incident {kind}.")
    audit(actor=actor, action=AuditAction.PRIVACY_CHANGED, subject=locked.reference, detail={"private": is_private})
    if is_private:
        tell_hidden(incident=locked, actor=actor, people=concerned)
    if not is_private:
        give_checklist_tasks(locked, actor=actor)  # those of checklists that are not for private incidents
    return locked


@transaction.atomic
def add_member(*, incident: Incident, actor: User, person: User) -> Incident:
    """Lets somebody see a private incident.

    Raises NotPermitted for an actor without the right, DomainError for a reporter, who sees no incident at all.
    """
    locked = lock(incident)
    require_right_to_sight(locked, actor)
    if _add(locked, person, actor):
        _record(locked, actor, f"{actor.name} made {person.name} a member.")
        audit(actor=actor, action=AuditAction.PRIVACY_CHANGED, subject=locked.reference, detail={"added": person.pk})
    return locked


@transaction.atomic
def remove_member(*, incident: Incident, actor: User, person: User) -> Incident:
    """Takes the sight of a private incident away.

    Raises NotPermitted for an actor without the right, DomainError for one with a role or a task, or the last member.
    """
    locked = lock(incident)
    require_right_to_sight(locked, actor)
    if person in people_at_work(locked):
        raise DomainError(f"{person.name} has a role or a task here. Give it to somebody else first.")
    if locked.memberships.exclude(user=person).count() == 0:
        raise DomainError("A private incident needs at least one member.")
    if locked.is_private:
        sight_narrows.send(sender=Incident, incident=locked, leaving=person)
    gone, _ = locked.memberships.filter(user=person).delete()
    if gone:
        _record(locked, actor, f"{actor.name} removed {person.name} from the members.")
        audit(actor=actor, action=AuditAction.PRIVACY_CHANGED, subject=locked.reference, detail={"removed": person.pk})
    return locked


def may_change_sight(actor: User, incident: Incident) -> bool:
    """Whether the actor may say who sees the incident: the right to it, and sight of it; a few queries."""
    return can_change_privacy(actor, incident) and Incident.objects.visible_to(actor).filter(pk=incident.pk).exists()


def require_right_to_sight(incident: Incident, actor: User) -> None:
    """Raises NotPermitted for who may not say who sees the incident, with the names of those who may."""
    if not may_change_sight(actor, incident):
        raise NotPermitted(
            f"You cannot change who sees {incident.reference}. {who_may(incident)} "
            "Nothing was changed; ask one of them."
        )


def who_may(incident: Incident) -> str:
    """Who may say who sees the incident, as a sentence with names."""
    lead = incident.role_assignments.leads().select_related("person").first()
    leads = f"Its lead ({lead.person.name})" if lead else "Its lead (nobody now)"
    if incident.is_private:
        return f"{leads}, whoever declared it ({incident.declared_by.name}), managers among its members and admins can."
    if lead and not can_change_privacy(lead.person, incident):
        return f"Managers and admins can, and a lead whom somebody else made lead ({lead.person.name} took it)."
    return f"{leads}, managers and admins can."


def note_private_read(*, incident: Incident, actor: User) -> None:
    """Logs that an admin who is no member read a private incident, once a person, incident and day."""
    if not incident.is_private or actor.role != Role.ADMIN or _is_member(incident, actor):
        return
    if not _read_lately(actor, incident.reference).exists():
        audit(actor=actor, action=AuditAction.PRIVATE_READ, subject=incident.reference)


def note_private_list(*, actor: User, listed: str, incidents: "Iterable[int] | QuerySet[Any, Any]") -> None:
    """Logs that an admin read of private incidents, of which they are no member, in a list; once a list and day.

    `listed` names the list, such as *Incidents as CSV*; `incidents` are those it shows, or the private ones among them
    where that is known. Asks nothing for other roles, or where there are none.
    """
    if actor.role != Role.ADMIN:
        return
    hidden = Incident.objects.filter(pk__in=incidents, is_private=True).exclude(memberships__user=actor)
    if hidden.exists() and not _read_lately(actor, listed).exists():
        audit(actor=actor, action=AuditAction.PRIVATE_READ, subject=listed)


def _read_lately(actor: User, subject: str) -> "QuerySet[AuditEvent]":
    return AuditEvent.objects.filter(
        actor=actor, action=AuditAction.PRIVATE_READ, subject=subject, at__gte=now() - timedelta(days=1)
    )


def _add(incident: Incident, person: User, actor: User) -> bool:
    """Adds a member; whether they were none before."""
    if not is_responder(person):
        raise DomainError(f"{person.name} is not a responder and cannot see incidents.", field="members")
    _, is_new = IncidentMember.objects.get_or_create(incident=incident, user=person, defaults={"added_by": actor})
    return is_new


def _answering_for(incident: Incident) -> "QuerySet[User]":
    """Whoever declared it, and everybody who led it: nobody hides an incident from those who answer for it."""
    leads = incident.role_assignments.filter(role=BuiltInRole.LEAD).values("person")
    people: QuerySet[User] = User.objects.responders().filter(Q(pk=incident.declared_by_id) | Q(pk__in=leads))
    return people


def _is_member(incident: Incident, person: User) -> bool:
    return incident.memberships.filter(user=person).exists()


def _record(incident: Incident, actor: User, text: str) -> None:
    write_entry(
        incident, NewEntry(text=text, happened_at=now(), kind=EntryKind.PRIVACY, origin=Origin.SYSTEM), actor=actor
    )
    announce_change(incident, actor=actor, change=EntryKind.PRIVACY)
