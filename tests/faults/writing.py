"""Faults while people log entries: twenty of them, each about one a second."""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

from tests.faults.checking import Found, unnamed
from tests.faults.running import RunningInstallation, log_in
from tests.processes import wait_until

WRITERS, PAUSE_S = 20, 1.0
UNREACHED = 0  # the status of a request that nobody answered
TOKEN = "x" * 32


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was not acknowledged."""

    began: float
    status: int
    says_when: bool  # by Retry-After


@dataclass
class Writing:
    """Who logs into which incident, what was acknowledged, and what was refused."""

    port: int
    incident: int
    session: str
    acknowledged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def write(self, writer: int) -> None:
        """One entry after the other, each sent until it is acknowledged."""
        number = 0
        while not self.is_over.wait(PAUSE_S):
            number += 1
            words, key = f"writer {writer} entry {number}", str(uuid4())
            while (refusal := self._send(words, key)) and not self.is_over.wait(0.2):
                self.refused.append(refusal)
            if not refusal:
                self.acknowledged.append(words)

    def _send(self, words: str, key: str) -> Refusal | None:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/incidents/{self.incident}/entries/",
            data=urllib.parse.urlencode({"text": words, "client_uuid": key, "csrfmiddlewaretoken": TOKEN}).encode(),
            headers={
                "Host": f"localhost:{self.port}",
                "Cookie": f"debrief_session={self.session}; debrief_csrf={TOKEN}",
                "Accept": "application/json",
            },
        )
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return None if answer.status == HTTPStatus.OK else Refusal(began, answer.status, says_when=False)
        except urllib.error.HTTPError as error:
            return Refusal(began, error.code, says_when="Retry-After" in error.headers)
        except (OSError, ValueError):
            return Refusal(began, UNREACHED, says_when=False)


def database_killed(it: RunningInstallation) -> Found:
    """kill -9 of the postmaster: what was acknowledged is there, once; meanwhile 503 says when to come again."""
    missing: list[str] = []

    def injure() -> None:
        it.database.kill_first()
        missing.extend(unnamed(it, "database"))
        it.start_servers()

    found, refused, ready_at = _while_people_write(it, injure)
    found.unnamed += missing
    unexplained = Counter(one.status for one in refused if not _says_when(one))
    found.unnamed += [f"{times} answers of {status} without Retry-After" for status, times in unexplained.items()]
    if late := sum(one.began > ready_at for one in refused):
        found.unnamed.append(f"{late} refused once the database was ready")
    return found


def web_killed(it: RunningInstallation) -> Found:
    """kill -9 of the pages' process: what was acknowledged is there, once."""

    def injure() -> None:
        it.web.kill()
        it.web.start()

    return _while_people_write(it, injure)[0]


def _says_when(refusal: Refusal) -> bool:
    return refusal.status == HTTPStatus.SERVICE_UNAVAILABLE and refusal.says_when


def _while_people_write(it: RunningInstallation, injure: Callable[[], None]) -> tuple[Found, list[Refusal], float]:
    """What was lost, what was refused, and when readiness named nothing any more."""
    incident, session = it.run(log_in("responder"))
    writing = Writing(it.port, incident, session)
    writers = [threading.Thread(target=writing.write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        wait_until(lambda: len(writing.acknowledged) >= WRITERS, "some entries were logged")
        injure()
        wait_until(lambda: bool(it.ready()) and not it.troubles(), "it is ready again")
        ready_at = time.monotonic()
        so_far = len(writing.acknowledged)
        wait_until(lambda: len(writing.acknowledged) >= so_far + WRITERS, "entries are logged again")
    finally:
        writing.is_over.set()
        for writer in writers:
            writer.join()
    stored = Counter(
        row[0] for row in it.sql("select text from incidents_timelineentry where incident_id = %s", incident)
    )
    found = Found(
        lost=sum(words not in stored for words in writing.acknowledged),
        doubled=sum(stored[words] - 1 for words in writing.acknowledged if words in stored),
        words=[f"{len(writing.acknowledged)} acknowledged, {len(writing.refused)} refused"],
    )
    return found, writing.refused, ready_at
