"""What is measured in a room full of people: a bad network, three hundred watchers, and nothing happening."""

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

from accounts.models import User
from bench.logging_clients import Client
from bench.serving import Browser, free_port, gunicorn, uvicorn
from incidents.models import Incident
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident

CLIENTS, ENTRIES = 20, 50
WATCHERS, POSTS, RUNS, WARM = 300, 40, 5, 10
IDLE_SECONDS = 60
BUDGET_LOG_MS, BUDGET_SEEN_MS = 500, 250
HEARTBEAT_QUERIES, MOST_HEARTBEATS = 7, 4  # sessions, people, visibility (2), how far each room is, who is here (2)


def bad_network() -> dict[str, Any]:
    """Twenty people log fifty entries each through a proxy that drops one connection in ten."""
    incident = _room("A bad network")
    with gunicorn() as pages, uvicorn() as streams:
        port = free_port()
        with _process("bench.dropping", str(port), str(pages), str(streams), "42") as proxy:
            people = [
                Client(browser, n, incident.pk, incident.seq) for n, browser in enumerate(_browsers(CLIENTS, port))
            ]
            following = [threading.Thread(target=client.follow, daemon=True) for client in people]
            logging = [threading.Thread(target=client.log, args=(ENTRIES,)) for client in people]
            for thread in (*following, *logging):
                thread.start()
            for thread in logging:
                thread.join()
            stored = _stored(incident)
            _wait(lambda: all(len(client.places) == len(stored) for client in people))
            for client in people:
                client.is_over.set()
            dropped = _end(proxy)
    return _bad_network_figures(people, stored, dropped)


def _bad_network_figures(people: list[Client], stored: list[int], dropped: str) -> dict[str, Any]:
    spent = [ms for client in people for ms in client.spent_ms]
    answered = [entry for client in people for entry in client.answered]
    p95 = round(statistics.quantiles(spent, n=20)[-1], 1)
    is_same = all(client.order == stored for client in people)
    before, after = map(int, dropped.split())
    return {
        "entries_sent": len(answered),
        "entries_stored": len(stored),
        "answered_for_different_entries": len(set(answered)),
        "requests": sum(client.tries for client in people),
        "dropped_before": before,
        "dropped_after": after,
        "same_order_for_all": is_same,
        "p50_ms": round(statistics.median(spent), 1),
        "p95_ms": p95,
        "budget": f"{CLIENTS * ENTRIES} stored once, one order, p95 < {BUDGET_LOG_MS} ms",
        "ok": is_same and len(stored) == len(set(answered)) == CLIENTS * ENTRIES and p95 < BUDGET_LOG_MS,
    }


def watchers() -> dict[str, Any]:
    """From the POST of an entry until each of three hundred has it; the median of five runs."""
    incident = _room("Everybody looks")
    with gunicorn() as pages, uvicorn() as streams:
        (author,) = _browsers(1, pages)
        for number in range(WARM):
            _log(author, incident, f"Warming up {number}.")
        runs = [_watched_run(incident, author, streams, run) for run in range(RUNS)]
    p99 = round(statistics.median(run["p99_ms"] for run in runs), 1)
    return {
        "watchers": WATCHERS,
        "posts_a_run": POSTS,
        "p50_ms": round(statistics.median(run["p50_ms"] for run in runs), 1),
        "p99_ms": p99,
        "p99_of_each_run_ms": [run["p99_ms"] for run in runs],
        "seen": sum(run["seen"] for run in runs),
        "expected": RUNS * POSTS * WATCHERS,
        "generator_cpu_ms_per_event": round(statistics.median(run["cpu_ms"] for run in runs), 3),
        "generator_memory_kb_per_watcher": round(statistics.median(run["memory_kb"] for run in runs)),
        "budget": f"p99 ≤ {BUDGET_SEEN_MS} ms, median of {RUNS} runs",
        "ok": p99 <= BUDGET_SEEN_MS and sum(run["seen"] for run in runs) == RUNS * POSTS * WATCHERS,
    }


