"""Processes that never outlive us unnoticed: tied to their parent, written down, and ended at the next start."""

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from runner.console import Problem
from runner.unprivileged import Drop

PR_SET_PDEATHSIG = 1
ON_LINUX = os.uname().sysname == "Linux"
PAUSE = 0.05  # seconds between two looks
DYING = 2.0  # seconds that a killed process may take to be gone


def always() -> bool:
    """For programs that need no waiting."""
    return True


@dataclass(frozen=True)
class Program:
    """Something to keep running. `is_ready` is asked until it says yes; `before_start` clears up after a crash."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    is_ready: Callable[[], bool] = always
    before_start: Callable[[], None] = field(default=lambda: None)
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0  # seconds from the stop signal to SIGKILL
    drop: Drop | None = None


class Family:
    """The processes of one set of places."""

    def __init__(self, state: Path, logs: Path) -> None:
        self.ledger = state / "processes.json"
        self.logs = logs
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.programs: dict[str, Program] = {}

    def end_orphans(self) -> None:
        """Ends what an earlier supervisor left behind. Call it with the lock held."""
        try:
            records = json.loads(self.ledger.read_text())
        except (OSError, ValueError):
            records = []
        for record in records:
            pid = int(record["pid"])
            if birth(pid) in (None, record["birth"]):  # None: a dead leader whose group may live on
                end_group(pid, signal.Signals(record["stop_signal"]), patience=record["patience"])
        self.ledger.unlink(missing_ok=True)

    def start(self, program: Program) -> None:
        """Starts it without waiting; its output goes to its log."""
        program.before_start()
        with self.log(program.name).open("ab") as log:
            child = subprocess.Popen(
                program.command,
                cwd=program.folder,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tied_to_parent(program.stop_signal, program.drop),  # noqa: PLW1509 - one thread
            )
        self.programs[program.name] = program
        self.children[program.name] = child
        self._write_ledger()

    def wait_until_ready(self, program: Program, *, seconds: float = 60) -> None:
        """Raises Problem, with the end of its log, when it dies or is not ready in time."""
        deadline = time.monotonic() + seconds
        while not program.is_ready():
            if self.children[program.name].poll() is not None:
                raise Problem(f"{program.name} did not start.", details=self.last_words(program.name))
            if time.monotonic() > deadline:
                raise Problem(
                    f"{program.name} was not ready in {seconds:.0f} s.", details=self.last_words(program.name)
                )
            time.sleep(PAUSE)

    def start_and_wait(self, program: Program) -> None:
        self.start(program)
        self.wait_until_ready(program)

    def stop(self, names: list[str]) -> None:
        """Asks all of them to end, waits for each as long as it may take, and kills the rest."""
        ending = [(self.children.pop(name), self.programs[name]) for name in names if name in self.children]
        for child, program in ending:
            _signal_group(child.pid, program.stop_signal, leader_only=True)
        began = time.monotonic()
        for child, program in ending:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, began + program.patience - time.monotonic()))
            _signal_group(child.pid, signal.SIGKILL)
            child.wait()
        self._write_ledger()

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def last_words(self, name: str, lines: int = 20) -> str:
        """The end of its log, to show when it failed."""
        try:
            text = self.log(name).read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(f"  {name} | {line}" for line in text.splitlines()[-lines:])

    def _write_ledger(self) -> None:
        records = [
            {
                "pid": child.pid,
                "birth": birth(child.pid),
                "stop_signal": int(self.programs[name].stop_signal),
                "patience": self.programs[name].patience,
            }
            for name, child in self.children.items()
        ]
        fresh = self.ledger.with_suffix(".new")
        fresh.write_text(json.dumps(records))
        fresh.replace(self.ledger)


def tied_to_parent(death_signal: signal.Signals, drop: Drop | None = None) -> Callable[[], None]:
    """Run in the child before exec: gives up root if it must, and asks Linux for a signal when we die."""
    parent = os.getpid()

    def prepare() -> None:
        if drop is not None:
            drop()
        if ON_LINUX:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def tie_to_make() -> None:
    """When `make` started us, its death is ours: a killed `make run` leaves nothing running."""
    if ON_LINUX and "MAKELEVEL" in os.environ:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def birth(pid: int) -> str | None:
    """When the process began, in words only good for comparing; None when there is no such process."""
    if ON_LINUX:
        try:
            state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            return None
        return None if state in "ZX" else f"{boot} {rest[18]}"
    return _ps(pid, "lstart=") or None


def _ps(pid: int, column: str) -> str:
    listing = subprocess.run(["ps", "-o", column, "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip()


def command_line(pid: int) -> str:
    """What the process was started as; empty when there is none."""
    if ON_LINUX:
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    return _ps(pid, "args=")


def end_group(pid: int, stop_signal: signal.Signals, *, patience: float) -> None:
    """Ends a process that is not our child, and its group."""
    _signal_group(pid, stop_signal, leader_only=birth(pid) is not None)
    deadline = time.monotonic() + patience
    while birth(pid) is not None and time.monotonic() < deadline:
        time.sleep(PAUSE)
    _signal_group(pid, signal.SIGKILL)
    deadline = time.monotonic() + DYING
    while birth(pid) is not None and time.monotonic() < deadline:
        time.sleep(PAUSE)


def _signal_group(pid: int, number: signal.Signals, *, leader_only: bool = False) -> None:
    """A server's leader passes the word on itself; its group is only killed."""
    with suppress(ProcessLookupError, PermissionError):
        if leader_only:
            os.kill(pid, number)
        else:
            os.killpg(pid, number)
