"""Faults of processes: killed, stalled, started twice, with another clock."""

import os
import signal
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runner import services
from tests.faults import IS_LONG
from tests.faults.checking import Found, all_decided, compare, two_minutes_later, unnamed
from tests.faults.reminders import arrived, queue
from tests.faults.running import RunningInstallation, seconds_until
from tests.processes import wait_until

LAG_S = 15  # a broker that is back
FIVE_MINUTES_S = 300
FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def worker_killed_while_sending(it: RunningInstallation) -> Found:
    """kill -9 of the worker, with its two processes that send, in the middle of 1,000 reminders."""
    count = 1000 if IS_LONG else 60
    it.mailbox.thinks_for = 2 / count
    told = queue(it, count)
    wait_until(lambda: arrived(it, told) >= count / 2, "half of them were sent")
    it.worker.kill()
    it.mailbox.thinks_for = 0
    it.worker.start()
    took = all_decided(it, told, hurry=not IS_LONG)
    found = compare(it, told, killed=2)
    found.took_s = took
    return found


def worker_stalled(it: RunningInstallation) -> Found:
    """SIGSTOP of the worker: named as not working, and its messages go out afterwards."""
    it.worker.stall()
    told = queue(it, 10)
    two_minutes_later(it, "worker")
    missing = unnamed(it, "worker")
    it.worker.go_on()
    all_decided(it, told)
    found = compare(it, told)
    found.unnamed += missing
    return found


def beat_stalled(it: RunningInstallation) -> Found:
    """SIGSTOP of beat: named as not running, and messages go out afterwards."""
    it.beat.stall()
    two_minutes_later(it, "beat")
    told = queue(it, 10)
    missing = unnamed(it, "beat")
    it.beat.go_on()
    all_decided(it, told)
    found = compare(it, told)
    found.unnamed += missing
    return found


def other_mail_goes_on(it: RunningInstallation) -> Found:
    """While a killed worker still holds leases, what comes new is sent by another one."""
    it.mailbox.thinks_for = 0.05
    told = queue(it, 100)
    wait_until(lambda: arrived(it, told) >= 3, "some were sent")
    it.worker.kill()
    it.mailbox.thinks_for = 0
    it.workers[1].start()
    later = queue(it, 5)
    took = seconds_until(lambda: arrived(it, later) == len(later), "the new ones arrive")
    it.worker.start()
    all_decided(it, told | later)
    found = compare(it, told | later, killed=2)
    found.took_s, found.allowed_s = took, 30
    return found


def broker_killed(it: RunningInstallation) -> Found:
    """kill -9 of the broker, which comes back empty."""
    told = queue(it, 10)
    it.broker.kill()
    two_minutes_later(it, "beat")
    missing = unnamed(it, "broker")
    told |= queue(it, 10)
    it.start_servers()
    _restart_ended(it)
    took = all_decided(it, told)
    found = compare(it, told)
    found.unnamed += missing
    found.took_s, found.allowed_s = took, LAG_S
    return found


def broker_flushed(it: RunningInstallation) -> Found:
    """FLUSHALL while reminders are due: no task is left."""
    told = queue(it, 20)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(services.broker_socket(it.state)))
        client.sendall(b"FLUSHALL\r\n")
        assert client.recv(16).startswith(b"+OK")
    took = all_decided(it, told)
    found = compare(it, told)
    found.took_s, found.allowed_s = took, LAG_S
    return found


def broker_stalled_twice(it: RunningInstallation) -> Found:
    """SIGSTOP of the broker for 28 s while a task ends, twice: a worker that works again, or a new one."""
    told = set()
    missing = []
    for _ in range(2):
        told |= queue(it, 10)
        it.broker.stall()
        began = time.monotonic()
        two_minutes_later(it, "beat")
        missing += unnamed(it, "broker", patience=28)
        time.sleep(max(0.0, 28 - (time.monotonic() - began)))
        it.broker.go_on()
        time.sleep(3)
    told |= queue(it, 10)
    began = time.monotonic()
    while arrived(it, told) < len(told) and time.monotonic() < began + 150:
        _restart_ended(it)
        time.sleep(0.5)
    took = time.monotonic() - began
    found = compare(it, told)
    found.unnamed += missing
    found.took_s, found.allowed_s = took, LAG_S
    return found


def database_stalled(it: RunningInstallation) -> Found:
    """SIGSTOP of the database with all its processes: readiness says so instead of waiting with it."""
    told = queue(it, 10)
    frozen = it.database.family()
    _signal(frozen, signal.SIGSTOP)
    try:
        missing = unnamed(it, "database")
    finally:
        _signal(frozen, signal.SIGCONT)
    all_decided(it, told)
    found = compare(it, told)
    found.unnamed += missing
    return found


def started_often(it: RunningInstallation, *, times: int) -> Found:
    """So many workers and beats at once, for five minutes in the long form."""
    for part in (*it.workers[1:times], *it.beats[1:times]):
        part.start()
    told = queue(it, 60)
    ends = time.monotonic() + (FIVE_MINUTES_S if IS_LONG else 0)
    while time.monotonic() < ends:
        time.sleep(8)
        told |= queue(it, 60)
    for part in it.beats[1:times]:
        part.kill()  # each publishes every task each second, which is more than the workers get done
    all_decided(it, told, hurry=False)
    found = compare(it, told)
    found.words.append(f"{len(told)} mails")
    return found


def clocks_apart(it: RunningInstallation) -> Found:
    """Workers whose clocks are an hour behind and an hour ahead; half of the digests are due in between.

    By a clock that is ahead every task of beat has expired, so that Celery drops it: such a worker takes tasks and does
    nothing. A third one is an hour ahead in what it plans alone.
    """
    it.worker.kill()
    it.mailbox.thinks_for = 0.02
    for number, shift in ((0, "-1h"), (1, "+1h")):
        it.workers[number].start(LD_PRELOAD=str(FAKETIME[0]), FAKETIME=shift, DONT_FAKE_MONOTONIC="1")
    it.workers[2].start(DEBRIEF_TESTING="1", DEBRIEF_CLOCK_OFFSET_SECONDS="3600")
    told = queue(it, 60) | queue(it, 60, hour=(datetime.now(UTC) + timedelta(hours=1)).hour)
    all_decided(it, told, hurry=False)
    it.mailbox.thinks_for = 0
    it.worker.kill()
    return compare(it, told)


def _restart_ended(it: RunningInstallation) -> None:
    """What the container engine does: a process that ended by itself is started again."""
    for part in (it.worker, it.beat, it.web):
        if not part.is_up:
            part.start()


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    """To each that has not ended: one that was about to ends as soon as its parent goes on."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
