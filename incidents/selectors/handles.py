"""The @names of people: what each is called by, who is meant by one, and who may have been."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, Value
from django.db.models.functions import Left, Lower, Replace, StrIndex
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.permissions import is_manager
from core.markdown_links import mentions_in
from incidents.models import Incident
from incidents.querysets import sees_incident

MOST_ALIKE = 6  # people offered where a name was not clear
_MARKED = re.compile(r'<span class="mention">@([^<]+)</span>')  # so that a name in code or in a link calls nobody
_HANDLE = re.compile(r"[A-Za-z][\w-]{0,40}(?:\.[\w-]{1,40}){0,3}")


@dataclass(frozen=True, slots=True)
class Handle:
    """Somebody who can be called: the @name without its @, their name, and whether they see the incident."""

    handle: str
    name: str
    sees: bool


def handles(incident: Incident) -> list[Handle]:
    """Everybody who works on incidents, by name; two queries at most."""
    members = set(incident.memberships.values_list("user", flat=True)) if incident.is_private else set()
    return [
        Handle(
            handle,
            person.name,
            sees_incident(
                is_private=incident.is_private, is_member=person.pk in members, is_admin=person.role == Role.ADMIN
            ),
        )
        for handle, person in _by_handle()
    ]


def handles_like(begun: str) -> list[tuple[str, str]]:
    """Up to six responders whose address or name holds `begun`, as (@name without the @, name); one query."""
    address, name = begun.lower(), begun.lower().replace(".", " ")
    alike = (
        (handle, person.name)
        for handle, person in _by_handle()
        if person.email.lower().startswith(address) or name in person.name.lower()
    )
    return list(islice(alike, MOST_ALIKE))


def people_called(names: Iterable[str]) -> list[User]:
    """Active responders by @name: their address before the @, or their name with dots for spaces."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return []
    address = Lower(Left("email", StrIndex("email", Value("@")) - 1))
    dotted_name = Lower(Replace("name", Value(" "), Value(".")))
    people = User.objects.responders().annotate(address_name=address, dotted_name=dotted_name)
    return list(people.filter(Q(address_name__in=wanted) | Q(dotted_name__in=wanted)).order_by("pk"))


def people_marked(rendered: str) -> list[User]:
    """Active responders whom rendered Markdown calls by @name."""
    return people_called(_MARKED.findall(rendered)) if "mention" in rendered else []


def names_called(rendered: Iterable[str]) -> dict[str, str]:
    """The names of the people whom rendered texts call, by @name in small letters; not where it calls several."""
    return {known: person.name for known, person in _called(rendered).items()}


def pages_called(rendered: Iterable[str], viewer: User) -> dict[str, str]:
    """The same with the addresses of their pages, for a viewer who may open these; one query at most."""
    if not is_manager(viewer):
        return {}
    return {known: reverse("person", args=[person.pk]) for known, person in _called(rendered).items()}


def _called(rendered: Iterable[str]) -> dict[str, User]:
    called: defaultdict[str, set[User]] = defaultdict(set)
    for person in people_called(mentions_in(rendered)):
        for known in {_address(person), _dotted(person)}:
            called[known].add(person)
    return {known: people.pop() for known, people in called.items() if len(people) == 1}


def unknown_names(rendered: str, *, is_typing: bool = False) -> list[str]:
    """The @names in rendered Markdown, without the @, that call no active responder; no query where it has none.

    `is_typing`: a name at the very end is left out while it may still become somebody's.
    """
    names = list(dict.fromkeys(_MARKED.findall(rendered)))
    called = {known for person in people_called(names) for known in (_address(person), _dotted(person))}
    unknown = [name for name in names if name.lower() not in called]
    if is_typing and unknown and rendered.endswith(f"@{unknown[-1]}</span></p>") and handles_like(unknown[-1]):
        unknown.pop()
    return unknown


def is_marked(person: User, rendered: str) -> bool:
    """Whether rendered Markdown calls this person by @name, without a query."""
    return not {_address(person), _dotted(person)}.isdisjoint(name.lower() for name in _MARKED.findall(rendered))


def _by_handle() -> list[tuple[str, User]]:
    """Everybody who works on incidents, by name, each with what calls them: the address before the @, else the name.

    An address that several people share, or that is no word, calls nobody; then it is the name with dots.
    """
    people = list(User.objects.responders().order_by("name").only("name", "email", "role"))
    addresses = Counter(_address(person) for person in people)
    return [(_handle(person, addresses), person) for person in people]


def _handle(person: User, addresses: Counter[str]) -> str:
    address = _address(person)
    return address if addresses[address] == 1 and _HANDLE.fullmatch(address) else _dotted(person)


def _address(person: User) -> str:
    return person.email.partition("@")[0].lower()


def _dotted(person: User) -> str:
    """`Ana Silva` as an @name: `ana.silva`."""
    return person.name.lower().replace(" ", ".")
