"""Faults of processes: killed, stalled, started twice, with another clock."""

import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

from runner import services
from tests.faults.checking import Found, all_decided, arrived, compare, queue, two_minutes_later, unnamed
from tests.faults.running import RunningInstallation, log_in
from tests.processes import wait_until

FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def worker_killed_while_sending(it: RunningInstallation) -> Found:
    """kill -9 of the worker in the middle of a batch."""
    it.mailbox.thinks_for = 0.05
    subjects = queue(it, "killed worker", 40)
    wait_until(lambda: arrived(it, subjects) >= 5, "some were sent")
    it.worker.kill()
    it.mailbox.thinks_for = 0
    it.worker.start()
    all_decided(it)
    return compare(it, subjects, killed=1)


def worker_stalled(it: RunningInstallation) -> Found:
    """SIGSTOP of the worker: named as not working, and its messages go out afterwards."""
    it.worker.stall()
    subjects = queue(it, "stalled worker", 10)
    two_minutes_later(it, "worker")
    missing = unnamed(it, "worker")
    it.worker.go_on()
    all_decided(it)
    found = compare(it, subjects)
    found.unnamed = missing
    return found


def beat_stalled(it: RunningInstallation) -> Found:
    """SIGSTOP of beat: named as not running, and messages go out afterwards."""
    it.beat.stall()
    two_minutes_later(it, "beat")
    subjects = queue(it, "stalled beat", 10)
    missing = unnamed(it, "beat")
    it.beat.go_on()
    all_decided(it)
    found = compare(it, subjects)
    found.unnamed = missing
    return found


def other_mail_goes_on(it: RunningInstallation) -> Found:
    """While a killed worker still holds leases, what comes new is sent by another one."""
    it.mailbox.thinks_for = 0.05
    subjects = queue(it, "held by the dead", 100)
    wait_until(lambda: arrived(it, subjects) >= 3, "some were sent")
    it.worker.kill()
    it.mailbox.thinks_for = 0
    it.workers[1].start()
    later = queue(it, "new ones", 5)
    began = time.monotonic()
    wait_until(lambda: arrived(it, later) == 5, "the new ones arrive")
    took = time.monotonic() - began
    it.worker.start()
    all_decided(it)
    found = compare(it, subjects | later, killed=1)
    found.words.append(f"new ones after {took:.1f} s")
    return found


def broker_killed(it: RunningInstallation) -> Found:
    """kill -9 of the broker, which comes back empty."""
    subjects = queue(it, "broker before", 10)
    it.broker.kill()
    two_minutes_later(it, "beat")
    missing = unnamed(it, "broker")
    subjects |= queue(it, "broker after", 10)
    it.start_servers()
    _restart_ended(it)
    all_decided(it)
    found = compare(it, subjects)
    found.unnamed = missing
    return found


def broker_flushed(it: RunningInstallation) -> Found:
    """FLUSHALL: no task is left."""
    subjects = queue(it, "flushed", 20)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(services.broker_socket(it.state)))
        client.sendall(b"FLUSHALL\r\n")
        assert client.recv(16).startswith(b"+OK")
    all_decided(it)
    return compare(it, subjects)


def broker_stalled_twice(it: RunningInstallation) -> Found:
    """SIGSTOP of the broker for 28 s while a task ends, twice: a worker that works again, or a new one."""
    subjects = set()
    missing = []
    for number in (1, 2):
        subjects |= queue(it, f"stalled broker {number}", 10)
        it.broker.stall()
        began = time.monotonic()
        two_minutes_later(it, "beat")
        missing += unnamed(it, "broker", patience=28)
        time.sleep(max(0.0, 28 - (time.monotonic() - began)))
        it.broker.go_on()
        time.sleep(3)
    subjects |= queue(it, "after the stalls", 10)
    deadline = time.monotonic() + 150
    while arrived(it, subjects) < len(subjects) and time.monotonic() < deadline:
        _restart_ended(it)
        time.sleep(0.5)
    found = compare(it, subjects)
    found.unnamed = missing
    return found


