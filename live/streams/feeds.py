"""The feed of one incident: its watchers, how far its changes were read, and the latest of them."""

from dataclasses import dataclass, field

from live.streams.packets import Packet, event
from live.streams.watchers import Watcher

KEPT = 100  # entries whose latest fragment is kept, for those who come back after a short break


@dataclass(slots=True)
class IncidentFeed:
    """The watchers of one incident. Every change after `kept_since` and up to `seq` is in `recent`."""

    incident_id: int
    seq: int
    parts_seq: int
    kept_since: int = 0
    watchers: set[Watcher] = field(default_factory=set)
    members: frozenset[int] | None = None  # who may watch as of `seq`; None when the incident is not private
    recent: dict[int, tuple[int, str]] = field(default_factory=dict)  # by entry, oldest change first

    def __post_init__(self) -> None:
        self.kept_since = self.seq

    def keep(self, entry: int, seq: int, html: str) -> None:
        """The latest fragment of an entry. What it said before is forgotten: it may have been a secret."""
        self.recent.pop(entry, None)
        self.recent[entry] = (seq, html)
        while len(self.recent) > KEPT:
            oldest = next(iter(self.recent))
            self.kept_since = max(self.kept_since, self.recent.pop(oldest)[0])

    def clear(self) -> None:
        """Forgets every kept fragment, so that nothing from before is sent again."""
        self.recent.clear()
        self.kept_since = self.seq

    def add(self, watcher: Watcher) -> None:
        """Adds a watcher whose cursor is at `kept_since` or later, and sends them the changes up to `seq`."""
        self.watchers.add(watcher)
        cursor = watcher.cursors[self.incident_id]
        entries = [html for seq, html in self.recent.values() if seq > cursor]
        if self.seq > cursor:
            watcher.send_changes(self.incident_id, self.seq, event("changes", self._packet(entries)))
        else:
            watcher.send_changes(self.incident_id, cursor, event("reached", self._packet([])))

    def send_to_all(self, packet: Packet) -> None:
        """Sends one event to every watcher, encoded once."""
        data = event("changes", packet | {"watchers": len(self.watchers)})
        for watcher in self.watchers:
            watcher.send_changes(self.incident_id, packet["seq"], data)

    def remove(self, watcher: Watcher) -> None:
        """Removes a watcher who may no longer see the incident, and tells them so."""
        self.watchers.discard(watcher)
        watcher.stop_watching(self.incident_id, event("gone", {"room": self.incident_id}))

    def _packet(self, entries: list[str]) -> Packet:
        return {
            "room": self.incident_id,
            "seq": self.seq,
            "parts": self.parts_seq,
            "more": False,
            "again": False,
            "entries": entries,
            "watchers": len(self.watchers),
        }
