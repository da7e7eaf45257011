"""Keeps programs running: starts again what stops, gives up on what keeps stopping, and keeps logs small."""

import signal
import time
from collections import defaultdict
from types import FrameType

from runner.console import Console, Problem
from runner.processes import Family

LOOK = 0.25  # seconds between two looks
MANY_DEATHS = 5
WINDOW = 60.0  # seconds in which so many deaths are too many
LONGEST_PAUSE = 8.0  # seconds before a program is started again
LOG_LIMIT = 5_000_000  # bytes; then the log moves to NAME.log.1
LOG_LOOK = 10.0  # seconds


class Supervisor:
    """Watches one family until it is told to stop."""

    def __init__(self, family: Family, console: Console) -> None:
        self.family = family
        self.console = console
        self.stopping = False
        self.deaths: dict[str, list[float]] = defaultdict(list)
        self.starts_again_at: dict[str, float] = {}
        self.logs_looked_at = 0.0

    def stop_on_signals(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal end `watch`."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def watch(self) -> None:
        """Returns when told to stop. Raises Problem when a program keeps dying."""
        while not self.stopping:
            self.look()
            self.rest()

    def rest(self) -> None:
        """Between two rounds."""
        time.sleep(LOOK)

    def look(self) -> None:
        """One round: bury, start again, trim logs. Raises Problem when a program keeps dying."""
        now = time.monotonic()
        for name, child in list(self.family.children.items()):
            if name not in self.starts_again_at and child.poll() is not None:
                self._note_death(name, child.returncode, now)
        for name, due in list(self.starts_again_at.items()):
            if now >= due:
                del self.starts_again_at[name]
                self.family.start(self.family.programs[name])
        if now - self.logs_looked_at >= LOG_LOOK:
            self.logs_looked_at = now
            self._trim_logs()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _note_death(self, name: str, code: int, now: float) -> None:
        deaths = self.deaths[name] = [when for when in self.deaths[name] if now - when < WINDOW] + [now]
        if len(deaths) >= MANY_DEATHS:
            raise Problem(
                f"{name} keeps stopping; its log is {self.family.log(name)}.", details=self.family.last_words(name)
            )
        pause = min(2.0 ** (len(deaths) - 1), LONGEST_PAUSE)
        self.starts_again_at[name] = now + pause
        self.console.say(f"· {name} stopped (exit code {code}) and starts again in {pause:.0f} s")

    def _trim_logs(self) -> None:
        """The programs keep their log open for appending, so it is copied and emptied rather than moved."""
        for log in self.family.logs.glob("*.log"):
            if log.stat().st_size > LOG_LIMIT:
                log.with_suffix(".log.1").write_bytes(log.read_bytes())
                with log.open("r+b") as file:
                    file.truncate(0)
