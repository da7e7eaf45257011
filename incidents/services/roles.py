"""Roles during an incident: given to somebody, handed on, given up."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.permissions import why_not_owner
from catalogue.enums import BuiltInRole
from catalogue.models import IncidentRole
from core.errors import DomainError, NotPermitted
from incidents.enums import EntryKind, Origin
from incidents.models import Incident, RoleAssignment, TimelineEntry
from incidents.services.members import ensure_member, may_change_sight, who_may
from incidents.services.mentions import ensure_mentioned, tell_mentioned
from incidents.services.notices import tell_handed_on, tell_role
from incidents.services.writing import NewEntry, announce_change, by_now, lock, write_entry


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Who takes a role (its short name), or nobody; the line of whoever hands it over, and when (None: now)."""

    role: str
    person: User | None
    note: str = ""
    at: datetime | None = None


@transaction.atomic
def assign_role(
    *,
    incident: Incident,
    actor: User,
    change: RoleChange,
    make_member: bool = False,
    make_members: bool = False,
) -> Incident:
    """Gives a role to somebody, or to nobody; who has it now and who had it before are told.

    The note is part of the entry and of both messages. Raises DomainError for a future `at`, for somebody who may not
    work on incidents, for a retired role that nobody has, and for who cannot see a private incident: `make_member` is a
    yes for the one who takes the role alone, `make_members` also for an @name of the note. Raises NotPermitted for the
    lead of a private incident, who says who sees it, when the actor may not say so.
    """
    locked, person = lock(incident), change.person
    role = _role_named(change.role)
    present = locked.role_assignments.current().filter(role=role).select_related("person").first()
    before = present.person if present else None
    if before == person:
        return locked
    if locked.is_private and role.slug == BuiltInRole.LEAD and not may_change_sight(actor, locked):
        raise NotPermitted(
            f"You cannot change who leads this private incident. {who_may(locked)} "
            "Nothing was changed; ask one of them.",
            field="person",
        )
    if person is not None:
        _check_may_hold(locked, person, actor=actor, make_member=make_member)
    if before is None and not role.is_active:
        raise DomainError(f"The role {role.noun} is retired and cannot be assigned any more.")
    ensure_mentioned(locked, change.note, actor=actor, make_members=make_members, besides=person)
    entry = _write_change(locked, actor, role, change, before=before)
    put_in_role(locked, role=role.slug, person=person, entry=entry)
    if person is not None:
        tell_role(incident=locked, actor=actor, role=role, person=person, entry=entry)
        if before is not None:
            tell_handed_on(incident=locked, role=role, before=before, person=person, entry=entry)
    announce_change(locked, actor=actor, change=EntryKind.ROLE)
    return locked


def put_in_role(incident: Incident, *, role: str, person: User | None, entry: TimelineEntry) -> None:
    """Ends who has the role in a locked incident and begins who has it from now on; `entry` tells of both."""
    incident.role_assignments.current().filter(role=role).update(ended_in=entry)
    if person is not None:
        RoleAssignment.objects.create(incident=incident, role_id=role, person=person, given_in=entry)


def _role_named(slug: str) -> IncidentRole:
    role = IncidentRole.objects.filter(pk=slug).first()
    if role is None:
        raise DomainError(f"There is no role {slug}.")
    return role


def _write_change(
    incident: Incident, actor: User, role: IncidentRole, change: RoleChange, *, before: User | None
) -> TimelineEntry:
    """The one entry of the change: told when a line came with it, else in the system's words."""
    note = change.note.strip()
    words = _words("" if note else actor.name, role, actor, before, change.person)
    new = NewEntry(
        text=f"{words}\n\n{note}" if note else words,
        happened_at=by_now(change.at, field="when"),
        kind=EntryKind.ROLE,
        origin=Origin.TOLD if note else Origin.SYSTEM,
        facts={
            "role": role.slug,
            "from": before.pk if before else None,
            "to": change.person.pk if change.person else None,
        },
    )
    entry = write_entry(incident, new, actor=actor)
    tell_mentioned(entry=entry, actor=actor)
    return entry


def _check_may_hold(incident: Incident, person: User, *, actor: User, make_member: bool) -> None:
    if why := why_not_owner(person):
        raise DomainError(f"{person.name} {why} and cannot work on incidents.", field="person")
    if make_member:
        ensure_member(incident, person, actor=actor, make_member=True)


def _words(who: str, role: IncidentRole, actor: User, before: User | None, person: User | None) -> str:
    """What happened; `who` is empty where the entry has its author beside it."""
    if person is None:
        return f"{before.name if before else 'Nobody'} no longer has the role {role.noun}."
    took = f"took the role {role.noun}." if person == actor else f"gave the role {role.noun} to {person.name}."
    return f"{who} {took}" if who else f"{took[0].upper()}{took[1:]}"
