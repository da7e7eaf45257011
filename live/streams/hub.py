"""The centre of a stream process: feeds and watchers on one side, the database on the other.

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

from accounts.permissions import is_admin
from accounts.signals import SESSION_CHANNEL
from incidents.signals import STREAM_CHANNEL
from live.streams.access import Access, LatestChange, WatchRequest, check_access, log_private_reads
from live.streams.changes import RenderedChanges, may_watch, read_changes
from live.streams.database import Reader, listen
from live.streams.feeds import IncidentFeed
from live.streams.packets import event, warm
from live.streams.presence import Attendance
from live.streams.watchers import Watcher

logger = logging.getLogger(__name__)
PAUSE_AFTER_TROUBLE = 1.0  # seconds before the database is asked again

Pending = tuple[WatchRequest, asyncio.Future[Access | None]]


class Hub:
    """All watchers of this process."""

    def __init__(self) -> None:
        self.feeds: dict[int, IncidentFeed] = {}
        self.watchers: set[Watcher] = set()
        self.reader = Reader()
        self._dirty: set[int] = set()
        self._changed = asyncio.Event()
        self._pending: list[Pending] = []
        self._has_pending = asyncio.Event()
        self._doubtful: set[Watcher] = set()
        self._has_doubtful = asyncio.Event()
        self.attendance = Attendance(self.reader, self._present, self._tell)
        self._tasks = [asyncio.create_task(work) for work in self._works()]

    def _works(self) -> list[Coroutine[Any, Any, None]]:
        hear = {STREAM_CHANNEL: self.hear, SESSION_CHANNEL: self.hear_session}
        checks = [self._check_pending(), self._check_doubtful()]
        return [listen(hear, self.catch_up), self._follow(), *checks, self._beat(), self._attend()]

    def hear(self, payload: str) -> None:
        """`12:346`: incident 12 has come to change 346; `12:here:…`: somebody came or went in another process."""
        number, what, *process = payload.split(":")
        feed = self.feeds.get(int(number))
        if feed is None:
            return
        if what == "here":
            self.attendance.hear(feed.incident_id, *process)
        elif int(what) > feed.seq:
            self._mark(feed.incident_id)

    def hear_session(self, payload: str) -> None:
        """`session:KEY` ended, or something about all sessions of `person:4` changed: their watchers are checked."""
        kind, _, which = payload.partition(":")
        for watcher in self.watchers:
            if which == (watcher.session if kind == "session" else str(watcher.user_id)):
                self._doubt(watcher)

    def catch_up(self) -> None:
        """Changes may have been missed: every feed is read again from the last change it has, every session checked."""
        self._mark(*self.feeds)
        self._doubt(*self.watchers)

    def _doubt(self, *watchers: Watcher) -> None:
        self._doubtful.update(watchers)
        if watchers:
            self._has_doubtful.set()

    async def check(self, request: WatchRequest) -> Access | None:
        """Who it is and what they may watch; checked together with all others who come at the same moment."""
        answer: asyncio.Future[Access | None] = asyncio.get_running_loop().create_future()
        self._pending.append((request, answer))
        self._has_pending.set()
        access = await answer
        if access is not None and is_admin(access.user):
            await self.reader.run(log_private_reads, access)
        return access

    async def join(self, watcher: Watcher, access: Access) -> None:
        """Brings a watcher up to date, one incident after the other, and adds them to its feed."""
        self.watchers.add(watcher)
        for number in list(watcher.cursors):
            if number in access.incidents:
                await self._enter(watcher, number, access.incidents[number])
            else:
                watcher.stop_watching(number, event("gone", {"room": number}))

    async def _enter(self, watcher: Watcher, number: int, latest: LatestChange) -> None:
        """Sends pages from the database until what the feed keeps reaches back far enough; then the feed takes over.

        They may have lost access since `latest` was read: then what was read last, here or for the feed, says so.
        """
        read_to = -1
        while True:
            feed = self.feeds.get(number) or self._open(number, latest)
            since = watcher.cursors[number]
            may_enter = read_to >= feed.seq or may_watch(watcher, feed.members)
            if may_enter and feed.kept_since <= since and (since <= feed.seq or read_to >= 0):
                feed.add(watcher)
                return self.attendance.moved()
            found = (await self.reader.run(read_changes, {number: since})).get(number)
            if found is None or not may_watch(watcher, found.members):
                return watcher.stop_watching(number, event("gone", {"room": number}))
            if found.packet["again"]:
                watcher.cursors[number] = 0
            watcher.send_changes(number, found.packet["seq"], event("changes", found.packet))
            read_to = found.packet["seq"]

    def _open(self, number: int, latest: LatestChange) -> IncidentFeed:
        """The feed of an incident that nobody watched yet; read at once, as changes since `latest` went unheard."""
        feed = self.feeds[number] = IncidentFeed(number, latest.seq, latest.parts_seq)
        self._mark(number)
        return feed

    def _mark(self, *numbers: int) -> None:
        self._dirty.update(numbers)
        self._changed.set()

    def leave(self, watcher: Watcher) -> None:
        """Forgets a watcher, and feeds that nobody watches any more."""
        self.watchers.discard(watcher)
        for feed in list(self.feeds.values()):
            feed.watchers.discard(watcher)
            if not feed.watchers:
                del self.feeds[feed.incident_id]
        watcher.mailbox.close()
        self.attendance.moved()

    def _present(self) -> set[tuple[int, int]]:
        return {(feed.incident_id, watcher.user_id) for feed in self.feeds.values() for watcher in feed.watchers}

    def _tell(self, number: int, data: bytes) -> None:
        if feed := self.feeds.get(number):
            for watcher in feed.watchers:
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
            cursors = {number: self.feeds[number].seq for number in self._dirty if number in self.feeds}
            self._dirty.clear()
            try:
                found = await self.reader.run(read_changes, cursors) if cursors else {}
            except Exception as error:  # noqa: BLE001 - whatever it is, the streams of other incidents go on
                self._mark(*cursors)
                await _trouble(error)
                continue
            for number, changes in found.items():
                if feed := self.feeds.get(number):
                    self._publish(feed, changes)

    def _publish(self, feed: IncidentFeed, changes: RenderedChanges) -> None:
        """Sends what was read to every watcher of the feed who may still see the incident."""
        for watcher in [one for one in feed.watchers if not may_watch(one, changes.members)]:
            feed.remove(watcher)
        sent, feed.members = changes.packet, changes.members
        if sent["seq"] <= feed.seq and not sent["again"]:
            return
        feed.seq, feed.parts_seq = sent["seq"], sent["parts"]
        if sent["again"]:
            feed.clear()
        for entry, seq, html in changes.fragments:
            feed.keep(entry, seq, html)
        feed.send_to_all(sent)
        if sent["more"]:
            self._mark(feed.incident_id)

    async def _check_pending(self) -> None:
        """Answers all who came while the batch before was read, in one batch."""
        while True:
            await self._has_pending.wait()
            self._has_pending.clear()
            pending, self._pending = self._pending, []
            if not await self._answer(pending):
                for one in pending:  # so that what one of them sent shuts nobody else out
                    await self._answer([one])

    async def _answer(self, pending: list[Pending]) -> bool:
        """Answers them together; False, and nobody is answered, when something in a larger batch cannot be read."""
        try:
            found: list[Access | None] = await self.reader.run(check_access, [request for request, _ in pending])
        except Exception as error:  # noqa: BLE001 - it is told to everybody who asked
            if len(pending) > 1 and not isinstance(error, OperationalError | InterfaceError):
                return False
            for _, answer in pending:
                if not answer.done():
                    answer.set_exception(error)
            return True
        for (_, answer), access in zip(pending, found, strict=True):
            if not answer.done():
                answer.set_result(access)
        return True

    async def _beat(self) -> None:
        """Now and then: does everybody's session go on, may they still see their incidents, was nothing missed?"""
        while True:
            await asyncio.sleep(settings.STREAM_HEARTBEAT * random.uniform(0.8, 1.2))  # noqa: S311 - spreads the load of processes
            try:
                await self._check_again(list(self.watchers))
            except Exception as error:  # noqa: BLE001 - streams outlive a database that is away
                await _trouble(error)
                continue
            try:
                await self.attendance.renew()
            except Exception as error:  # noqa: BLE001 - who is here matters less than that streams go on
                await _trouble(error)

    async def _check_doubtful(self) -> None:
        """Ends at once what goes on under a session that has ended; what cannot be asked now is left to a heartbeat."""
        while True:
            await self._has_doubtful.wait()
            self._has_doubtful.clear()
            doubtful, self._doubtful = self._doubtful & self.watchers, set()
            try:
                await self._check_again(list(doubtful))
            except Exception as error:  # noqa: BLE001 - as at a heartbeat
                await _trouble(error)

    async def _check_again(self, watchers: list[Watcher]) -> None:
        """Do their sessions go on, and may they still see what they watch?"""
        requests = [WatchRequest(watcher.session, tuple(watcher.cursors)) for watcher in watchers]
        found = await self.reader.run(check_access, requests) if requests else []
        for watcher, access in zip(watchers, found, strict=True):
            self._update(watcher, access)

    def _update(self, watcher: Watcher, access: Access | None) -> None:
        """Ends what the watcher may no longer see, and reads what was missed."""
        if access is None or access.user.pk != watcher.user_id:
            watcher.mailbox.put(event("ended", {}))
            return self.leave(watcher)
        watcher.is_admin = is_admin(access.user)
        for number in [number for number in watcher.cursors if number not in access.incidents]:
            if feed := self.feeds.get(number):
                feed.remove(watcher)
        for number, latest in access.incidents.items():
            self.hear(f"{number}:{latest.seq}")
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
