"""PostgreSQL and the broker of one state, and the environment that finds them."""

import os
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO
from urllib.parse import quote

from runner import postgres
from runner.console import Problem
from runner.disk import refuse_full_disk
from runner.finding import find_broker
from runner.processes import Program, supervised, wait_until
from runner.state import State

# What a person may set besides, read by config/settings.py; `runner exec` has it as `make run` has.
SETTINGS = (
    *("BACKUP_ROOT", "DEBRIEF_NO_SERVICE_WORKER", "DEFAULT_ZONE", "EMAIL_URL", "HEARTBEAT_URL", "INTERNAL_HOSTS"),
    *("LIMIT_FACTOR", "LOG_LEVEL", "MAIL_FROM", "MAIL_TIMEOUT", "METRICS_TOKEN", "SECRET_KEY_FALLBACKS"),
    *("STATEMENT_TIMEOUT", "STREAM_HEARTBEAT", "TRUSTED_PROXIES", "WORKER_SILENCE"),
)


@contextmanager
def services(
    state: State, lock: IO[str], *, quick: bool = False, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[dict[str, str], "subprocess.Popen[str]"]]:
    """Keeps running, for the block, those that the person's own environment does not name.

    Yields the environment of everything that uses them, `settings` included, and their supervisor.
    """
    refuse_full_disk(state.folder)
    wanted = []
    if not os.environ.get("DATABASE_URL"):
        wanted.append((postgres.program(state, quick=quick), postgres.is_ready))
    if not os.environ.get("REDIS_URL"):
        wanted.append((broker(state), broker_is_ready))
    with supervised([program for program, _ in wanted], lock) as supervisor:
        for program, is_ready in wanted:
            try:
                wait_until(partial(is_ready, state), supervisor, program.name)
            except Problem:
                refuse_full_disk(state.folder)  # then that is why
                raise
        environment = _environment(state, settings or {})
        state.share(environment)
        yield environment, supervisor


def broker(state: State) -> Program:
    """A Redis-protocol server on a socket. It holds nothing that must be kept, so it writes nothing to disk."""
    binary = find_broker()
    if binary is None:
        raise Problem("A Valkey or Redis server is missing: install one, or set REDIS_URL.")
    options = ("--port", "0", "--unixsocketperm", "700", "--save", "", "--appendonly", "no")
    command = [str(binary), "--unixsocket", str(broker_socket(state)), *options]
    return Program(
        "broker",
        command,
        {"LC_ALL": "C"},
        log=str(state.logs / "broker.log"),
        socket=str(broker_socket(state)),
        greeting="PING\r\n",
    )


def broker_is_ready(state: State) -> bool:
    """Whether it accepts connections."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(broker_socket(state))) == 0


def broker_url(state: State) -> str:
    """What goes into REDIS_URL."""
    return f"redis+socket://{quote(str(broker_socket(state)))}?virtual_host=0"


def broker_socket(state: State) -> Path:
    """Where the broker listens."""
    return state.sockets / "broker.sock"


def _environment(state: State, settings: Mapping[str, str]) -> dict[str, str]:
    """What the person has set takes precedence over ours."""
    ours = {
        "DATABASE_URL": postgres.url(state),
        "REDIS_URL": broker_url(state),
        "SECRET_KEY": state.secret_key(),
        "MEDIA_ROOT": str(state.folder / "media"),
        "STATIC_ROOT": str(state.folder / "static"),
        **settings,
    }
    theirs = {name: os.environ[name] for name in SETTINGS if os.environ.get(name)}
    return theirs | {name: os.environ.get(name) or value for name, value in ours.items()}
