"""Real processes for tests: they use the test's database, a mail server of the test, and a broker of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from runner.finding import find_broker
from runner.state import ROOT

PATIENCE = 90.0


def environment(**more: str) -> dict[str, str]:
    """What a process needs to find the test's database; `more` is put on top."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "EMAIL"))}
    return inherited | {"DATABASE_URL": database_url(), "DEBRIEF_DEBUG": "1", "DEBRIEF_TESTING": "1"} | more


def database_url() -> str:
    """The test database, as a libpq address."""
    told = connection.settings_dict
    parts = {"host": told["HOST"], "port": str(told["PORT"]), "user": told["USER"], "password": told["PASSWORD"]}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parts.items() if value)
    return f"postgresql:///{quote(str(told['NAME']), safe='')}?{query}"


@contextmanager
def python(*arguments: str, log: Path, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python process of the project, in a group of its own; its whole group is killed in the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment(**more),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def broker() -> Iterator[str]:
    """A private Redis-protocol server; yields its address for REDIS_URL."""
    with broker_process() as (address, _):
        yield address


@contextmanager
def broker_process() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The same, with its process, to stop or kill it."""
    program = find_broker()
    assert program, "no Valkey or Redis server was found"
    folder = Path(tempfile.mkdtemp(prefix="debrief-"))
    path = folder / "broker.sock"
    options = ("--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no", "--dir", str(folder))
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(path), "the broker answers")
        yield f"redis+socket://{quote(str(path))}?virtual_host=0", process
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Looks again and again; fails the test when it does not come true."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.1)


def _answers(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False
