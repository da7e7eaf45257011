"""Twenty people who log at once over a bad network, each watching what the others write."""

import http.client
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from bench.serving import CSRF, Browser

ENTRY = re.compile(r'<li class="[^"]*" id="entry-(\d+)"\s+data-seq="\d+" data-first="(\d+)" data-at="([^"]+)"')
THINKS = 2.0  # seconds at most between two entries of one person: one a second, on average
AGAIN = 0.1  # seconds, about, before a request that got no answer is sent again
Place = tuple[str, int, int]  # when, first seq, entry: the order shown


@dataclass(slots=True)
class Client:
    """One person: logs, sends again what got no answer, and follows the stream through the same bad network."""

    browser: Browser
    number: int
    room: int
    seq: int
    answered: list[int] = field(default_factory=list)
    spent_ms: list[float] = field(default_factory=list)
    tries: int = 0
    places: dict[int, Place] = field(default_factory=dict)
    is_over: threading.Event = field(default_factory=threading.Event)

    def log(self, count: int) -> None:
        """Logs so many entries, one after the other."""
        chance = random.Random(self.number)
        for number in range(count):
            time.sleep(chance.uniform(0, THINKS))
            body = urlencode({"text": f"Client {self.number}, entry {number}.", "client_uuid": uuid4(), "zone": "utc"})
            began = time.perf_counter()
            self.answered.append(self._send(body, chance))
            self.spent_ms.append((time.perf_counter() - began) * 1000)

    def _send(self, body: str, chance: random.Random) -> int:
        while True:
            self.tries += 1
            link = http.client.HTTPConnection("127.0.0.1", self.browser.port, timeout=30)
            try:
                link.request("POST", f"/incidents/{self.room}/entries/", body, self._headers())
                answer = link.getresponse()
                content = answer.read()
                if answer.status == http.HTTPStatus.OK:
                    return int(json.loads(content)["entry"])
                raise RuntimeError(f"an entry was answered with {answer.status}: {content[:300]!r}")
            except (OSError, http.client.HTTPException):
                time.sleep(AGAIN * chance.uniform(0.5, 1.5))
            finally:
                link.close()

    def _headers(self) -> dict[str, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF, "Accept": "application/json"}
        return {**self.browser.headers, **form, "Connection": "close"}

    def follow(self) -> None:
        """Reads the stream until told to stop; comes back where it broke off."""
        while not self.is_over.is_set():
            link = http.client.HTTPConnection("127.0.0.1", self.browser.port, timeout=5)
            try:
                link.request("GET", f"/stream/?rooms={self.room}.{self.seq}", headers=self.browser.headers)
                answer = link.getresponse()
                while not self.is_over.is_set() and (line := answer.readline()):
                    self._hear(line)
            except (OSError, http.client.HTTPException):
                time.sleep(AGAIN)
            finally:
                link.close()

    def _hear(self, line: bytes) -> None:
        if not line.startswith(b"data: "):
            return
        data = json.loads(line[6:])
        for html in data.get("entries", ()):
            if found := ENTRY.search(html):
                self.places[int(found[1])] = (found[3], int(found[2]), int(found[1]))
        self.seq = max(self.seq, data.get("seq", 0))

    @property
    def order(self) -> list[int]:
        """The entries as this person's page shows them."""
        return [entry for _, _, entry in sorted(self.places.values())]
