"""People called by @name in the words of an entry: they are told, and in a private incident they must see it."""

import re
from collections.abc import Iterable

from django.db.models import Q, Value
from django.db.models.functions import Left, Lower, Replace, StrIndex

from accounts.models import User
from core import markdown
from incidents.models import Incident, TimelineEntry
from incidents.selectors.handles import dotted
from incidents.services.members import ensure_members
from incidents.services.notices import tell_named

_MARKED = re.compile(r'<span class="mention">@([^<]+)</span>')  # so that a name in code or in a link calls nobody
MOST_ALIKE = 6  # people offered where a name was not clear


def ensure_mentioned(
    incident: Incident, text: str, *, actor: User, make_members: bool, besides: User | None = None
) -> None:
    """Makes sure that everybody whose @name stands in the text may see the incident, as `ensure_members` does.

    `besides`: somebody chosen together with the words, so that one question names all of them.
    """
    if incident.is_private:
        called = people_called(_MARKED.findall(markdown.render(text).html)) if "@" in text else []
        people = dict.fromkeys([besides, *called] if besides else called)
        field = "make_member" if besides else "text"
        ensure_members(incident, people, actor=actor, make_members=make_members, field=field)


def tell_mentioned(*, entry: TimelineEntry, actor: User) -> None:
    """Tells everybody whose @name stands in an entry, each once, however often it is corrected; never the actor."""
    if "mention" in entry.html:
        people = people_called(_MARKED.findall(entry.html))
        tell_named(entry=entry, actor=actor, people=[person for person in people if person != actor])


def people_called(names: Iterable[str]) -> list[User]:
    """Active responders by @name: their address before the @, or their name with dots for spaces."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return []
    address = Lower(Left("email", StrIndex("email", Value("@")) - 1))
    dotted_name = Lower(Replace("name", Value(" "), Value(".")))
    people = User.objects.responders().annotate(address_name=address, dotted_name=dotted_name)
    return list(people.filter(Q(address_name__in=wanted) | Q(dotted_name__in=wanted)).order_by("pk"))


def handles_like(begun: str) -> list[tuple[str, str]]:
    """Up to six responders whose address or name holds `begun`, as (@name without the @, name)."""
    people = User.objects.responders().filter(Q(email__istartswith=begun) | Q(name__icontains=begun.replace(".", " ")))
    return [(dotted(person.name), person.name) for person in people.order_by("name")[:MOST_ALIKE]]
