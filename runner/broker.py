"""A private Redis-protocol server on a socket. It holds nothing of value, so it keeps nothing on disk."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from runner.console import Problem
from runner.finding import find_broker
from runner.places import Places
from runner.processes import Program


def url(places: Places) -> str:
    """What goes into REDIS_URL, in the form that Celery understands."""
    return f"redis+socket://{quote(str(_socket(places)))}?virtual_host=0"


def program(places: Places) -> Program:
    """The server. Raises Problem when there is none to run."""
    binary = find_broker(places)
    if binary is None:
        raise Problem("There is no Valkey or Redis server: install one, or set REDIS_URL.")
    path = _socket(places)
    return Program(
        name="broker",
        command=(
            *(str(binary), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--daemonize", "no"),
        ),
        environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        folder=places.broker,
        is_ready=lambda: _answers(path),
        before_start=lambda: path.unlink(missing_ok=True),
        patience=5,
    )


def _socket(places: Places) -> Path:
    return places.sockets / "broker.sock"


def _answers(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False
