"""One watcher's side of a stream: what waits to be sent, and how far they have come in each incident."""

import asyncio
from collections.abc import Mapping

from accounts.models import User
from accounts.permissions import is_admin

MOST_BYTES = 1_000_000  # that may wait for a slow reader; then the stream is cut, and the page comes back


class Mailbox:
    """What waits to be sent. Bounded: who does not read is cut off."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._size = 0
        self._wake = asyncio.Event()
        self.is_closed = False
        self.is_overfull = False

    def put(self, data: bytes) -> None:
        """Adds to what waits."""
        if self.is_closed:
            return
        self._waiting.append(data)
        self._size += len(data)
        if self._size > MOST_BYTES:
            self.is_overfull = True
            self.close()
        self._wake.set()

    def close(self) -> None:
        """Nothing more comes; what waits may still be sent."""
        self.is_closed = True
        self._wake.set()

    async def take(self) -> bytes:
        """Everything that waits, in one piece; empty when it is closed and nothing is left."""
        while not self._waiting and not self.is_closed:
            self._wake.clear()
            await self._wake.wait()
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        return data


class Watcher:
    """One open stream: whose session, which incidents, and up to which change each was sent."""

    def __init__(self, session: str, user: User, cursors: Mapping[int, int]) -> None:
        self.session = session
        self.user_id = user.pk
        self.is_admin = is_admin(user)
        self.cursors = dict(cursors)
        self.mailbox = Mailbox()

    def send_changes(self, incident_id: int, seq: int, data: bytes) -> None:
        """Sends an event with the changes up to `seq`; the id before it lets the stream be resumed from there."""
        self.cursors[incident_id] = max(self.cursors.get(incident_id, 0), seq)
        position = ",".join(f"{number}.{reached}" for number, reached in self.cursors.items())
        self.mailbox.put(f"id: {position}\n".encode() + data)

    def stop_watching(self, incident_id: int, data: bytes) -> None:
        """Says that an incident is closed to them; with the last one the stream ends."""
        if self.cursors.pop(incident_id, None) is None:
            return
        self.mailbox.put(data)
        if not self.cursors:
            self.mailbox.close()
