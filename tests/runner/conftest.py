"""A copy of the project in a folder whose name has a space and a letter beyond ASCII."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from runner.state import ROOT

COPIED = ("runner", "requirements")
LEFT_OUT = {".git", ".debrief", "staticfiles", "media", *COPIED}
OF_THIS_SUITE = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MEDIA_ROOT", "STATIC_ROOT", "MAKELEVEL", "PORT"}

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """All but the runner is linked; its state, made by a test, is removed afterwards."""
    folder = tmp_path / "mit raum ü"
    folder.mkdir()
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name)
    for path in ROOT.iterdir():
        if path.name not in LEFT_OUT:
            (folder / path.name).symlink_to(path)
    yield folder
    subprocess.run([sys.executable, "-m", "runner", "reset"], cwd=folder, capture_output=True, check=True)


@pytest.fixture
def start(project: Path) -> Iterator[Start]:
    """`start("run", PORT=…)` begins a runner in the project; what still runs after the test is ended."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in OF_THIS_SUITE and not name.startswith("PYTEST")
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "runner", *arguments],
            cwd=project,
            env=kept | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.terminate()
        with process:  # waits, and closes its output
            pass


@pytest.fixture
def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """What it printed up to the line with `text`; fails when it ends before."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if text in line:
            return said
    pytest.fail(f"It ended without saying {text!r}:\n{said}")


def descendants(pid: int) -> set[str]:
    """Everything that the process started and that still runs, to be looked for with `still_running`."""
    children: dict[str, list[str]] = {}
    lines = processes()
    for line in lines:
        children.setdefault(line.split()[1], []).append(line)
    found = [line for line in lines if line.split()[0] == str(pid)]
    for line in found:
        found += children.get(line.split()[0], [])
    return {identity(line) for line in found[1:]}


def still_running(earlier: set[str]) -> set[str]:
    return earlier & {identity(line) for line in processes()}


def processes() -> list[str]:
    """Process id, parent's id, state, when it began, what it is; zombies left out."""
    columns = ["ps", "-axww", "-o", "pid=,ppid=,stat=,lstart=,command="]
    listing = subprocess.run(columns, capture_output=True, text=True, errors="replace", check=True).stdout
    return [line for line in listing.splitlines() if not line.split()[2].startswith("Z")]


def identity(line: str) -> str:
    """A process id may be used again; the same id in the same second is the same process."""
    pid, _, _, *began = line.split()[:8]
    return " ".join([pid, *began])


def eventually(condition: Callable[[], bool], *, seconds: float = 30) -> None:
    """Waits for another process; the limit only keeps a broken one from holding up the suite."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