def _watched_run(incident: Incident, author: Browser, port: int, run: int) -> dict[str, Any]:
    incident.refresh_from_db()
    with _watching(incident, port, WATCHERS) as process:
        time.sleep(3)  # who is here has been told
        began = {}
        for number in range(run * POSTS, (run + 1) * POSTS):
            began[number] = time.monotonic()
            _log(author, incident, f"mark-{number}- looked at shard {number}.")
            time.sleep(0.2)
        time.sleep(1)
        found = json.loads(_end(process))
    spent = [(at - began[int(mark)]) * 1000 for mark, times in found["seen"].items() for at in times]
    return {
        "p50_ms": round(statistics.median(spent), 1),
        "p99_ms": round(statistics.quantiles(spent, n=100)[-1], 1),
        "seen": len(spent),
        "cpu_ms": found["cpu_s"] * 1000 / len(spent),
        "memory_kb": found["memory_mb"] * 1024 / WATCHERS,
    }


def _log(author: Browser, incident: Incident, text: str) -> None:
    values = {"text": text, "client_uuid": uuid4()}
    answer = author.post(f"/incidents/{incident.pk}/entries/", values, Accept="application/json")
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"an entry was answered with {answer.status}: {answer.body[:300]!r}")


def idle() -> dict[str, Any]:
    """How many queries one and three hundred watchers cost a stream process in a room in which nothing happens."""
    incident = _room("Nothing happens")
    found = {}
    for count in (1, WATCHERS):
        with uvicorn("bench.counted:application") as port, _watching(incident, port, count) as process:
            (asker,) = _browsers(1, port)
            time.sleep(5)
            before = int(asker.get("/queries").body)
            time.sleep(IDLE_SECONDS)
            found[count] = int(asker.get("/queries").body) - before
            _end(process)
    return {
        "seconds": IDLE_SECONDS,
        "queries_with_1_watcher": found[1],
        f"queries_with_{WATCHERS}_watchers": found[WATCHERS],
        "queries_of_a_heartbeat": HEARTBEAT_QUERIES,
        "budget": f"the heartbeats' alone: at most {MOST_HEARTBEATS} of them a minute, for one watcher as for all",
        "ok": max(found.values()) <= MOST_HEARTBEATS * HEARTBEAT_QUERIES,
    }


def _room(title: str) -> Incident:
    actor = User.objects.filter(role="responder", is_active=True).earliest("pk")
    details = IncidentDetails(title=title, level=4, zone="UTC")
    incident = declare_incident(actor=actor, details=details, client_uuid=uuid4())
    incident.refresh_from_db()
    return incident


def _browsers(count: int, port: int) -> list[Browser]:
    """So many people who are logged in; with more of them than responders, some twice."""
    people = User.objects.filter(role="responder", is_active=True).order_by("pk")
    return [Browser(port, person) for person in islice(cycle(people), count)]


def _stored(incident: Incident) -> list[int]:
    return list(incident.entries.told().in_order().values_list("pk", flat=True))


@contextmanager
def _watching(incident: Incident, port: int, count: int) -> Iterator["subprocess.Popen[str]"]:
    cookies = [browser.headers["Cookie"] for browser in _browsers(count, port)]
    told = json.dumps({"port": port, "rooms": f"{incident.pk}.{incident.seq}", "cookies": cookies})
    with _process("bench.watching", told=told) as process:
        yield process


@contextmanager
def _process(module: str, *arguments: str, told: str = "") -> Iterator["subprocess.Popen[str]"]:
    """A part of the generator in a process of its own, once it says that it is ready."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdin
        assert process.stdout
        if told:
            process.stdin.write(f"{told}\n")
            process.stdin.flush()
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{module} did not come up")
        yield process
    finally:
        process.kill()
        process.wait()


def _end(process: "subprocess.Popen[str]") -> str:
    """Its last words; without any it failed on the way, such as when a watcher was cut off."""
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    if not (words := process.stdout.readline()):
        raise RuntimeError("the generator ended before it was told to")
    return words


def _wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
