"""Who has which incident open.

Each process writes its own people, tells the other processes, and shows all of them to its watchers. Only those who
watch an incident hear who else does.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection

from accounts.models import User
from core.clock import now
from incidents.models import Incident
from incidents.signals import STREAM_CHANNEL
from live.models import Presence
from live.streams.database import Reader
from live.streams.packets import event

SETTLES = 1.0  # seconds: who reloads the page did not leave, and many who come at once are told of once
SHOWN = 30  # people who are named; of the others there is a number
BEATS = 3  # that a process may miss before its people count as gone

Pair = tuple[int, int]  # incident, person


class Attendance:
    """The people of this process, as the database has them."""

    def __init__(self, reader: Reader, present: Callable[[], set[Pair]], tell: Callable[[int, bytes], None]) -> None:
        self._reader, self._present, self._tell = reader, present, tell
        self._process = uuid4()
        self._written: set[Pair] = set()
        self._heard: set[int] = set()
        self._moved = asyncio.Event()

    def moved(self) -> None:
        """Somebody came or went here."""
        self._moved.set()

    def hear(self, incident: int, process: str) -> None:
        """Another process says that somebody came or went there."""
        if process != str(self._process):
            self._heard.add(incident)
            self._moved.set()

    async def follow(self) -> None:
        """One round: waits until somebody moved, writes what is new, and tells the watchers of those incidents."""
        await self._moved.wait()
        await asyncio.sleep(SETTLES)
        self._moved.clear()
        present = self._present()
        came, left = present - self._written, self._written - present
        differing = {incident for incident, _ in came | left} | self._heard
        self._heard = set()
        try:
            people = await self._reader.run(_move, self._process, came, left, differing)
        except Exception:
            self._heard |= differing
            self._moved.set()  # once more, after what the caller waits
            raise
        self._written = present
        for incident in differing:
            self._tell(incident, event("here", {"room": incident} | people.get(incident, {"people": [], "count": 0})))

    async def renew(self) -> None:
        """Says that they are still here, and forgets the people of processes that are gone."""
        left = await self._reader.run(_renew, self._process, self._written & self._present())
        self._heard |= left  # only now: incidents were heard of while it was read
        if self._heard:
            self._moved.set()

    def close(self) -> None:
        """Nobody is here any more."""
        self._reader.last(_leave, self._process, {incident for incident, _ in self._written})


def _move(
    process: UUID, came: Collection[Pair], left: Collection[Pair], incidents: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Writes who came and who left, tells the other processes, and reads who is there; four queries at most."""
    _write(process, came)
    if left:
        gone = Presence.objects.filter(process=process, incident__in={incident for incident, _ in left})
        pairs = set(left)
        gone.filter(pk__in=[row.pk for row in gone if (row.incident_id, row.user_id) in pairs]).delete()
    _tell_others(process, {incident for incident, _ in (*came, *left)})
    return _people(incidents)


def _renew(process: UUID, present: Collection[Pair]) -> set[int]:
    """Two queries; the incidents that processes left without a word."""
    _write(process, present)
    stale = Presence.objects.filter(seen_at__lt=now() - timedelta(seconds=settings.STREAM_HEARTBEAT * BEATS))
    incidents = set(stale.values_list("incident", flat=True))
    if incidents:
        stale.delete()
    return incidents


def _leave(process: UUID, incidents: Collection[int]) -> None:
    Presence.objects.filter(process=process).delete()
    _tell_others(process, incidents)


def _write(process: UUID, pairs: Collection[Pair]) -> None:
    """Writes that they are here; looks only when it has to for incidents and people that are gone."""
    try:
        _store(process, pairs)
    except IntegrityError:
        incidents = set(
            Incident.objects.filter(pk__in={incident for incident, _ in pairs}).values_list("pk", flat=True)
        )
        people = set(User.objects.filter(pk__in={person for _, person in pairs}).values_list("pk", flat=True))
        _store(
            process, {(incident, person) for incident, person in pairs if incident in incidents and person in people}
        )


def _store(process: UUID, pairs: Collection[Pair]) -> None:
    rows = [Presence(incident_id=incident, user_id=person, process=process) for incident, person in sorted(pairs)]
    Presence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["incident", "user", "process"], update_fields=["seen_at"]
    )


def _tell_others(process: UUID, incidents: Collection[int]) -> None:
    if incidents:
        payloads = [f"{incident}:here:{process}" for incident in incidents]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) payload", [STREAM_CHANNEL, payloads])


def _people(incidents: Collection[int]) -> dict[int, dict[str, Any]]:
    """By incident: the first of them by name, and how many there are."""
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    rows = Presence.objects.filter(incident__in=incidents, user__is_active=True).select_related("user")
    for row in rows.order_by("user__name", "user"):
        person = {"id": row.user_id, "name": row.user.name, "initials": row.user.initials}
        found[row.incident_id][row.user_id] = person
    return {
        incident: {"people": list(people.values())[:SHOWN], "count": len(people)} for incident, people in found.items()
    }
