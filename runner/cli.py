"""The command line: `python3 -m runner COMMAND`."""

import argparse
import signal
import sys
from types import FrameType

from runner import commands
from runner.console import Console, Problem
from runner.running import run


def main(arguments: list[str]) -> int:
    """Runs one command and gives back the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m runner", description="Starts Debrief and what it needs.")
    parser.add_argument("command", choices=("run", "test", "check", "format", "exec", "with", "reset"))
    parser.add_argument(
        "rest",
        nargs=argparse.REMAINDER,
        help="arguments for pytest (test), a command (exec), or: NAME -- arguments for Python (with)",
    )
    chosen = parser.parse_args(arguments)
    rest = chosen.rest[1:] if chosen.rest[:1] == ["--"] else chosen.rest
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    console = Console(sys.stdout if chosen.command in ("run", "reset") else sys.stderr)
    try:
        return _dispatch(chosen.command, rest, console, parser)
    except Problem as problem:
        console.problem(problem)
        return 1
    except KeyboardInterrupt:
        return 130


def _leave(number: int, frame: FrameType | None) -> None:
    """Ends as Ctrl-C does: what was started is stopped on the way out."""
    raise SystemExit(128 + number)


def _dispatch(command: str, rest: list[str], console: Console, parser: argparse.ArgumentParser) -> int:
    alone = {"run": run, "check": commands.check, "format": commands.reformat, "reset": commands.reset}
    if command in alone:
        return alone[command](console)
    if command == "test":
        return commands.test(rest, console)
    if not rest:
        parser.error(f"{command} needs more: `exec -- .venv/bin/python manage.py shell`, `with bench -- -m bench`")
    if command == "exec":
        return commands.execute(rest, console)
    arguments = rest[2:] if rest[1:2] == ["--"] else rest[1:]
    return commands.run_with(rest[0], arguments, console)
