"""Who may still watch what: sessions and rooms of many watchers, in a constant number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from accounts.selectors import people_of_sessions
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from incidents.services.members import note_private_read


@dataclass(frozen=True, slots=True)
class Ask:
    """A session, and the rooms it wants to watch."""

    session: str
    rooms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoomNow:
    """How far an incident has come."""

    seq: int
    parts_seq: int
    replay_from: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody logged in, and those of the rooms that they may watch."""

    user: User
    rooms: dict[int, RoomNow] = field(default_factory=dict)


def standings(asks: Sequence[Ask]) -> list[Standing | None]:
    """For each ask, in order: who it is and what they may see; None when the session has ended. Five queries."""
    people = people_of_sessions({ask.session for ask in asks})
    pairs = {(people[ask.session], room) for ask in asks if ask.session in people for room in ask.rooms}
    visible = visible_pairs(pairs)
    now = _now({room for _, room in visible})
    return [_standing(people.get(ask.session), ask, visible, now) for ask in asks]


def note_reads(standing: Standing) -> None:
    """Logs what an admin sees of private incidents, as for their pages."""
    for incident in Incident.objects.filter(pk__in=standing.rooms, is_private=True).defer("search"):
        note_private_read(incident=incident, actor=standing.user)


def _standing(
    user: User | None, ask: Ask, visible: Collection[tuple[int, int]], now: dict[int, RoomNow]
) -> Standing | None:
    if user is None:
        return None
    return Standing(user, {room: now[room] for room in ask.rooms if (user.pk, room) in visible and room in now})


def _now(rooms: Collection[int]) -> dict[int, RoomNow]:
    found = Incident.objects.filter(pk__in=rooms).values_list("pk", "seq", "parts_seq", "replay_from")
    return {pk: RoomNow(seq, parts_seq, replay_from) for pk, seq, parts_seq, replay_from in found}
