"""Brings database, static files and example data up to date. Runs inside .venv, with Django."""

import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

from runner.console import step
from runner.state import ROOT, fingerprint

# Parts of the front-end packages that no page asks for: compressing them takes ten seconds.
UNUSED = [
    *("bootstrap.*", "bootstrap-grid*", "bootstrap-utilities*", "bootstrap-reboot.css*", "bootstrap-reboot.rtl*"),
    "js/*",  # the sources of `dist`
]


def main(state: Path) -> None:
    """Does what is not done yet. `state` is where the example logins and the mark of the static files are left."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with step("Bringing the database up to date"):
        call_command("upgrade", no_backup=True, stdout=io.StringIO())
    _collect_static(state / "static.mark")
    if settings.EXAMPLE:
        _load_examples(state / "logins.txt")


def _collect_static(mark: Path) -> None:
    folders = [ROOT / "static", *ROOT.glob("[a-z]*/static")]
    locks = [ROOT / "package-lock.json", *ROOT.glob("requirements/*.txt")]
    sources = fingerprint([*locks, *(path for folder in folders for path in folder.rglob("*"))])
    if mark.exists() and mark.read_text() == sources:
        return
    with step("Collecting the static files"):
        call_command("collectstatic", interactive=False, clear=True, ignore_patterns=UNUSED, stdout=io.StringIO())
    mark.write_text(sources)


def _load_examples(logins: Path) -> None:
    with step("Loading the example data"):
        call_command("load_examples", once=True, stdout=io.StringIO())
    faces = import_string("accounts.examples.example_faces")()  # models can be imported only now
    lines = [f"  {face.get_role_display():<12}{face.name:<18}{face.email}" for face in faces]
    logins.write_text("\n".join(["Example logins, one button each on the login page:", *lines]) if lines else "")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except CommandError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except import_string("core.backup.unfinished.UnfinishedRestore") as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(3)
