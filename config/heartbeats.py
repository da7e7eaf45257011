"""What beat and a worker leave behind while they do their work, and the end of a worker that does none.

A worker may answer and yet do nothing: its pool is frozen, or an acknowledgement that the broker never took keeps it
from fetching the next task. Then it ends itself, and what runs it (compose, systemd, `make run`) starts it again. Both
touch HEARTBEAT_FILE, for those who look from outside: `deploy/heartbeat.py`, and the supervisor of `make run`.
"""

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import states
from celery.signals import (
    after_task_publish,
    task_postrun,
    task_prerun,
    worker_init,
    worker_process_init,
    worker_ready,
)
from django.conf import settings
from django.db import DatabaseError, Error, connection

from config.celery_settings import task_time_limit
from notifications.enums import Beating
from notifications.selectors.health import outbox_health
from notifications.services import note_heartbeat

TICK = "notifications.tasks.note_work"  # every 15 seconds
TICKS_ARE_DUE = timedelta(seconds=30)  # since beat published one
NOTING = "noting"  # the name of the thread that notes a heartbeat
LOOK = 5.0  # seconds between two looks of a watch

log = logging.getLogger(__name__)


class Heartbeats:
    """Of this process and of those that it forks. A worker without HEARTBEAT_FILE has a file of its own."""

    def __init__(self) -> None:
        self.path = Path(settings.HEARTBEAT_FILE) if settings.HEARTBEAT_FILE else None
        self.busy_until: float | None = None  # when the time of this process's task is up, by time.monotonic

    def touch(self) -> None:
        """Work was done."""
        if self.path:
            self.path.touch()

    def stamp(self) -> int:
        """Changes with every touch."""
        return self.path.stat().st_mtime_ns if self.path and self.path.exists() else 0


heartbeats = Heartbeats()


@after_task_publish.connect(sender=TICK)  # type: ignore[untyped-decorator]
def note_tick(**_: Any) -> None:
    """In beat, which alone publishes: it could hand over a tick. A database that does not answer must not stop it."""
    heartbeats.touch()
    note_aside(Beating.BEAT)


def note_aside(name: Beating) -> None:
    """Notes it in the database, in a thread of its own: nobody waits for it. One at a time, so that none pile up."""
    if not any(thread.name == NOTING for thread in threading.enumerate()):
        threading.Thread(target=_note, args=[name], name=NOTING, daemon=True).start()


def _note(name: Beating) -> None:
    try:
        note_heartbeat(name)
    except Error as error:
        log.warning("That %s runs could not be recorded: %s", name.label.lower(), error)
    finally:
        connection.close()


@worker_init.connect  # type: ignore[untyped-decorator]
def choose_file(**_: Any) -> None:
    """Before the worker forks, so that all its processes touch one file."""
    if not heartbeats.path:
        heartbeats.path = Path(tempfile.mkdtemp(prefix="debrief-worker-")) / "heartbeat"


@task_prerun.connect  # type: ignore[untyped-decorator]
def note_begin(*, task: Any, **_: Any) -> None:
    """A task begins."""
    heartbeats.busy_until = time.monotonic() + (task.time_limit or task_time_limit)


@task_postrun.connect  # type: ignore[untyped-decorator]
def note_end(*, state: str, retval: Any, **_: Any) -> None:
    """A task has ended. One that failed is no work done, unless the database failed it: a new worker would not help."""
    heartbeats.busy_until = None
    if state == states.SUCCESS or isinstance(retval, Error):
        heartbeats.touch()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def tell_of_long_tasks(**_: Any) -> None:
    """In each process of the pool: a long task is work, too, as long as its process runs and its time is not up."""

    def touch_while_busy() -> None:
        while True:
            time.sleep(LOOK)
            until = heartbeats.busy_until
            if until is not None and time.monotonic() < until:
                heartbeats.touch()
                note_aside(Beating.WORKER)

    threading.Thread(target=touch_while_busy, name="long-tasks", daemon=True).start()


@worker_ready.connect  # type: ignore[untyped-decorator]
def watch_work(**_: Any) -> None:
    """In the worker's first process: ends it, at once, when nothing was done for WORKER_SILENCE; 0 never does."""
    if not settings.WORKER_SILENCE:
        return

    def watch() -> None:
        silence = Silence(heartbeats.stamp(), ticks_are_due)
        while True:
            time.sleep(LOOK)
            silence.look(heartbeats.stamp())
            if silence.seconds >= settings.WORKER_SILENCE:
                log.critical("No task was completed for %.0f s, though beat publishes them: ending", silence.seconds)
                os._exit(1)

    threading.Thread(target=watch, name="work", daemon=True).start()


class Silence:
    """For how many `seconds` nothing was done although ticks were due the whole time.

    It begins anew when beat or the broker come back, so that the worker has all of it to connect again. Looks are
    counted, not the time: while the whole machine stood still, nothing could be done.
    """

    def __init__(self, stamp: int, are_ticks_due: Callable[[], bool]) -> None:
        self.stamp, self.are_ticks_due = stamp, are_ticks_due
        self.seconds = 0.0

    def look(self, stamp: int) -> None:
        """To be called every LOOK seconds, with the present stamp of the heartbeats."""
        is_silent = stamp == self.stamp and self.are_ticks_due()
        self.stamp, self.seconds = stamp, self.seconds + LOOK if is_silent else 0.0


def ticks_are_due() -> bool:
    """Whether beat published one just now. False when the database cannot say so."""
    try:
        return was_beating()
    except DatabaseError:
        return False
    finally:
        connection.close()
        if connection.pool:  # type: ignore[attr-defined]
            connection.close_pool()  # type: ignore[attr-defined]  # a process that is forked later must not inherit it


def was_beating() -> bool:
    """The same. Raises DatabaseError."""
    since = outbox_health().since_beat
    return since is not None and timedelta(0) <= since <= TICKS_ARE_DUE
