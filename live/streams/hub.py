"""The middle of a stream process: rooms and watchers on one side, the database on the other.

Everything here runs on the event loop; what Django reads is read in threads. A change costs the same number of queries
for one watcher and for three hundred, and so does a heartbeat.
"""

import asyncio
import logging
import random
from collections.abc import Coroutine
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError

from live.streams.database import Reader, listen
from live.streams.packets import event, warm
from live.streams.presence import Attendance
from live.streams.reading import Read, may_stay, read_changes
from live.streams.rooms import Room
from live.streams.standing import Ask, RoomNow, Standing, note_reads, standings
from live.streams.watchers import Watcher

logger = logging.getLogger(__name__)
PAUSE_AFTER_TROUBLE = 1.0  # seconds before the database is asked again

Asking = tuple[Ask, asyncio.Future[Standing | None]]


class Hub:
    """All watchers of this process."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.watchers: set[Watcher] = set()
        self.reader = Reader()
        self._dirty: set[int] = set()
        self._changed = asyncio.Event()
        self._asking: list[Asking] = []
        self._asked = asyncio.Event()
        self.attendance = Attendance(self.reader, self._present, self._tell)
        self._tasks = [asyncio.create_task(work) for work in self._works()]

    def _works(self) -> list[Coroutine[Any, Any, None]]:
        return [listen(self.hear, self.catch_up), self._follow(), self._admit(), self._beat(), self._attend()]

    def hear(self, payload: str) -> None:
        """`12:346`: incident 12 has come to change 346; `12:here:…`: somebody came or went in another process."""
        number, what, *process = payload.split(":")
        room = self.rooms.get(int(number))
        if room is None:
            return
        if what == "here":
            self.attendance.hear(room.number, *process)
        elif int(what) > room.position:
            self._mark(room.number)

    def catch_up(self) -> None:
        """Changes may have been missed: every room is read again from where it stands."""
        self._mark(*self.rooms)

    async def standing(self, ask: Ask) -> Standing | None:
        """Who it is and what they may watch; asked together with all others who come at the same moment."""
        answer: asyncio.Future[Standing | None] = asyncio.get_running_loop().create_future()
        self._asking.append((ask, answer))
        self._asked.set()
        standing = await answer
        if standing is not None and standing.user.role == "admin":
            await self.reader.run(note_reads, standing)
        return standing

    async def join(self, watcher: Watcher, standing: Standing) -> None:
        """Brings a watcher up to date, room by room, and takes them in."""
        self.watchers.add(watcher)
        for number in list(watcher.cursors):
            if number in standing.rooms:
                await self._enter(watcher, number, standing.rooms[number])
            else:
                watcher.leave(number, event("gone", {"room": number}))

    async def _enter(self, watcher: Watcher, number: int, now: RoomNow) -> None:
        """Pages from the database until the room's memory reaches back far enough; then the room takes over.

        They may have lost the room since `now` was read: then what was read last, here or for the room, says so.
        """
        read_to = -1
        while True:
            room = self.rooms.get(number) or self._open(number, now)
            since = watcher.cursors[number]
            may_enter = read_to >= room.position or may_stay(watcher, room.members)
            if may_enter and room.floor <= since and (since <= room.position or read_to >= 0):
                room.add(watcher)
                return self.attendance.moved()
            found = (await self.reader.run(read_changes, {number: since})).get(number)
            if found is None or not may_stay(watcher, found.members):
                return watcher.leave(number, event("gone", {"room": number}))
            if found.packet["again"]:
                watcher.cursors[number] = 0
            watcher.tell(number, found.packet["seq"], event("changes", found.packet))
            read_to = found.packet["seq"]

    def _open(self, number: int, now: RoomNow) -> Room:
        """A room that nobody watched yet. It is read at once: what changed since `now` told nobody here."""
        room = self.rooms[number] = Room(number, now.seq, now.parts_seq)
        self._mark(number)
        return room

    def _mark(self, *numbers: int) -> None:
        self._dirty.update(numbers)
        self._changed.set()

    def leave(self, watcher: Watcher) -> None:
        """Forgets a watcher, and rooms that nobody watches any more."""
        self.watchers.discard(watcher)
        for room in list(self.rooms.values()):
            room.watchers.discard(watcher)
            if not room.watchers:
                del self.rooms[room.number]
        watcher.mailbox.close()
        self.attendance.moved()

    def _present(self) -> set[tuple[int, int]]:
        return {(room.number, watcher.user_id) for room in self.rooms.values() for watcher in room.watchers}

    def _tell(self, number: int, data: bytes) -> None:
        if room := self.rooms.get(number):
            for watcher in room.watchers:
                watcher.mailbox.put(data)

    async def _attend(self) -> None:
        """Shows who is here, whenever somebody comes or goes."""
        while True:
            try:
                await self.attendance.follow()
            except Exception as error:  # noqa: BLE001 - who is here is told again with the next who moves
                await _trouble(error)

    async def _follow(self) -> None:
        """Reads what changed, whenever something did."""
        await self.reader.run(warm)
        while True:
            await self._changed.wait()
            self._changed.clear()
            cursors = {number: self.rooms[number].position for number in self._dirty if number in self.rooms}
            self._dirty.clear()
            try:
                found = await self.reader.run(read_changes, cursors) if cursors else {}
            except Exception as error:  # noqa: BLE001 - whatever it is, the streams of other rooms go on
                self._mark(*cursors)
                await _trouble(error)
                continue
            for number, read in found.items():
                if room := self.rooms.get(number):
                    self._spread(room, read)

    def _spread(self, room: Room, read: Read) -> None:
        """Hands what was read to everybody in the room who may still be there."""
        for watcher in [one for one in room.watchers if not may_stay(one, read.members)]:
            room.close_to(watcher)
        sent, room.members = read.packet, read.members
        if sent["seq"] <= room.position and not sent["again"]:
            return
        room.position, room.parts_seq = sent["seq"], sent["parts"]
        if sent["again"]:
            room.begin_anew()
        for entry, seq, html in read.fragments:
            room.keep(entry, seq, html)
        room.tell_all(sent)
        if sent["more"]:
            self._mark(room.number)

    async def _admit(self) -> None:
        """Answers all who came while the batch before was read, in one batch."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            asking, self._asking = self._asking, []
            if not await self._answer(asking):
                for one in asking:  # so that what one of them sent shuts nobody else out
                    await self._answer([one])

    async def _answer(self, asking: list[Asking]) -> bool:
        """Answers them together; False, and nobody is answered, when something in a larger batch cannot be read."""
        try:
            found: list[Standing | None] = await self.reader.run(standings, [ask for ask, _ in asking])
        except Exception as error:  # noqa: BLE001 - it is told to everybody who asked
            if len(asking) > 1 and not isinstance(error, OperationalError | InterfaceError):
                return False
            for _, answer in asking:
                if not answer.done():
                    answer.set_exception(error)
            return True
        for (_, answer), standing in zip(asking, found, strict=True):
            if not answer.done():
                answer.set_result(standing)
        return True

    async def _beat(self) -> None:
        """Now and then: does everybody's session go on, may they still see their rooms, was nothing missed?"""
        while True:
            await asyncio.sleep(settings.STREAM_HEARTBEAT * random.uniform(0.8, 1.2))  # noqa: S311 - spreads the load of processes
            watchers = list(self.watchers)
            asks = [Ask(watcher.session, tuple(watcher.cursors)) for watcher in watchers]
            try:
                found = await self.reader.run(standings, asks) if asks else []
            except Exception as error:  # noqa: BLE001 - streams outlive a database that is away
                await _trouble(error)
                continue
            for watcher, standing in zip(watchers, found, strict=True):
                self._check(watcher, standing)
            try:
                await self.attendance.renew()
            except Exception as error:  # noqa: BLE001 - who is here matters less than that streams go on
                await _trouble(error)

    def _check(self, watcher: Watcher, standing: Standing | None) -> None:
        """One watcher at a heartbeat."""
        if standing is None or standing.user.pk != watcher.user_id:
            watcher.mailbox.put(event("ended", {}))
            return self.leave(watcher)
        watcher.is_admin = standing.user.role == "admin"
        for number in [number for number in watcher.cursors if number not in standing.rooms]:
            if room := self.rooms.get(number):
                room.close_to(watcher)
        for number, now in standing.rooms.items():
            self.hear(f"{number}:{now.seq}")
        watcher.mailbox.put(event("beat", {}))
        return None

    def close(self) -> None:
        """Ends every stream; the pages come back to the next process, not all at once."""
        for watcher in list(self.watchers):
            watcher.mailbox.put(event("restart", {}))
            self.leave(watcher)
        self.attendance.close()
        for task in self._tasks:
            task.cancel()
        self.reader.close()


async def _trouble(error: Exception) -> None:
    logger.warning("The streams could not read: %s", error, exc_info=not isinstance(error, DatabaseError))
    await asyncio.sleep(PAUSE_AFTER_TROUBLE)


class _Current:
    """The hub of this process; made when the first watcher comes, on the loop that serves them."""

    hub: Hub | None = None


def current_hub() -> Hub:
    """The hub of this process."""
    if _Current.hub is None:
        _Current.hub = Hub()
    return _Current.hub


def close_all() -> None:
    """Ends every stream of this process. Called when it is told to stop, so that a restart need not wait for them."""
    if _Current.hub is not None:
        _Current.hub.close()
        _Current.hub = None
