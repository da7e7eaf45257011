"""The @names of people, as the composer completes them."""

import re
from collections import Counter
from dataclasses import dataclass

from accounts.enums import Role
from accounts.models import User
from incidents.models import Incident
from incidents.querysets import sees_incident

_HANDLE = re.compile(r"[A-Za-z][\w-]{0,40}(?:\.[\w-]{1,40}){0,3}")


@dataclass(frozen=True, slots=True)
class Handle:
    """Somebody who can be called: the @name without its @, their name, and whether they see the incident."""

    handle: str
    name: str
    sees: bool


def dotted(name: str) -> str:
    """`Ana Silva` as an @name: `ana.silva`."""
    return name.lower().replace(" ", ".")


def handles(incident: Incident) -> list[Handle]:
    """Everybody who works on incidents, by name; two queries at most."""
    people = list(User.objects.responders().order_by("name").values_list("pk", "name", "email", "role"))
    members = set(incident.memberships.values_list("user", flat=True)) if incident.is_private else set()
    addresses = Counter(_address(email) for _, _, email, _ in people)
    return [
        Handle(
            handle_of(name, email, is_alone=addresses[_address(email)] == 1),
            name,
            sees_incident(is_private=incident.is_private, is_member=pk in members, is_admin=role == Role.ADMIN),
        )
        for pk, name, email, role in people
    ]


def handle_of(name: str, email: str, *, is_alone: bool) -> str:
    """What stands before the @ of the address, if it calls this person alone; else the name with dots."""
    address = _address(email)
    return address if is_alone and _HANDLE.fullmatch(address) else dotted(name)


def _address(email: str) -> str:
    return email.partition("@")[0].lower()
