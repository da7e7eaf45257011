"""What a stream reads of changed incidents: packets ready to send, and who may have them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from incidents.models import IncidentMember
from incidents.querysets import sees_incident
from live.selectors import changes_since
from live.streams.packets import Packet, fragment, packet
from live.streams.watchers import Watcher


@dataclass(frozen=True, slots=True)
class RenderedChanges:
    """One incident's changes: the packet, each entry's fragment, and the members' ids where the incident is private."""

    packet: Packet
    fragments: list[tuple[int, int, str]]  # entry, seq, HTML
    members: frozenset[int] | None


def read_changes(cursors: Mapping[int, int]) -> dict[int, RenderedChanges]:
    """What changed in each incident since its cursor, rendered once; six queries at most, however many incidents."""
    found = changes_since(cursors)
    members = _members({number for number, changes in found.items() if changes.incident.is_private})
    read = {}
    for number, changes in found.items():
        fragments = [(changed.number, changed.seq, fragment(changed)) for changed in changes.entries]
        read[number] = RenderedChanges(
            packet(changes, [html for _, _, html in fragments]), fragments, members.get(number)
        )
    return read


def may_watch(watcher: Watcher, members: frozenset[int] | None) -> bool:
    """Whether a watcher may see an incident with these members; None means that it is not private."""
    is_member = members is not None and watcher.user_id in members
    return sees_incident(is_private=members is not None, is_member=is_member, is_admin=watcher.is_admin)


def _members(private: set[int]) -> dict[int, frozenset[int]]:
    people: dict[int, set[int]] = defaultdict(set)
    if private:
        for number, person in IncidentMember.objects.filter(incident__in=private).values_list("incident", "user"):
            people[number].add(person)
    return {number: frozenset(people[number]) for number in private}
