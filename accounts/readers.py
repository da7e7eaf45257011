"""Reads people from a table: CSV, or what is copied from a spreadsheet."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST = 500
ORDER = ("name", "email", "role", "teams")
HEADS = {
    "name": "name",
    "full name": "name",
    "email": "email",
    "e-mail": "email",
    "e-mail address": "email",
    "email address": "email",
    "address": "email",
    "role": "role",
    "team": "teams",
    "teams": "teams",
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of the table, as it was typed; `number` counts from 1."""

    number: int
    name: str
    email: str
    role: str
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """What was read of a table; `unknown` are the names of columns that were not understood."""

    lines: list[PersonLine]
    unknown: tuple[str, ...] = ()


def read_people(text: str) -> PeopleTable:
    """Every line that is not empty, at most MOST and one more; the first one may name the columns.

    Without names they are: name, e-mail address, role, teams. Several teams in a cell are parted by `;`, `,` or `/`.
    """
    lines = [line for line in text.replace("\x00", "").splitlines() if line.strip()]
    if not lines:
        return PeopleTable([])
    delimiter = max("\t;,", key=lines[0].count)
    rows = list(csv.reader(lines[: MOST + 2], delimiter=delimiter))
    heads = [HEADS.get(cell.strip().lower().lstrip("\ufeff"), "") for cell in rows[0]]
    has_heads = "email" in heads
    columns = {head: at for at, head in enumerate(heads) if head} if has_heads else {n: i for i, n in enumerate(ORDER)}
    body = rows[1:] if has_heads else rows
    unknown = (cell.strip() for cell, head in zip(rows[0], heads, strict=True) if has_heads and not head)
    return PeopleTable(
        lines=[_line(number, row, columns) for number, row in enumerate(body, start=2 if has_heads else 1)],
        unknown=tuple(filter(None, unknown)),
    )


def _line(number: int, row: Sequence[str], columns: Mapping[str, int]) -> PersonLine:
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
    teams = (team.strip() for team in re.split(r"[;,/]", cells.get("teams", "")))
    return PersonLine(
        number=number,
        name=cells.get("name", ""),
        email=cells.get("email", ""),
        role=cells.get("role", ""),
        teams=tuple(filter(None, teams)),
    )


LONGEST_USER_AGENT = 200
# The first of each that is found names it: what comes later is also in the texts of those before.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("HeadlessChrome", "Chrome without a window"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """`Firefox on Windows`, from what a browser says of itself; what nobody knows is an unknown browser or system."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if not (browser or system):
        return "Unknown browser"
    return f"{browser or 'Unknown browser'} on {system or 'an unknown system'}"
