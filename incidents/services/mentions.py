"""People called by @name in the words of an entry: they are told, and in a private incident they must see it."""

from accounts.models import User
from core import markdown
from incidents.models import Incident, TimelineEntry
from incidents.selectors.handles import people_marked
from incidents.services.members import ensure_members
from incidents.services.notices import tell_named


def ensure_mentioned(
    incident: Incident, text: str, *, actor: User, make_members: bool, besides: User | None = None
) -> None:
    """Makes sure that everybody whose @name stands in the text may see the incident, as `ensure_members` does.

    `besides`: somebody chosen together with the words, so that one question names all of them.
    """
    if incident.is_private:
        called = people_marked(markdown.render(text).html) if "@" in text else []
        people = dict.fromkeys([besides, *called] if besides else called)
        field = "make_member" if besides else "text"
        ensure_members(incident, people, actor=actor, make_members=make_members, field=field)


def tell_mentioned(*, entry: TimelineEntry, actor: User) -> None:
    """Tells everybody whose @name stands in an entry, each once, however often it is corrected; never the actor."""
    people = [person for person in people_marked(entry.html) if person != actor]
    tell_named(entry=entry, actor=actor, people=people)
