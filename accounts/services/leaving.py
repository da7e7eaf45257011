"""Somebody leaves, or comes back."""

from collections.abc import Mapping

from django.db import transaction

from accounts.enums import AuditAction, Role
from accounts.models import User
from accounts.registries.holdings import held_by
from accounts.services.auditing import audit
from accounts.services.people import locked, require_another_admin
from accounts.services.sessions import announce_sessions_of
from core.errors import DomainError


@transaction.atomic
def deactivate_person(
    *, actor: User, person: User, successors: Mapping[str, User | None], make_members: bool = False
) -> User:
    """Ends the person's sessions and hands over what others can take over, kind by kind (None: to nobody).

    Raises LastAdmin for the last admin, DomainError for oneself, for a kind that nobody was named for, and, unless
    `make_members`, for a successor who may not see a private incident of it.
    """
    person = locked(person)
    if person.pk == actor.pk:
        raise DomainError("You cannot deactivate yourself. Ask another admin.")
    if not person.is_active:
        return person
    if person.role == Role.ADMIN:
        require_another_admin(person)
    handed_over = _hand_over(actor, person, successors, make_members=make_members)
    person.is_active = False
    person.session_epoch += 1
    person.save(update_fields=["is_active", "session_epoch"])
    announce_sessions_of(person)
    audit(
        actor=actor,
        action=AuditAction.PERSON_DEACTIVATED,
        subject=person.name,
        detail={"person": person.pk, "handed_over": handed_over},
    )
    return person


@transaction.atomic
def reactivate_person(*, actor: User, person: User) -> User:
    """Lets the person log in again, with the password they had. What was handed over stays where it is."""
    person = locked(person)
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit(actor=actor, action=AuditAction.PERSON_REACTIVATED, subject=person.name, detail={"person": person.pk})
    return person


def _hand_over(
    actor: User, person: User, successors: Mapping[str, User | None], *, make_members: bool
) -> dict[str, str]:
    done: dict[str, str] = {}
    for held in held_by(person):
        key, reassign = held.holding.key, held.holding.reassign
        if reassign is None:
            continue
        if key not in successors:
            raise DomainError(f"Choose who takes over the {held.holding.name}, or nobody.", field=key)
        to = successors[key]
        if to is not None and (to.pk == person.pk or not to.is_active):
            raise DomainError("Choose somebody else who can log in.", field=key)
        reassign(person=person, to=to, actor=actor, make_members=make_members)
        done[held.holding.name] = f"{held.count} to {to.name if to else 'nobody'}"
    return done
