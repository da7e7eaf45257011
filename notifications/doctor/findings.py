"""What a check says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a finding weighs: `bad` makes the command fail."""

    GOOD = "good"
    ODD = "odd"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing."""

    grade: Grade
    about: str
    words: str


Check = Callable[[], Iterator[Finding]]


def good(about: str, words: str) -> Finding:
    """As it should be."""
    return Finding(Grade.GOOD, about, words)


def odd(about: str, words: str) -> Finding:
    """It works, but look at it."""
    return Finding(Grade.ODD, about, words)


def bad(about: str, words: str) -> Finding:
    """It does not work."""
    return Finding(Grade.BAD, about, words)
