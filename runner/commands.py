"""The commands that end by themselves: test, check, exec, with, reset."""

import os
from collections.abc import Sequence

from runner import frontend
from runner.chromium import ensure_chromium
from runner.console import Console, Problem
from runner.foreground import run_in_foreground
from runner.packages import ensure
from runner.places import Places, places
from runner.processes import Family
from runner.running import chosen_port, settings_for_running
from runner.services import own_services, shared_services, taken

PRODUCTION_LIKE = {
    "BASE_URL": "https://debrief.example.com",
    "DEBRIEF_DEBUG": "0",
    "DEBRIEF_EXAMPLE": "0",
    "EMAIL_URL": "smtp://mail.example.com:587?tls=1",
    "METRICS_TOKEN": "only-for-this-check",
}
FORMS = {"ruff format", "biome"}


def test(arguments: Sequence[str], console: Console) -> int:
    """The suite, with services and a browser of its own."""
    here = places("test")
    here.make()
    ensure(here, console, lock="dev")
    chromium = ensure_chromium(here, console)
    settings = {"DEBRIEF_CHROMIUM": str(chromium)} if chromium else {}
    with own_services(here, console, purpose="`make test`", quick=True, settings=settings) as services:
        parallel = [] if any(argument.startswith(("-n", "--numprocesses")) for argument in arguments) else ["-n", "2"]
        command = [str(here.python), "-m", "pytest", *parallel, *arguments]
        return run_in_foreground(command, services.environment, here.root)


def run_with(name: str, arguments: Sequence[str], console: Console) -> int:
    """The venv's Python on `arguments`, with services in `.debrief/NAME` and a browser: for measuring and pictures."""
    here = places(name)
    here.make()
    ensure(here, console, lock="dev")
    chromium = ensure_chromium(here, console)
    settings = settings_for_running(chosen_port()) | ({"DEBRIEF_CHROMIUM": str(chromium)} if chromium else {})
    with own_services(here, console, purpose=f"`make {name}`", settings=settings) as services:
        return run_in_foreground([here.python, *arguments], services.environment, here.root)


def check(console: Console) -> int:
    """Everything that reads the code without running the suite; all checks run, then those that failed are named."""
    here = places("test")
    here.make()
    ensure(here, console, lock="dev")
    failed = []
    with shared_services(here, console, purpose="`make check`", quick=True) as environment:
        for name, command, extra in _checks(here):
            console.say(f"· {name}")
            code = run_in_foreground(command, environment | extra, here.root)
            if code != 0:
                failed.append(name)
    if failed:
        hint = " `make format` puts the form of code right." if FORMS & set(failed) else ""
        raise Problem(f"{len(failed)} of the checks failed: {', '.join(failed)}.{hint}")
    console.say("All checks passed.")
    return 0


def reformat(console: Console) -> int:
    """Puts the form of code right, and what ruff can put right by itself."""
    here = places()
    here.make()
    ensure(here, console, lock="dev")
    python = str(here.python)
    for command in (
        [python, "-m", "ruff", "check", "--fix", "--quiet", "."],
        [python, "-m", "ruff", "format", "--quiet", "."],
    ):
        run_in_foreground(command, {}, here.root)
    command, environment = frontend.npm(here, "run", "--silent", "format")
    run_in_foreground(command, environment, here.root)
    return 0


def _checks(here: Places) -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command, and what its environment has besides the services."""
    python = str(here.python)
    manage = [python, "-Wignore", "manage.py"]
    linter = "import sys; from importlinter.cli import lint_imports_command as command; sys.exit(command())"
    return [
        ("ruff check", [python, "-m", "ruff", "check", "--quiet", "."], {}),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "--quiet", "."], {}),
        ("mypy", [python, "-m", "mypy", "."], {}),
        ("import-linter", [python, "-c", linter, "--no-logo"], {}),
        *frontend.checks(here),
        ("djlint", [python, "-m", "djlint", "templates", "--lint", "--quiet"], {}),
        ("makemigrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION_LIKE),
    ]


def execute(command: Sequence[str], console: Console) -> int:
    """Any command, with the services of this folder; those of `make run` when it is on."""
    here = places()
    here.make()
    ensure(here, console)
    settings = settings_for_running(chosen_port())
    with shared_services(here, console, purpose=f"`runner exec {command[0]}`") as environment:
        return run_in_foreground(command, settings | os.environ | environment)


def reset(console: Console) -> int:
    """Deletes the databases, attachments and logs of this folder; packages stay. Raises Problem when in use."""
    here = places()
    for state in [places(lock.parent.name) for lock in here.state.glob("*/lock")] + [here]:
        state.make()
        with taken(state, "`make reset`", console):
            Family(state.state, state.logs).end_orphans()
            state.remove()
    console.say("Debrief starts over at the next `make run`.")
    return 0