def database_killed_under_writes(it: RunningInstallation) -> Found:
    """kill -9 of the postmaster while people log entries: what was acknowledged is there, once."""

    missing = []

    def injure() -> None:
        it.database.kill_first()
        missing.extend(unnamed(it, "database"))
        it.start_servers()

    found = _writes(it, injure)
    found.unnamed = missing
    return found


def database_stalled(it: RunningInstallation) -> Found:
    """SIGSTOP of the database with all its processes: readiness says so instead of waiting with it."""
    subjects = queue(it, "stalled database", 10)
    frozen = it.database.family()
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        missing = unnamed(it, "database")
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    all_decided(it)
    found = compare(it, subjects)
    found.unnamed = missing
    return found


def web_killed_under_writes(it: RunningInstallation) -> Found:
    """kill -9 of the pages' process while people log entries."""

    def injure() -> None:
        it.web.kill()
        it.web.start()

    return _writes(it, injure)


def three_workers_two_beats(it: RunningInstallation) -> Found:
    """Everything started more than once."""
    it.workers[1].start()
    it.workers[2].start()
    it.beats[1].start()
    subjects = queue(it, "crowd", 60)
    all_decided(it, hurry=False)
    return compare(it, subjects)


def clocks_apart(it: RunningInstallation) -> Found:
    """Two workers whose clocks are an hour behind and an hour ahead."""
    it.worker.kill()
    it.mailbox.thinks_for = 0.02
    for number, shift in ((0, "-1h"), (1, "+1h")):
        it.workers[number].start(LD_PRELOAD=str(FAKETIME[0]), FAKETIME=shift, DONT_FAKE_MONOTONIC="1")
    subjects = queue(it, "clocks", 120)
    all_decided(it, hurry=False)
    it.mailbox.thinks_for = 0
    it.worker.kill()
    return compare(it, subjects)


def _restart_ended(it: RunningInstallation) -> None:
    """What the container engine does: a process that ended by itself is started again."""
    for part in (it.worker, it.beat, it.web):
        if not part.is_up:
            part.start()


def _writes(it: RunningInstallation, injure: Callable[[], None]) -> Found:
    incident, session = it.run(log_in("responder"))
    acknowledged: list[str] = []
    ends = threading.Event()

    def write(writer: int) -> None:
        number = 0
        while not ends.is_set():
            number += 1
            words = f"writer {writer} entry {number}"
            key = str(uuid4())
            while not ends.is_set() and not _log(it.port, incident, session, words, key):
                time.sleep(0.2)
            if not ends.is_set():
                acknowledged.append(words)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    wait_until(lambda: len(acknowledged) >= 10, "some entries were logged")
    injure()
    so_far = len(acknowledged)
    wait_until(lambda: len(acknowledged) >= so_far + 10, "entries are logged again")
    ends.set()
    for writer in writers:
        writer.join()
    rows = it.sql("select text from incidents_timelineentry where incident_id = %s", incident)
    stored = Counter(row[0] for row in rows)
    return Found(
        lost=sum(words not in stored for words in acknowledged),
        doubled=sum(stored[words] - 1 for words in acknowledged if words in stored),
        words=[f"{len(acknowledged)} acknowledged"],
    )


def _log(port: int, incident: int, session: str, words: str, key: str) -> bool:
    """Whether the entry was acknowledged."""
    token = "x" * 32
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/incidents/{incident}/entries/",
        data=urllib.parse.urlencode({"text": words, "client_uuid": key, "csrfmiddlewaretoken": token}).encode(),
        headers={
            "Host": f"localhost:{port}",
            "Cookie": f"debrief_session={session}; debrief_csrf={token}",
            "Accept": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except (OSError, urllib.error.URLError, ValueError):
        return False
