"""Logging in: the first admin, a link for when mail is down, and what the audit log records of logins."""

from django.db import transaction

from accounts.enums import AuditAction, Role
from accounts.models import Company, User
from accounts.services.auditing import audit
from accounts.services.links import Link, make_link, person_of_link
from accounts.services.sessions import announce_sessions_of
from core.clock import now
from core.errors import DomainError


@transaction.atomic
def set_up(*, email: str, name: str, password: str, zone: str) -> User:
    """The first admin of an installation. Raises DomainError when there is one, or somebody has the address."""
    people = User.objects.select_for_update()
    if people.filter(role=Role.ADMIN, is_active=True, is_example=False).exists():
        raise DomainError("There is already an admin, who can invite others. If nobody can log in, use sign_in_link.")
    if people.filter(email=email.strip().lower()).exists():
        raise DomainError(f"Somebody already has the address {email}.", field="email")
    person = User.objects.create_user(email.strip(), password, name=name.strip(), role=Role.ADMIN, zone=zone)
    Company.objects.get_or_create(pk=Company.ONLY, defaults={"zone": zone})
    audit(actor=person, action=AuditAction.SET_UP, subject=person.name, detail={"person": person.pk})
    return person


@transaction.atomic
def make_sign_in_link(*, email: str) -> str:
    """A link that logs the person in once, within 15 minutes. Raises DomainError when nobody active has the address."""
    person = User.objects.active().filter(email=email.strip().lower()).first()
    if person is None:
        raise DomainError(f"No active person has the address {email}.", field="email")
    audit(
        actor=None,
        action=AuditAction.SIGN_IN_LINK,
        subject=person.name,
        detail={"person": person.pk, "by": "command line"},
    )
    return make_link(Link.SIGN_IN, person)


@transaction.atomic
def use_sign_in_link(*, token: str) -> User:
    """The person whom the link lets log in; it cannot be used again. Raises LinkDead."""
    person = person_of_link(Link.SIGN_IN, token, lock=True)
    person.last_login = now()
    person.save(update_fields=["last_login"])
    return person


def note_login(*, person: User, address: str) -> None:
    """Somebody logged in, from a network address."""
    audit(actor=person, action=AuditAction.LOGIN, subject=person.name, detail={"person": person.pk, "address": address})


def note_failed_login(*, email: str, address: str, reason: str = "") -> None:
    """Somebody failed to log in, and why; the e-mail address is what was typed."""
    audit(
        actor=None,
        action=AuditAction.LOGIN_FAILED,
        subject=email or "without an address",
        detail={"reason": reason or _why_refused(email), "address": address},
    )


def _why_refused(email: str) -> str:
    person = User.objects.people().filter(email=email.strip().lower()).first()
    if person is None:
        return "nobody has this address"
    if not person.is_active:
        return "the account is deactivated"
    return "the password is wrong" if person.has_usable_password() else "no password was chosen yet"


def note_password_changed(*, person: User) -> None:
    """Somebody changed or reset their own password, which ended their other sessions."""
    announce_sessions_of(person)
    audit(actor=person, action=AuditAction.PASSWORD_CHANGED, subject=person.name, detail={"person": person.pk})


def note_second_factor(*, person: User, change: str) -> None:
    """Somebody added, removed or renewed their own second factor."""
    audit(
        actor=person,
        action=AuditAction.SECOND_FACTOR,
        subject=person.name,
        detail={"person": person.pk, "change": change},
    )
