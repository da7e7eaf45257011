"""People: their details, their role, their sessions."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from accounts.enums import AuditAction, CustomerScope, Role
from accounts.models import User
from accounts.services.auditing import audit
from accounts.services.sessions import announce_sessions_of
from core.errors import DomainError


class LastAdmin(DomainError):
    """Nobody would be left to manage people."""


@transaction.atomic
def edit_person(*, actor: User, person: User, name: str, email: str, zone: str) -> User:
    """Corrects the facts of a person. Raises DomainError when somebody else has the address.

    Another address is another login, and where a new password is mailed to: it ends the person's sessions, and the
    earlier address is told.
    """
    person = locked(person)
    wanted = {"name": name.strip(), "email": email.strip().lower(), "zone": zone}
    changed = {
        field: [getattr(person, field), value] for field, value in wanted.items() if getattr(person, field) != value
    }
    if not changed:
        return person
    for field, (_, value) in changed.items():
        setattr(person, field, value)
    _store(person, list(changed))
    audit(
        actor=actor,
        action=AuditAction.PERSON_CHANGED,
        subject=person.name,
        detail={"person": person.pk, "changed": changed},
    )
    if "email" in changed:
        _end_sessions(person)
        _tell_earlier_address(person, changed["email"][0], actor=actor)
    return person


@transaction.atomic
def change_role(*, actor: User, person: User, role: Role) -> User:
    """Gives a person another role. Raises LastAdmin when it was the last active admin."""
    person = locked(person)
    before = person.role
    if before == role:
        return person
    if before == Role.ADMIN:
        require_another_admin(person)
    person.role = role
    person.save(update_fields=["role"])
    announce_sessions_of(person)
    audit(
        actor=actor,
        action=AuditAction.ROLE_CHANGED,
        subject=person.name,
        detail={"person": person.pk, "before": before, "after": role},
    )
    return person


@transaction.atomic
def change_customer_scope(*, actor: User, person: User, scope: CustomerScope) -> User:
    """Which customers a person sees while they are a reporter."""
    person = locked(person)
    before = person.customer_scope
    if before == scope:
        return person
    person.customer_scope = scope
    person.save(update_fields=["customer_scope"])
    audit(
        actor=actor,
        action=AuditAction.PERSON_CHANGED,
        subject=person.name,
        detail={"person": person.pk, "changed": {"customer_scope": [before, scope]}},
    )
    return person


@transaction.atomic
def remove_second_factor(*, actor: User, person: User) -> None:
    """For somebody who lost both phone and recovery codes; ends their sessions, so that the next login asks anew.

    Raises DomainError when there is none, and for one's own, which the profile removes, where it may be removed.
    """
    if person.pk == actor.pk:
        raise DomainError(
            "You cannot remove your own two-factor authentication here. Your profile moves it to a new phone, or "
            "removes it where your company does not require it. Without phone and codes, ask another admin."
        )
    person = locked(person)
    deleted, _ = Authenticator.objects.filter(user=person).delete()
    if not deleted:
        raise DomainError(f"{person.name} does not use two-factor authentication.")
    _end_sessions(person)
    audit(
        actor=actor,
        action=AuditAction.SECOND_FACTOR,
        subject=person.name,
        detail={"person": person.pk, "change": "removed"},
    )


def forget_authenticator_app(*, person: User) -> None:
    """Deletes the secret of the app, in a transaction that stores another one: it works on the new phone alone."""
    Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).delete()
    audit(
        actor=person,
        action=AuditAction.SECOND_FACTOR,
        subject=person.name,
        detail={"person": person.pk, "change": "moved totp to another phone"},
    )


def locked(person: User) -> User:
    """The person's row, locked until the transaction ends."""
    row: User = User.objects.select_for_update().get(pk=person.pk)
    return row


def require_another_admin(person: User) -> None:
    """Raises LastAdmin unless another active admin remains. Two such changes at once wait for each other."""
    admins = User.objects.select_for_update().filter(is_active=True, role=Role.ADMIN).order_by("pk")
    if all(admin.pk == person.pk for admin in admins):
        raise LastAdmin(f"{person.name} is the only admin. Make somebody else an admin first.", field="role")


def _end_sessions(person: User) -> None:
    """Logs a person whose row is locked out everywhere; the caller's line of the audit log says why."""
    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
    UserSession.objects.filter(user=person).delete()
    announce_sessions_of(person)


def _tell_earlier_address(person: User, address: str, *, actor: User) -> None:
    """Not of somebody who has not joined, whose address may have been mistyped, nor of an example person."""
    if person.is_example or not person.has_joined:
        return
    context = {"person": person, "actor": actor}
    subject = render_to_string("accounts/emails/address_changed_subject.txt", context).strip()
    send_mail(subject, render_to_string("accounts/emails/address_changed.txt", context), None, [address])


def _store(person: User, fields: list[str]) -> None:
    try:
        with transaction.atomic():
            person.save(update_fields=fields)
    except IntegrityError as error:
        raise DomainError("Somebody already has this address.", field="email") from error
