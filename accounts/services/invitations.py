"""Inviting people: an e-mail with a link, which can also be copied from the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from accounts.enums import AuditAction, Role
from accounts.models import Company, Team, TeamMembership, User
from accounts.services.auditing import audit
from accounts.services.links import Link, make_link, person_of_link
from accounts.services.people import locked
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to invite."""

    email: str
    name: str
    role: Role
    zone: str
    teams: tuple[Team, ...] = ()


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited, and the link that was mailed to them."""

    person: User
    link: str


@transaction.atomic
def invite_person(*, actor: User, email: str, name: str, role: Role, zone: str, teams: Iterable[Team] = ()) -> Invited:
    """A new person, who joins by the link. Raises DomainError when somebody has the address."""
    try:
        with transaction.atomic():
            person = User.objects.create_user(email.strip(), None, name=name.strip(), role=role, zone=zone)
    except IntegrityError as error:
        raise DomainError("Somebody already has this address. Find them under People.", field="email") from error
    TeamMembership.objects.bulk_create(TeamMembership(team=team, user=person) for team in teams)
    audit(
        actor=actor, action=AuditAction.PERSON_INVITED, subject=person.name, detail={"person": person.pk, "role": role}
    )
    return _send(person, actor)


@transaction.atomic
def invite_people(*, actor: User, people: Iterable[NewPerson]) -> list[Invited]:
    """Many at once, all or none. Raises DomainError when somebody has one of the addresses."""
    return [
        invite_person(actor=actor, email=one.email, name=one.name, role=one.role, zone=one.zone, teams=one.teams)
        for one in people
    ]


@transaction.atomic
def invite_again(*, actor: User, person: User) -> Invited:
    """A new link for somebody who has not joined yet. Raises DomainError when they have, or cannot log in."""
    person = locked(person)
    if person.is_bot:
        raise DomainError(f"{person.name} is a bot and cannot log in.")
    if not person.is_active:
        raise DomainError(f"{person.name} is deactivated. Reactivate them first.")
    if person.has_joined:
        raise DomainError(f"{person.name} has already joined, and can reset the password on the login page.")
    person.session_epoch += 1  # the earlier link stops working
    person.save(update_fields=["session_epoch"])
    audit(
        actor=actor, action=AuditAction.PERSON_INVITED, subject=person.name, detail={"person": person.pk, "again": True}
    )
    return _send(person, actor)


def links_of(people: Iterable[User]) -> list[Invited]:
    """Links for those who were invited and have not joined yet, to be shown again; the mailed ones work, too."""
    return [Invited(person, make_link(Link.INVITATION, person)) for person in people if not person.has_joined]


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Sets the first password. Raises LinkDead when the link was used or is too old."""
    person = person_of_link(Link.INVITATION, token, lock=True)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit(actor=person, action=AuditAction.INVITATION_ACCEPTED, subject=person.name, detail={"person": person.pk})
    return person


def _send(person: User, actor: User) -> Invited:
    link = make_link(Link.INVITATION, person)
    context = {"person": person, "actor": actor, "link": link, "company": Company.objects.first()}
    subject = render_to_string("accounts/emails/invitation_subject.txt", context).strip()
    message = EmailMultiAlternatives(
        subject, render_to_string("accounts/emails/invitation.txt", context), to=[person.email]
    )
    message.attach_alternative(render_to_string("accounts/emails/invitation.html", context), "text/html")
    message.send()
    return Invited(person, link)
