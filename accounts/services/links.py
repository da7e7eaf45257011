"""Links that let one person log in once: signed, short-lived, and invalid once they have been used.

A link names the person and a fingerprint of what using it changes (password, last login), so that nothing has to be
stored and nothing has to be cleaned up.
"""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from core.clock import now
from core.errors import DomainError


class Link(StrEnum):
    """What a link is for; the value is also the name of its address."""

    INVITATION = "invitation"
    SIGN_IN = "sign_in_link"


class LinkDead(DomainError):
    """The link was used, has expired, or was not made by us."""

    status = 410


LIFETIMES = {Link.INVITATION: timedelta(days=7), Link.SIGN_IN: timedelta(minutes=15)}
_WORDS = {
    Link.INVITATION: "This invitation was already used, has expired, or is incomplete. Ask an admin for a new one.",
    Link.SIGN_IN: "This link was already used, has expired, or is incomplete. Create a new one.",
}
_USED = "This invitation was already used. Log in with your e-mail address and the password you chose then."


def make_link(kind: Link, person: User) -> str:
    """The absolute address that lets the person in once, until its lifetime is over."""
    until = int((now() + LIFETIMES[kind]).timestamp())
    token = _signer(kind).sign_object({"person": person.pk, "until": until, "state": _fingerprint(person)})
    return f"{settings.BASE_URL}{reverse(kind, args=[token])}"


def person_of_link(kind: Link, token: str, *, lock: bool = False) -> User:
    """Whom the link lets in. Raises LinkDead. With `lock`, the row stays locked until the transaction ends."""
    people: QuerySet[User] = User.objects.active()
    try:
        content = _signer(kind).unsign_object(token)
        person = (people.select_for_update() if lock else people).get(pk=content["person"])
    except (signing.BadSignature, User.DoesNotExist, ValueError, KeyError, TypeError) as error:
        raise LinkDead(_WORDS[kind]) from error
    if kind is Link.INVITATION and person.has_joined:
        raise LinkDead(_USED)
    if content["until"] < now().timestamp() or not constant_time_compare(content["state"], _fingerprint(person)):
        raise LinkDead(_WORDS[kind])
    return person


def _signer(kind: Link) -> signing.Signer:
    return signing.Signer(salt=f"accounts.{kind}")


def _fingerprint(person: User) -> str:
    state = f"{person.pk}|{person.password}|{person.last_login}|{person.email}|{person.session_epoch}"
    return salted_hmac("accounts.links", state, algorithm="sha256").hexdigest()[:32]
