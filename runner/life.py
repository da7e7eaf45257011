"""Whether a program that runs also does its work: one that is frozen or stuck is still there for the system."""

import http.client
import socket
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

from runner.processes import Program

LOOK = 5.0  # seconds between two looks
MOST_SILENT = 8  # looks in a row without a sign of life; then it is started anew
STARTING = 10  # looks more while it starts
ANSWER = 2.0  # seconds that an answer may take

HOST = "127.0.0.1"


class Life:
    """The signs of life of one process. Looks are counted, not time: while a laptop sleeps, nothing can be done."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.touched = _touched(program.touches)
        self.silent = -STARTING

    def is_over(self) -> bool:
        """Looks once; True when it showed no sign of life for too long. Without a way to show one it never is."""
        self.silent = 0 if self._shows_itself() else self.silent + 1
        return self.silent > MOST_SILENT

    def _shows_itself(self) -> bool:
        if self.program.port:
            return serves_pages(self.program.port, timeout=ANSWER)
        if self.program.socket:
            return answers(self.program.socket, self.program.greeting)
        before, self.touched = self.touched, _touched(self.program.touches)
        return not self.program.touches or self.touched != before


def serves_pages(port: int, *, timeout: float = 5) -> bool:
    """Whether web answers there, within so many seconds a step."""
    try:
        with closing(http.client.HTTPConnection(HOST, port, timeout=timeout)) as connection:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False


def answers(path: str, greeting: str) -> bool:
    """Whether whoever listens at the socket says anything to the greeting."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(ANSWER)
            client.connect(path)
            client.sendall(greeting.encode("latin-1"))
            return bool(client.recv(1))
    except OSError:
        return False


def _touched(file: str) -> int:
    """When the file was touched; 0 while there is none."""
    try:
        return Path(file).stat().st_mtime_ns if file else 0
    except OSError:
        return 0
