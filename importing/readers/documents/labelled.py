"""Severity and services, where a label of the document names them: `Severity: SEV2`, `| Affected services | Shop |`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_LINES = 200  # of the beginning; a label further down is part of a story
LONGEST = 200  # characters of such a line
_MARKS = re.compile(r"[*_`|]+")
_SEVERITY = re.compile(
    r"^[\s\-+•#>]*(?:incident\s+)?(?:severity|sev|priority)(?:\s+level)?\s*:?\s+(?:[a-z]{4,10}\s*\()?"
    r"(?:sev(?:erity)?|s|p)?[\s\-]*([1-5])(?![\d.%])",
    re.IGNORECASE,
)
_SERVICES = re.compile(
    r"^[\s\-+•#>]*(?:affected\s+|impacted\s+)?services?(?:\s+(?:affected|impacted))?\s*:\s*(\S.*)$", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:[,;/]|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A severity's level, 0 where none is named, and names of services; with their lines."""

    level: int = 0
    level_line: int = 0
    services: tuple[str, ...] = ()
    services_line: int = 0


def labelled_in(text: str) -> Labelled:
    """The first of each."""
    level, level_line = 0, 0
    services: tuple[str, ...] = ()
    services_line = 0
    for number, line in _lines(text):
        if not level and (found := _SEVERITY.match(line)):
            level, level_line = int(found[1]), number
        if not services and (found := _SERVICES.match(line)):
            services, services_line = tuple(filter(None, _BETWEEN.split(found[1].strip(" .")))), number
    return Labelled(level, level_line, services, services_line)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Short lines of the beginning without marks of Markdown; the cells of a table's row as label and value."""
    for number, line in enumerate(text.split("\n", MOST_LINES)[:MOST_LINES], start=1):
        if len(line) > LONGEST:
            continue
        cells = [cell for cell in line.strip().strip("|").split("|") if cell.strip()]
        is_row = line.lstrip().startswith("|")
        if is_row and len(cells) != 2:  # noqa: PLR2004 - a label and its value
            continue
        told = f"{cells[0].strip().rstrip(':')}: {cells[1]}" if is_row else line
        yield number, " ".join(_MARKS.sub(" ", told).replace(" :", ":").split())
