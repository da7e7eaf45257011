"""Brings database, static files and example data up to date. Runs inside .venv, with Django."""

import hashlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from runner.console import Console
from runner.places import ROOT

# Parts of the front-end packages that no page asks for: compressing them takes ten seconds.
UNUSED = [
    *("bootstrap.*", "bootstrap-grid*", "bootstrap-utilities*", "bootstrap-reboot.css*", "bootstrap-reboot.rtl*"),
    "js/*",  # the sources of `dist`
]


def main(state: Path) -> None:
    """Does what is not done yet. `state` is where the example logins and the mark of the static files are left."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    console = Console()
    _migrate(console)
    _collect_static(console, state / "static.mark")
    if settings.EXAMPLE:
        _load_examples(console, state / "logins.txt")


def _migrate(console: Console) -> None:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        with console.step(f"Applying {len(pending)} migrations"):
            call_command("migrate", interactive=False, stdout=io.StringIO())


def _collect_static(console: Console, mark: Path) -> None:
    fresh = hashlib.sha256("\n".join(_static_sources()).encode()).hexdigest()
    if mark.exists() and mark.read_text() == fresh:
        return
    with console.step("Collecting the static files"):
        call_command("collectstatic", interactive=False, clear=True, ignore_patterns=UNUSED, stdout=io.StringIO())
    mark.write_text(fresh)


def _static_sources() -> Iterator[str]:
    """A line for each thing that static files come from, which changes when it changes."""
    for lock in (*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"):
        yield hashlib.sha256(lock.read_bytes()).hexdigest()
    for folder in (ROOT / "static", *sorted(ROOT.glob("[a-z]*/static"))):
        for path in sorted(folder.rglob("*")):
            found = path.stat()
            yield f"{path} {found.st_mtime_ns} {found.st_size}"


def _load_examples(console: Console, logins: Path) -> None:
    with console.step("Loading the example data"):
        call_command("load_examples", once=True, stdout=io.StringIO())
    faces = import_string("accounts.examples.example_faces")()  # models can be imported only now
    lines = [f"  {face.get_role_display():<12}{face.name:<18}{face.email}" for face in faces]
    logins.write_text("\n".join(["Example logins, one button each on the login page:", *lines]) if lines else "")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
