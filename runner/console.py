"""What the person at the terminal sees: one line a step, and one sentence when something is wrong."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

WORTH_SAYING = 2.0  # seconds; quicker steps end without a word


class Problem(Exception):
    """Something the person can fix: one sentence on what is wrong and what to do, then details if any."""

    def __init__(self, sentence: str, *, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


def report(problem: Problem) -> None:
    """The details first, so that the sentence is the last thing on the screen."""
    if problem.details:
        say(problem.details.rstrip())
    say(f"Stopped: {problem.sentence}")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announces a step and, when it was slow, says how long it took."""
    say(f"· {text}")
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took >= WORTH_SAYING:
        say(f"  done in {took:.0f} s")
