"""What `requirements/` and package-lock.json name: installed when they changed, never otherwise."""

import fcntl
import os
import shutil
import sys
from pathlib import Path

from runner.console import Problem, say, step
from runner.failures import explain
from runner.frontend import ensure_front_end
from runner.processes import run_to_end
from runner.state import PYTHON, ROOT, STATE, VENV

LOCKS = ("embedded", "dev")  # the second holds the first, which is what running needs
NEEDED_SPACE = {"embedded": 1500, "dev": 2000}  # MB


def ensure(lock: str) -> None:
    """Everything that requirements/LOCK.txt and the front end name."""
    with (STATE / "install.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two runs never install at the same time
        ensure_python_packages(lock)
        ensure_front_end(for_development=lock == "dev")


def ensure_python_packages(lock: str) -> None:
    """Creates `.venv` and installs into it, with uv if there is one. A `.venv` that is a symlink is left alone."""
    stamp = VENV / "installed.txt"  # a copy of the lock
    wanted, *larger = [_requirements(name).read_text() for name in LOCKS[LOCKS.index(lock) :]]
    if PYTHON.exists() and stamp.exists() and stamp.read_text() in (wanted, *larger):
        return
    if VENV.is_symlink():
        say("· .venv is a symlink and is left as it is")
        return
    _check_space(lock)
    uv = _uv()
    if not (PYTHON.exists() and stamp.exists() and (uv or any(VENV.glob("lib/python3*/site-packages/pip")))):
        _make_venv(uv)
    install: list[str | Path] = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install"]
    with step(f"Installing {wanted.count('==')} Python packages"):
        done = run_to_end([*install, "--require-hashes", "--only-binary=:all:", "-r", _requirements(lock)])
    if done.returncode != 0:
        raise explain("The Python packages could not be installed", done.stdout + done.stderr)
    stamp.write_text(wanted)


def chromium_path() -> str | None:
    """The Chromium that is there, the one without windows first: it needs a quarter of the time. None: Playwright's."""
    chosen = os.environ.get("DEBRIEF_CHROMIUM")
    return chosen or shutil.which("chromium-headless-shell") or shutil.which("chromium")


def ensure_browser() -> None:
    """A Chromium for the tests that look at pages: the one on the PATH, else Playwright's own."""
    if chromium_path():
        return
    with step("Installing Playwright's Chromium"):
        done = run_to_end([PYTHON, "-m", "playwright", "install", "chromium"])
    if done.returncode != 0:
        say("· Chromium is missing, so the browser tests will fail: install it and run this again.")


def _requirements(lock: str) -> Path:
    return ROOT / "requirements" / f"{lock}.txt"


def _check_space(lock: str) -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < NEEDED_SPACE[lock]:
        raise Problem(
            f"There is not enough disk space: {free} MB are free in {ROOT}, "
            f"and the packages need {NEEDED_SPACE[lock]} MB. Free some space and run this again."
        )


def _uv() -> str | None:
    """Version managers leave a `uv` on the PATH that does not run."""
    found = shutil.which("uv")
    return found if found and run_to_end([found, "--version"]).returncode == 0 else None


def _make_venv(uv: str | None) -> None:
    command = [uv, "venv", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    with step(f"Creating .venv with Python {sys.version_info[0]}.{sys.version_info[1]}"):
        shutil.rmtree(VENV, ignore_errors=True)
        done = run_to_end([*command, VENV])
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise explain("Python could not create .venv", done.stdout + done.stderr)
