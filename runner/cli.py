"""The command line: `python3 -m runner COMMAND`."""

import argparse
import os
import signal
import sys
from contextlib import nullcontext, redirect_stdout

from runner import commands
from runner.console import Problem, report
from runner.disk import explain_error
from runner.processes import die_with_parent
from runner.running import run

ALONE = {"run": run, "check": commands.check, "format": commands.reformat, "reset": commands.reset}


def main(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m runner", description="Starts Debrief and what it needs.")
    parser.add_argument("command", choices=("test", "exec", "with", *ALONE))
    parser.add_argument(
        "rest",
        nargs=argparse.REMAINDER,
        help="arguments for pytest (test), a command (exec), or: NAME -- arguments for Python (with)",
    )
    chosen = parser.parse_args(arguments)
    rest = _without_dashes(chosen.rest)
    if chosen.command in ("exec", "with") and not rest:
        parser.error("arguments are missing: `exec -- .venv/bin/python manage.py shell`, `with bench -- -m bench`")
    if "MAKELEVEL" in os.environ:
        die_with_parent()  # a killed `make run` leaves nothing running
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))  # what was started is stopped on the way out
    # Where the command's own output matters, that of the runner goes elsewhere.
    with nullcontext() if chosen.command in ("run", "reset") else redirect_stdout(sys.stderr):
        try:
            return _dispatch(chosen.command, rest)
        except Problem as problem:
            report(problem)
            return 1
        except OSError as error:
            explained = explain_error(error)
            if explained is None:
                raise
            report(explained)
            return 1
        except KeyboardInterrupt:
            return 130


def _dispatch(command: str, rest: list[str]) -> int:
    if command == "test":
        return commands.test(rest)
    if command == "exec":
        return commands.execute(rest)
    if command == "with":
        return commands.run_with(rest[0], _without_dashes(rest[1:]))
    return ALONE[command]()


def _without_dashes(rest: list[str]) -> list[str]:
    return rest[1:] if rest[:1] == ["--"] else rest
