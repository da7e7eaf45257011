"""The commands that finish by themselves: test, check, format, exec, with, reset."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from runner.console import Problem, say
from runner.frontend import npm
from runner.packages import ensure, ensure_browser
from runner.processes import run_in_foreground
from runner.running import chosen_port, settings_for_running
from runner.services import services
from runner.state import PYTHON, STATE, State

PRODUCTION_LIKE = {
    "BASE_URL": "https://debrief.example.com",
    "DEBRIEF_DEBUG": "0",
    "DEBRIEF_EXAMPLE": "0",
    "EMAIL_URL": "smtp://mail.example.com:587?tls=1",
    "METRICS_TOKEN": "only-for-this-check",
}
FORMS = {"ruff format", "biome"}


@contextmanager
def started(name: str, purpose: str, *, packages: str, quick: bool = False) -> Iterator[dict[str, str]]:
    """Installs the packages and keeps the services of `.debrief/NAME` running; yields the environment to find them."""
    state = State(name)
    with state.taken(purpose) as lock:
        ensure(packages)
        settings = {} if quick else settings_for_running(chosen_port())
        with services(state, lock, quick=quick, settings=settings) as (environment, _):
            yield environment


def test(arguments: Sequence[str]) -> int:
    """The suite, with services and a browser of its own."""
    is_said = any(argument.startswith(("-n", "--numprocesses")) for argument in arguments)
    # Many tests wait for processes, so one more than there are processors. One that is done takes tests over from
    # others: some take minutes.
    parallel = ["--dist", "worksteal", *([] if is_said else ["-n", str((os.cpu_count() or 1) + 1)])]
    with started("test", "`make test`", packages="dev", quick=True) as environment:
        ensure_browser()
        return run_in_foreground([PYTHON, "-m", "pytest", *parallel, *arguments], environment)


def run_with(name: str, arguments: Sequence[str]) -> int:
    """The venv's Python on `arguments`, with services in `.debrief/NAME` and a browser: for measuring and pictures."""
    with started(name, f"`make {name}`", packages="dev") as environment:
        ensure_browser()
        return run_in_foreground([PYTHON, *arguments], environment)


def check() -> int:
    """Everything that reads the code without running the suite; all checks run, then those that failed are named."""
    failed = []
    with started("check", "`make check`", packages="dev", quick=True) as environment:
        for name, (command, settings) in _checks().items():
            say(f"· {name}")
            if run_in_foreground(command, environment | settings) != 0:
                failed.append(name)
    if failed:
        hint = " Run `make format` to format the code." if FORMS & set(failed) else ""
        raise Problem(f"{len(failed)} of the checks failed: {', '.join(failed)}.{hint}")
    say("All checks passed.")
    return 0


def _checks() -> dict[str, tuple[Sequence[str | Path], dict[str, str]]]:
    """Command, and what its environment has besides the services."""
    lint_imports = "import sys; from importlinter.cli import lint_imports_command as command; sys.exit(command())"
    manage: list[str | Path] = [PYTHON, "-Wignore", "manage.py"]
    return {
        "ruff check": ([PYTHON, "-m", "ruff", "check", "--quiet", "."], {}),
        "ruff format": ([PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."], {}),
        "mypy": ([PYTHON, "-m", "mypy", "."], {}),
        "import-linter": ([PYTHON, "-c", lint_imports, "--no-logo"], {}),
        "biome": npm("run", "--silent", "lint"),
        "tsc": npm("run", "--silent", "types"),
        "djlint": ([PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"], {}),
        "makemigrations": ([*manage, "makemigrations", "--check", "--dry-run"], {}),
        "check --deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION_LIKE),
    }


def reformat() -> int:
    """Formats the code, and fixes what the linters can fix by themselves."""
    State()
    ensure("dev")
    run_in_foreground([PYTHON, "-m", "ruff", "check", "--fix", "--quiet", "."], {})
    run_in_foreground([PYTHON, "-m", "ruff", "format", "--quiet", "."], {})
    return run_in_foreground(*npm("run", "--silent", "format"))


def execute(command: Sequence[str]) -> int:
    """Any command, with the services and settings of `make run` while it runs, else with its own on the same data."""
    shared = State().shared_environment()
    if shared is not None:
        return run_in_foreground(command, shared)
    with started("", f"`runner exec {command[0]}`", packages="embedded") as environment:
        return run_in_foreground(command, environment)


def reset() -> int:
    """Deletes the databases, attachments and logs of this folder; packages stay. Raises Problem when in use."""
    states = [State(), *(State(lock.parent.name) for lock in STATE.glob("*/lock"))]
    with ExitStack() as stack:
        for state in states:
            stack.enter_context(state.taken("`make reset`"))
        for folder in (STATE, *(state.sockets for state in states)):
            shutil.rmtree(folder)
    say("Deleted. The next `make run` starts with an empty database.")
    return 0
