"""Runs one command of the person's at the terminal, and gives back its exit code."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from runner.console import Problem
from runner.processes import tied_to_parent


def _leave_it_to_the_command(number: int, frame: FrameType | None) -> None:
    """The terminal sends Ctrl-C to both of us; a handler, unlike ignoring it, is not passed on to the command."""


def run_in_foreground(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path | None = None) -> int:
    """Ctrl-C reaches the command by itself; SIGTERM and SIGHUP are passed on. Raises Problem if it cannot start."""
    previous = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGINT, _leave_it_to_the_command)
    try:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | dict(environment),
            preexec_fn=tied_to_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread
        )
    except OSError as error:
        raise Problem(f"{command[0]} cannot be started: {error.strerror}.") from error

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    try:
        code = child.wait()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
