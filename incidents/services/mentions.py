"""People called by @name in the words of an entry."""

import re

from django.db.models import Q, Value
from django.db.models.functions import Left, Lower, Replace, StrIndex

from accounts.models import User
from incidents.models import Incident
from incidents.services.members import ensure_member

MENTION = re.compile(r"(?<![\w@./+-])@([A-Za-z][\w-]{0,40}(?:\.[\w-]{1,40}){0,3})")


def ensure_mentioned(incident: Incident, text: str, *, actor: User, make_members: bool) -> None:
    """Makes sure that everybody whose @name stands in the text may see the incident, as `ensure_member` does."""
    if incident.is_private and "@" in text:
        for person in mentioned(text):
            ensure_member(incident, person, actor=actor, make_member=make_members, field="text")


def mentioned(text: str) -> list[User]:
    """Active responders called by @name: their address before the @, or their name with dots for spaces."""
    names = {name.lower() for name in MENTION.findall(text)}
    if not names:
        return []
    address = Left("email", StrIndex("email", Value("@")) - 1)
    dotted = Lower(Replace("name", Value(" "), Value(".")))
    people = User.objects.responders().annotate(address_name=address, dotted_name=dotted)
    return list(people.filter(Q(address_name__in=names) | Q(dotted_name__in=names)).order_by("pk"))


MOST_ALIKE = 6  # people offered where a name was not clear


def handles_like(begun: str) -> list[tuple[str, str]]:
    """Up to six responders whose address or name holds `begun`, as (@name without the @, name)."""
    people = User.objects.responders().filter(Q(email__istartswith=begun) | Q(name__icontains=begun.replace(".", " ")))
    return [(dotted(person.name), person.name) for person in people.order_by("name")[:MOST_ALIKE]]


def dotted(name: str) -> str:
    """`Ana Silva` as an @name: `ana.silva`."""
    return name.lower().replace(" ", ".")
