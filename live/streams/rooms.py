"""A room: the watchers of one incident, how far its changes were read, and the latest of them."""

from dataclasses import dataclass, field

from live.streams.packets import Packet, event
from live.streams.watchers import Watcher

KEPT = 100  # entries whose latest fragment is kept, for those who come back after a short break


@dataclass(slots=True)
class Room:
    """The watchers of one incident. Everything after `floor` and up to `position` is in `recent`."""

    number: int
    position: int
    parts_seq: int
    floor: int = 0
    watchers: set[Watcher] = field(default_factory=set)
    members: frozenset[int] | None = None  # who may be here as of `position`, where not everybody may
    recent: dict[int, tuple[int, str]] = field(default_factory=dict)  # by entry, oldest change first

    def __post_init__(self) -> None:
        self.floor = self.position

    def keep(self, entry: int, seq: int, html: str) -> None:
        """The latest fragment of an entry. What it said before is forgotten: it may have been a secret."""
        self.recent.pop(entry, None)
        self.recent[entry] = (seq, html)
        while len(self.recent) > KEPT:
            oldest = next(iter(self.recent))
            self.floor = max(self.floor, self.recent.pop(oldest)[0])

    def begin_anew(self) -> None:
        """Nothing from before may be handed out again."""
        self.recent.clear()
        self.floor = self.position

    def add(self, watcher: Watcher) -> None:
        """Takes in a watcher who has come to `floor` or further, and brings them up to `position`."""
        self.watchers.add(watcher)
        since = watcher.cursors[self.number]
        entries = [html for seq, html in self.recent.values() if seq > since]
        if self.position > since:
            watcher.tell(self.number, self.position, event("changes", self._packet(entries)))
        else:
            watcher.tell(self.number, since, event("reached", self._packet([])))

    def tell_all(self, packet: Packet) -> None:
        """One event for everybody, written once."""
        data = event("changes", packet | {"watchers": len(self.watchers)})
        for watcher in self.watchers:
            watcher.tell(self.number, packet["seq"], data)

    def close_to(self, watcher: Watcher) -> None:
        """Shows a watcher out."""
        self.watchers.discard(watcher)
        watcher.leave(self.number, event("gone", {"room": self.number}))

    def _packet(self, entries: list[str]) -> Packet:
        return {
            "room": self.number,
            "seq": self.position,
            "parts": self.parts_seq,
            "more": False,
            "again": False,
            "entries": entries,
            "watchers": len(self.watchers),
        }
