"""A real uvicorn over the test's database, and somebody who watches a room there."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User
from tests.journeys.browser import session_of
from tests.processes import free_port, python, wait_until


@contextmanager
def stream_process(folder: Path, **more: str) -> Iterator["Server"]:
    """Pages and streams on one port, as under `make run`."""
    port = free_port()
    log = folder / "uvicorn.log"
    command = ("-m", "uvicorn", "config.asgi:application", "--port", str(port), "--timeout-graceful-shutdown", "20")
    with python(*command, log=log, BASE_URL=f"http://localhost:{port}", **more) as process:
        wait_until(lambda: _answers(port), "uvicorn answers")
        yield Server(port, process, log)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    def __init__(self, port: int, process: Any, log: Path) -> None:
        self.port, self.process, self.log = port, process, log
        self.url = f"http://localhost:{port}"
        self.watches: list[Watch] = []

    def watch(self, user: User | None, rooms: str, **headers: str) -> "Watch":
        watch = Watch(self.port, session_of(user) if user else "", rooms, headers)
        self.watches.append(watch)
        return watch

    def knock(self, session: str, rooms: str) -> int:
        """The status for whoever sends this as the key of a session."""
        self.watches.append(Watch(self.port, session, rooms, {}))
        return self.watches[-1].status

    def leave(self) -> None:
        """Ends what is still being watched."""
        while self.watches:
            self.watches.pop().close()


class Watch:
    """One stream: its status at once, and its events as they come."""

    def __init__(self, port: int, session: str, rooms: str, headers: dict[str, str]) -> None:
        self.session = session
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Host": f"localhost:{port}"}
        self.link.request("GET", f"/stream/?rooms={rooms}", headers=cookie | headers)
        self.socket = self.link.sock
        self.answer = self.link.getresponse()
        self.status = self.answer.status
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.ids: list[str] = []
        self.is_over = False
        if self.status == 200:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        name = ""
        try:
            while line := self.answer.readline().decode():
                if line.startswith("id: "):
                    self.ids.append(line[4:].strip())
                elif line.startswith("event: "):
                    name = line[7:].strip()
                elif line.startswith("data: "):
                    self.events.append((name, json.loads(line[6:])))
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass
        self.is_over = True

    def named(self, name: str) -> list[dict[str, Any]]:
        return [data for found, data in list(self.events) if found == name]

    @property
    def html(self) -> str:
        """All fragments that came."""
        return "\n".join(html for data in self.named("changes") for html in data["entries"])

    def until(self, name: str) -> dict[str, Any]:
        """Waits for an event of this name; its data."""
        wait_until(lambda: bool(self.named(name)), f"the event {name} comes")
        return self.named(name)[-1]

    def until_html(self, words: str) -> None:
        wait_until(lambda: words in self.html, f"“{words}” arrives")

    def until_over(self) -> None:
        wait_until(lambda: self.is_over, "the stream ends")

    def close(self) -> None:
        """The watcher goes away, also in the midst of a read."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.link.close()
