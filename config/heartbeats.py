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
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.signals import (
    after_task_publish,
    task_postrun,
    task_prerun,
    worker_init,
    worker_process_init,
    worker_ready,
)
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from config.celery_settings import task_time_limit
from notifications.enums import Beating
from notifications.selectors.health import outbox_health
from notifications.services import note_heartbeat

TICK = "notifications.tasks.note_work"  # every 15 seconds
TICKS_ARE_DUE = timedelta(seconds=30)  # since beat published one
LOOK = 5.0  # seconds between two looks of a watch

log = logging.getLogger(__name__)


class Heartbeats:
    """Of this process and of those that it forks. A worker without HEARTBEAT_FILE has a file of its own."""

    def __init__(self) -> None:
        self.path = Path(settings.HEARTBEAT_FILE) if settings.HEARTBEAT_FILE else None
        self.busy_since: float | None = None  # when this process began its task, by time.monotonic

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
    """In beat, which alone publishes: it could hand over a tick. An unreachable database must not stop it."""
    heartbeats.touch()
    close_old_connections()
    try:
        note_heartbeat(Beating.BEAT)
    except DatabaseError as error:
        log.warning("That beat runs could not be recorded: %s", error)
    finally:
        close_old_connections()


@worker_init.connect  # type: ignore[untyped-decorator]
def choose_file(**_: Any) -> None:
    """Before the worker forks, so that all its processes touch one file."""
    if not heartbeats.path:
        heartbeats.path = Path(tempfile.mkdtemp(prefix="debrief-worker-")) / "heartbeat"


@task_prerun.connect  # type: ignore[untyped-decorator]
def note_begin(**_: Any) -> None:
    """A task begins."""
    heartbeats.busy_since = time.monotonic()


@task_postrun.connect  # type: ignore[untyped-decorator]
def note_end(**_: Any) -> None:
    """A task is completed, also when it failed: whatever it failed at, the worker works."""
    heartbeats.busy_since = None
    heartbeats.touch()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def tell_of_long_tasks(**_: Any) -> None:
    """In each process of the pool: a long task is work, too, as long as its process runs and its time is not up."""

    def touch_while_busy() -> None:
        while True:
            time.sleep(LOOK)
            since = heartbeats.busy_since
            if since is not None and time.monotonic() - since < task_time_limit:
                heartbeats.touch()

    threading.Thread(target=touch_while_busy, name="long-tasks", daemon=True).start()


@worker_ready.connect  # type: ignore[untyped-decorator]
def watch_work(**_: Any) -> None:
    """In the worker's first process: ends it, at once, when nothing was done for WORKER_SILENCE while ticks are due.

    Its looks are counted, not the time: while the whole machine stood still, nothing could be done.
    """

    def watch() -> None:
        seen, silent = heartbeats.stamp(), 0.0
        while True:
            time.sleep(LOOK)
            stamp = heartbeats.stamp()
            silent = silent + LOOK if stamp == seen else 0.0
            seen = stamp
            if silent >= settings.WORKER_SILENCE and ticks_are_due():
                log.critical("No task was completed for %.0f s, though beat publishes them: ending", silent)
                os._exit(1)

    threading.Thread(target=watch, name="work", daemon=True).start()


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
