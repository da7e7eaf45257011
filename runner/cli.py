"""The command line: `python3 -m runner COMMAND`."""

import argparse
import sys

from runner import commands
from runner.console import Console, Problem
from runner.running import run


def main(arguments: list[str]) -> int:
    """Runs one command and gives back the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m runner", description="Starts Debrief and what it needs.")
    parser.add_argument("command", choices=("run", "test", "check", "exec", "with", "reset"))
    parser.add_argument(
        "rest",
        nargs=argparse.REMAINDER,
        help="arguments for pytest (test), a command (exec), or: NAME -- arguments for Python (with)",
    )
    chosen = parser.parse_args(arguments)
    rest = chosen.rest[1:] if chosen.rest[:1] == ["--"] else chosen.rest
    console = Console(sys.stdout if chosen.command in ("run", "reset") else sys.stderr)
    try:
        return _dispatch(chosen.command, rest, console, parser)
    except Problem as problem:
        console.problem(problem)
        return 1
    except KeyboardInterrupt:
        return 130


def _dispatch(command: str, rest: list[str], console: Console, parser: argparse.ArgumentParser) -> int:
    if command == "test":
        return commands.test(rest, console)
    if command == "check":
        return commands.check(console)
    if command == "reset":
        return commands.reset(console)
    if command == "exec":
        if not rest:
            parser.error("exec needs a command: python3 -m runner exec -- .venv/bin/python manage.py shell")
        return commands.execute(rest, console)
    if command == "with":
        name, *arguments = rest or parser.error("with needs a name: python3 -m runner with bench -- -m bench")
        return commands.run_with(name, arguments[1:] if arguments[:1] == ["--"] else arguments, console)
    return run(console)
