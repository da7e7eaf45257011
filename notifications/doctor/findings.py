"""What a check reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """Whether something has to be done. FAILED makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence. Its subject is `about`; `text` is the rest."""

    grade: Grade
    about: str
    text: str


Findings = Iterator[Finding]


def ok(about: str, text: str) -> Finding:
    """As it should be."""
    return Finding(Grade.OK, about, text)


def warning(about: str, text: str) -> Finding:
    """It works, but somebody should look at it."""
    return Finding(Grade.WARNING, about, text)


def failed(about: str, text: str) -> Finding:
    """It does not work."""
    return Finding(Grade.FAILED, about, text)
