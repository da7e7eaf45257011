"""Progress on a terminal: a line that changes. In a log: one line for each step."""

from django.core.management.base import OutputWrapper

from transfer.exporting.progress import Progress

WIDTH = 60


class ToldProgress(Progress):
    """Writes `42 % incidents.timelineentry`."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out, self.is_terminal = out, out.isatty()
        self.what, self.told = "", -1

    def step(self, what: str) -> None:
        if self.is_terminal and self.what:
            self._write("\r", "")
        self.what, self.told = what, -1 if self.is_terminal else self.told
        self._tell()

    def advance(self) -> None:
        super().advance()
        if self.is_terminal:
            self._tell()
        if self.is_terminal and self.done == self.total:
            self._write("\r" + " " * WIDTH + "\r", "")

    def _tell(self) -> None:
        percent = 100 * self.done // self.total if self.total else 0
        if percent != self.told:
            self.told = percent
            line = f"{percent:3} % {self.what}"
            self._write("\r" if self.is_terminal else "", line.ljust(WIDTH) if self.is_terminal else f"{line}\n")

    def _write(self, before: str, line: str) -> None:
        self.out.write(before + line, ending="")
        self.out.flush()
