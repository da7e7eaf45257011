"""Keeps programs running: restarts those that stop or freeze, and ends them all when the runner has ended.

A process of its own, so that nothing keeps running even when the runner is killed. Its standard input is a pipe that
the runner holds: the first line names the programs, and its end means that the runner has ended. Linux kills
the programs should the supervisor itself be killed.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from runner import life
from runner.console import Problem, say
from runner.life import Life
from runner.processes import Program, die_with_parent
from runner.state import ROOT

LOOK = 0.25  # seconds between two looks
MANY_STOPS = 5
WINDOW = 60.0  # seconds in which so many stops are too many
PAUSE = 1.0  # seconds before a program is started again
PATIENCE = 10.0  # seconds from the stop signal to SIGKILL
LOG_LIMIT = 5_000_000  # bytes; then the log moves to NAME.log.1


class Supervisor:
    """The programs and their processes."""

    def __init__(self, programs: list[Program]) -> None:
        self.programs = {program.name: program for program in programs}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.stops: dict[str, list[float]] = defaultdict(list)
        self.lives: dict[str, Life] = {}
        self.next_look_for_life = 0.0
        self.due = dict.fromkeys(self.programs, 0.0)  # when to start those that do not run

    def look(self) -> None:
        """One round: ends what is frozen, notes what stopped, starts what is due, trims logs.

        Raises Problem when one keeps stopping.
        """
        if time.monotonic() >= self.next_look_for_life:
            self.next_look_for_life = time.monotonic() + life.LOOK
            self._end_frozen()
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self._note_stop(name)
        for name, when in list(self.due.items()):
            if when <= time.monotonic():
                self._start(self.programs[name])
        for program in self.programs.values():
            trim(Path(program.log))

    def stop(self) -> None:
        """Asks all of them to end, and kills what is left after a while, with all that it started."""
        for name, process in self.processes.items():
            process.send_signal(self.programs[name].stop_signal)
        deadline = time.monotonic() + PATIENCE
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            kill_group(process)

    def _start(self, program: Program) -> None:
        del self.due[program.name]
        self.lives[program.name] = Life(program)
        with Path(program.log).open("ab") as log:
            self.processes[program.name] = subprocess.Popen(
                program.command,
                cwd=ROOT,
                env=os.environ | program.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one thread
            )

    def _end_frozen(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is None and self.lives[name].is_over():
                say(f"· {name} runs and does nothing")
                kill_group(process)

    def _note_stop(self, name: str) -> None:
        process = self.processes.pop(name)
        kill_group(process)
        now = time.monotonic()
        self.stops[name] = [when for when in self.stops[name] if now - when < WINDOW] + [now]
        if len(self.stops[name]) >= MANY_STOPS:
            raise Problem(f"{name} keeps stopping.", details=end_of(self.programs[name].log))
        self.due[name] = now + PAUSE
        say(f"· {name} stopped (exit code {process.returncode}) and is being restarted")


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kills the process and what it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def trim(log: Path) -> None:
    """Its program keeps the log open for appending, so it is copied and emptied rather than moved.

    On a full disk it cannot be copied: then it is only emptied, which frees some space.
    """
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        earlier = log.with_suffix(".log.1")
        try:
            earlier.write_bytes(log.read_bytes())
        except OSError:
            with suppress(OSError):
                earlier.unlink()  # half of it
        with suppress(OSError):
            os.truncate(log, 0)


def end_of(log: str, lines: int = 20) -> str:
    """What a program said last."""
    text = Path(log).read_text(errors="replace")
    return "\n".join(f"  {Path(log).stem} | {line}" for line in text.splitlines()[-lines:])


def main(lock: Path) -> int:
    """Runs until standard input ends. An empty lock file tells the next runner to wait instead of giving up."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    supervisor = Supervisor([Program(**fields) for fields in json.loads(sys.stdin.readline() or "[]")])
    try:
        supervisor.look()
        while not select.select([sys.stdin], [], [], LOOK)[0]:
            supervisor.look()
    except Problem as problem:
        say(f"{problem.details}\n· {problem.sentence}")
        return 1
    finally:
        lock.write_text("")
        supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
