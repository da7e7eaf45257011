"""Tables: which columns they have, and what a row says."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.prose.finds import FoundRange
from core.prose.times import times_in
from core.time_words import MONTHS_A_YEAR, Day
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.times import Head, head_of

# What columns are called.
_COLUMNS = {
    "time": (
        r"(?:.{0,20}\b)?(?:times?|timestamps?|when|date and time|date time|datetime"
        r"|start(?: time)?|utc|at|clock|hour)\b.{0,25}"
    ),
    "date": r"dates?(?: \(?20\d{2}\)?)?",
    "day": r"(?:date|day)s?(?: of (?:the )?week)?",
    "text": (
        r"(?:what(?: happened)?|events?|descriptions?|actions?(?: items?| taken)?|details?"
        r"|activit(?:y|ies)|summary|happening|notes?|comments?|items?|tasks?|todo|work|title"
        r"|action item description|measures?|improvements?|things? to do|remediation|step|entry"
        r"|update|occurrence|issue|follow ?up|recommendation)(?: .{0,30})?"
    ),
    "who": r"(?:who|actor|person|author|by|team|people|participants?|source|initiator)(?: .{0,20})?",
    "owner": (
        r"(?:(?:owning|responsible|action|assigned|lead) (?:team|owner|person|party)"
        r"|owners?|assignees?|assigned(?: to)?|responsible(?: party| person| team)?|who|dri|lead"
        r"|poc|point of contact|person|team|accountable)(?: .{0,20})?"
    ),
    "due": (
        r"(?:due|deadline|target|eta|by when|when|due by|expected|completion|timeline"
        r"|timeframe)(?: ?(?:date|on|by|completion|time))*"
    ),
    "status": r"(?:status|state|progress|done|completed?|resolution)\??",
    "tracker": (
        r"(?:tickets?|issues?|jira|bug|link|tracking|tracker|trackers?|reference|id|url|pr|github"
        r"|tracking bug|#)(?: .{0,20})?"
    ),
    "kind": r"(?:type|kind|category|priority|severity|p|no|number|area|component|effort)",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in _COLUMNS.items()}
_SHORT_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{2})\b(?!\.)")
_YEAR = re.compile(r"\b20\d{2}\b")
_NO_LETTER = re.compile(r"[^a-z0-9#]+")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below one another; `header` is their first one, if it names columns."""

    header: tuple[str, ...]
    rows: tuple[Line, ...]
    day: Day | None = None  # the one that the head of its first column names, for all rows

    def column(self, *names: str) -> int | None:
        """Which column has one of these names."""
        return next((at for name in names for at in self.columns(name)), None)

    def columns(self, name: str) -> list[int]:
        """All columns that have a name of this kind."""
        return [at for at, title in enumerate(self.header) if _COMPILED[name].fullmatch(title)]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as an entry of a timeline."""

    line: Line
    head: Head | None
    text: str
    author: str = ""


def tables_of(lines: Sequence[Line]) -> dict[int, Table]:
    """The tables among lines, by the number of their first line."""
    found: dict[int, Table] = {}
    rows: list[Line] = []
    for line in (*lines, Line(0, Kind.BLANK)):
        if line.kind is Kind.ROW:
            rows.append(line)
        elif rows and not (line.kind is Kind.ASIDE and line.text):
            found[rows[0].number] = _table(rows)
            rows = []
    return found


def _table(rows: list[Line]) -> Table:
    first = tuple(" ".join(_NO_LETTER.sub(" ", cell.lower()).split()) for cell in rows[0].cells)
    named = sum(any(pattern.fullmatch(cell) for pattern in _COMPILED.values()) for cell in first)
    is_header = named > 0 and head_of(rows[0].words) is None and len(rows) > 1
    day = _day_in(rows[0].cells[0]) if is_header and rows[0].cells else None
    return Table(first if is_header else (), tuple(rows[1:] if is_header else rows), day)


def _day_in(title: str) -> Day | None:
    """The full day in the head of a column: `Timeline 20.04.22`."""
    if short := _SHORT_DAY.search(title):
        number, month = int(short[1]), int(short[2])
        is_day = 1 <= number <= monthrange(2000 + int(short[3]), month)[1] if 1 <= month <= MONTHS_A_YEAR else False
        return Day(year=2000 + int(short[3]), month=month, number=number) if is_day else None
    days = [found.day for found in times_in(title) if not isinstance(found, FoundRange) and found.clock is None]
    return next((day for day in days if day and day.year), None)


def cell(line: Line, at: int | None) -> str:
    """The words of a cell; empty where there is none."""
    return line.cells[at].strip() if at is not None and at < len(line.cells) else ""


def table_entries(table: Table, *, month_first: bool) -> Iterator[Row]:
    """The rows of a table of times."""
    when, day, who = table.column("time"), table.column("date", "day"), table.column("who")
    weekday = table.column("day") if table.column("date") not in {None, table.column("day")} else None
    year = _YEAR.search(table.header[day]) if day is not None else None
    if when is None and day is None:
        when = 0
    for line in table.rows:
        date = cell(line, day)
        date = f"{date} {year[0]}" if year and date and not _YEAR.search(date) else date
        stamp = " ".join(filter(None, (date, cell(line, when) if when != day else "")))
        rest = [each for at, each in enumerate(line.cells) if at not in {when, day, who, weekday} and each]
        head = head_of(stamp, month_first=month_first, takes_bare=True) if stamp else None
        text = " ".join(filter(None, ((head.rest if head else stamp), *rest)))
        if text or head:
            yield Row(line, head, text, cell(line, who))
