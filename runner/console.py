"""What the person at the terminal sees: one line per step, and how long the slow ones took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

WORTH_SAYING = 2.0  # seconds; quicker steps end without a word


class Problem(Exception):
    """Something the person can put right: one sentence on what is wrong and what to do, then details if any."""

    def __init__(self, sentence: str, *, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


class Console:
    """Writes progress to `stream`; commands whose own output matters pass standard error."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout

    def say(self, text: str) -> None:
        """One line, at once."""
        print(text, file=self.stream, flush=True)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Announces a step and, when it was slow, says how long it took."""
        self.say(f"· {text}")
        began = time.monotonic()
        yield
        took = time.monotonic() - began
        if took >= WORTH_SAYING:
            self.say(f"  done in {took:.0f} s")

    def problem(self, problem: Problem) -> None:
        """The details first, so that the sentence is the last thing on the screen."""
        if problem.details:
            self.say(problem.details.rstrip())
        self.say(f"Stopped: {problem.sentence}")
