"""Who may still watch what: the sessions and incidents of many watchers, in a constant number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from accounts.selectors import people_of_sessions
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from incidents.services import note_private_read


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """A session, and the ids of the incidents it wants to watch."""

    session: str
    incidents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LatestChange:
    """The number of an incident's last change, and of the last one that shows outside the timeline."""

    seq: int
    parts_seq: int


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody who is logged in, and the incidents they asked for and may watch, by id."""

    user: User
    incidents: dict[int, LatestChange] = field(default_factory=dict)


def check_access(requests: Sequence[WatchRequest]) -> list[Access | None]:
    """For each request, in order: who it is and what they may see; None when the session has ended. Five queries."""
    people = people_of_sessions({request.session for request in requests})
    pairs = {
        (people[request.session], incident)
        for request in requests
        if request.session in people
        for incident in request.incidents
    }
    visible = visible_pairs(pairs)
    latest = _latest_changes({incident for _, incident in visible})
    return [_access(people.get(request.session), request, visible, latest) for request in requests]


def log_private_reads(access: Access) -> None:
    """Logs what an admin sees of private incidents, as for their pages."""
    for incident in Incident.objects.filter(pk__in=access.incidents, is_private=True).defer("search"):
        note_private_read(incident=incident, actor=access.user)


def _access(
    user: User | None, request: WatchRequest, visible: Collection[tuple[int, int]], latest: dict[int, LatestChange]
) -> Access | None:
    if user is None:
        return None
    allowed = [incident for incident in request.incidents if (user.pk, incident) in visible and incident in latest]
    return Access(user, {incident: latest[incident] for incident in allowed})


def _latest_changes(incidents: Collection[int]) -> dict[int, LatestChange]:
    found = Incident.objects.filter(pk__in=incidents).values_list("pk", "seq", "parts_seq")
    return {pk: LatestChange(seq, parts_seq) for pk, seq, parts_seq in found}
