"""Finds a Chromium for the tests that look at pages, or installs one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from runner.console import Console
from runner.places import Places

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
IN_CACHE = (
    "chromium-*/chrome-linux*/chrome",
    "chromium_headless_shell-*/chrome-*/*headless*shell",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def ensure_chromium(places: Places, console: Console) -> Path | None:
    """One that runs: there already, else Debian's when `CI` is set, else Playwright's own. None when all fail."""
    found = _first_that_runs()
    if found is None and os.environ.get("CI") and shutil.which("apt-get"):
        with console.step("Installing Chromium with apt-get"):
            _quietly(["apt-get", "update", "-qq"])
            _quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        found = _first_that_runs()
    if found is None:
        with console.step("Downloading a Chromium with Playwright"):
            _quietly([str(places.python), "-m", "playwright", "install", "chromium"])
        found = _first_that_runs()
    if found is None:
        console.say(
            "· There is no Chromium, so the tests in a browser will be skipped. To have one:\n"
            f"    {places.python} -m playwright install --with-deps chromium"
        )
    return found


def _first_that_runs() -> Path | None:
    return next((path for path in _candidates() if _quietly([str(path), "--version"])), None)


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get("DEBRIEF_CHROMIUM")
    if chosen:
        yield Path(chosen)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from (Path(name) for name in APPLICATIONS if Path(name).exists())
    for cache in filter(None, (os.environ.get("PLAYWRIGHT_BROWSERS_PATH"), *CACHES)):
        for pattern in IN_CACHE:
            yield from sorted(Path(cache).expanduser().glob(pattern), reverse=True)


def _quietly(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0
