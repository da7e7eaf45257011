"""What the palette offers while somebody types: the best hits, and the running incidents to log into."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.permissions import is_manager
from actions.models import ActionItem
from core.search import beginnings_query, refusal_of
from home.selectors.search import by_number
from incidents.models import Incident
from incidents.querysets import OPEN_STATUSES

SHOWN = 5
LOGGED = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: where it leads, what it is called, what it is, and the private incident whose words it has, or 0."""

    address: str
    title: str
    sub: str
    private: int = 0


@dataclass(frozen=True, slots=True)
class Offers:
    """The best hits, and the open incidents to log into."""

    hits: list[Offer]
    logs: list[Offer]

    @property
    def private(self) -> list[int]:
        """The private incidents whose words are shown."""
        return [offer.private for offer in (*self.hits, *self.logs) if offer.private]


def offers(text: str, user: User) -> Offers:
    """At most five hits, in a query a kind; without words only the open incidents."""
    words = list(dict.fromkeys(_WORD.findall(text.lower())))
    running = list(Incident.objects.visible_to(user).open().order_by("severity", "-began_at")[:LOGGED])
    logs = [
        Offer(
            f"{incident.get_absolute_url()}#say",
            f"Log an entry in {incident.reference}",
            f"{incident.title}, SEV{incident.severity_id}",
            _private(incident),
        )
        for incident in running
        if all(word in f"log an entry in {incident.reference} {incident.title}".lower() for word in words)
    ]
    if refusal := refusal_of(text):
        return Offers(
            [Offer(f"{reverse('search')}?{urlencode({'q': text})}", "This cannot be searched for", refusal)], []
        )
    return Offers(_hits(text, words, user) if words else [], logs)


def _hits(text: str, words: list[str], user: User) -> list[Offer]:
    """A number first, then open incidents, then people, then incidents that are over and action items; newest first."""
    address = by_number(text, user)
    named = [Offer(address, text.strip().upper(), "by its number")] if address else []
    incidents = _incidents(words, user)
    dated = [(incident.began_at, _of_incident(incident)) for incident in incidents if not incident.is_open]
    dated += [(item.created_at, _of_action(item)) for item in _actions(words, user)]
    running = [_of_incident(incident) for incident in incidents if incident.is_open]
    newest = [offer for _, offer in sorted(dated, key=itemgetter(0), reverse=True)]
    found = [*running, *_people(words, user), *newest]
    return [*named, *(offer for offer in found if offer.address != address)][:SHOWN]


def _people(words: Iterable[str], user: User) -> list[Offer]:
    """Managers are led to the page of a person, others to their action items."""
    people = User.objects.active()
    for word in words:
        people = people.named(word)
    return [
        Offer(
            person.get_absolute_url() if is_manager(user) else f"{reverse('action_list')}?owner={person.pk}",
            person.name,
            person.get_role_display().lower() if is_manager(user) else "their action items",
        )
        for person in (people if is_manager(user) else people.responders()).order_by("name")[:SHOWN]
    ]


def _incidents(words: list[str], user: User) -> list[Incident]:
    is_open = Case(When(status__in=OPEN_STATUSES, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = (
        Incident.objects.visible_to(user)
        .unmerged()
        .filter(search=beginnings_query(words))
        .order_by(is_open, "-began_at")
    )
    return list(found[:SHOWN])


def _actions(words: list[str], user: User) -> list[ActionItem]:
    found = ActionItem.objects.visible_to(user).filter(search=beginnings_query(words)).order_by("-created_at")
    return list(found.select_related("incident")[:SHOWN])


def _of_incident(incident: Incident) -> Offer:
    status = incident.get_status_display().lower()
    return Offer(incident.get_absolute_url(), incident.title, f"{incident.reference}, {status}", _private(incident))


def _of_action(item: ActionItem) -> Offer:
    sub = f"{item.reference}, {item.get_status_display().lower()}"
    return Offer(item.get_absolute_url(), item.title, sub, _private(item.incident))


def _private(incident: Incident) -> int:
    return incident.pk if incident.is_private else 0
