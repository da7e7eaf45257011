"""How the runner starts other processes, so that none of them outlives it."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from runner.console import Problem
from runner.state import ROOT

PR_SET_PDEATHSIG = 1
LONGEST_START = 90.0  # seconds


@dataclass(frozen=True)
class Program:
    """Something to keep running. `environment` is put on top of the runner's own.

    It is also started anew when it no longer answers at `port`, does not answer `greeting` at its `socket`, or no
    longer touches the file `touches`, if it has one.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    log: str
    stop_signal: int = signal.SIGTERM
    port: int = 0
    touches: str = ""
    socket: str = ""
    greeting: str = ""  # characters up to U+00FF, a byte each


def die_with_parent() -> None:
    """Linux kills this process when the one that started it has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


@contextmanager
def supervised(programs: Sequence[Program], lock: IO[str]) -> Iterator["subprocess.Popen[str]"]:
    """Keeps `programs` running for the block, or until this process ends. Yields the supervisor."""
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "runner.supervisor", lock.name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=sys.stdout,
        text=True,
        pass_fds=[lock.fileno()],
        start_new_session=True,
    )
    assert supervisor.stdin is not None
    try:
        print(json.dumps([asdict(program) for program in programs]), file=supervisor.stdin, flush=True)
        yield supervisor
    finally:
        supervisor.stdin.close()
        supervisor.wait()


def wait_until(is_ready: Callable[[], bool], supervisor: "subprocess.Popen[str]", name: str) -> None:
    """Raises Problem when the program keeps stopping, or is not ready in time."""
    deadline = time.monotonic() + LONGEST_START
    while not is_ready():
        if supervisor.poll() is not None:
            raise Problem(f"{name} could not be started: see above.")
        if time.monotonic() > deadline:
            raise Problem(f"{name} was not ready in {LONGEST_START:.0f} s.")
        time.sleep(0.05)


def run_in_foreground(command: Sequence[str | Path], environment: Mapping[str, str]) -> int:
    """Runs a command of the person's at the terminal. Returns its exit code; raises Problem if it cannot start."""
    try:
        process = subprocess.Popen(command, env=os.environ | dict(environment), preexec_fn=die_with_parent)  # noqa: PLW1509 - one thread
    except OSError as error:
        raise Problem(f"{command[0]} cannot be started: {error.strerror}.") from error
    code = None
    while code is None:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            pass  # the terminal sends Ctrl-C to the command, too
        except SystemExit:
            process.terminate()
    return code if code >= 0 else 128 - code


def run_to_end(
    command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None, typed: str = "", show: bool = False
) -> "subprocess.CompletedProcess[str]":
    """Runs a command of ours. Its standard output is captured, unless `show`."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | dict(environment or {}),
        input=typed,
        stdout=None if show else subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=die_with_parent,
    )
