"""CSV: the timeline's own file, or any table with a column of times and one of words."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from io import StringIO

from core.formulas import unguarded
from core.when_grammar import Spoken, WhenError, scan
from core.zones import fixed_offset
from importing.readers.logs import time_of
from importing.readers.messages import Further, Message, Stamp
from importing.readers.stamps import is_month_first, stamp_of

NAME, LABEL = "csv", "CSV"
NO_TIME = "The time is not understood."
NO_WORDS = "No words."
OWN = "Recorded by Debrief itself in the other timeline."
REDACTED = "Redacted in the other timeline; the text is gone."
DELIMITERS = ",;\t|"
SAMPLE = 64 * 1024

_NAMES: dict[str, tuple[str, ...]] = {
    "when": ("happened_at", "happened at", "when", "time", "timestamp", "datetime", "date/time", "ts", "@timestamp"),
    "date": ("date", "day"),
    "until": ("until", "end", "ended_at", "until_at"),
    "author": ("author", "who", "user", "username", "name", "from", "sender", "by", "nick"),
    "text": ("text", "what", "message", "msg", "content", "description", "event", "summary", "note", "body", "entry"),
    "about": ("about",),
    "milestones": ("milestones", "milestone"),
    "starred": ("starred",),
    "struck": ("struck",),
    "redacted": ("redacted",),
    "kind": ("kind",),
}
_YES = {"yes", "true", "1", "x", "y"}
Row = Mapping[str, str]


def read(text: str) -> list[Message]:
    """One message a row. A file without a head that names times and words is not understood, row by row."""
    rows = _rows(text)
    columns = _columns(rows[0][1]) if rows else {}
    if not columns:
        return [Message(number, " | ".join(row), is_understood=False, is_offered=False) for number, row in rows]
    cells = [(number, _named(row, columns)) for number, row in rows[1:]]
    month_first = is_month_first(row.get("when", "") + row.get("date", "") for _, row in cells)
    return [_message(number, row, month_first=month_first) for number, row in cells if any(row.values())]


def score(text: str) -> int:
    """How many lines there are, if the first one is a head that names times and words."""
    rows = _rows(text[:SAMPLE])
    return 2 * len(rows) if rows and _columns(rows[0][1]) else 0


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows with the numbers of their first lines; empty ones are passed over."""
    delimiter = _delimiter(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    found, before = [], 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((before + 1, row))
            before = reader.line_num
    except csv.Error:
        found.append((before + 1, ["\n".join(text.split("\n")[before:])]))
    return found


def _delimiter(text: str) -> str:
    """The sign that parts the cells of the head."""
    head = text.lstrip().partition("\n")[0]
    return max(DELIMITERS, key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    """Where each column stands; empty unless there is one of times and one of words."""
    cells = [cell.strip().lower() for cell in head]
    found: dict[str, int] = {}
    for name, words in _NAMES.items():
        at = next((cells.index(word) for word in words if word in cells), None)
        if at is not None and at not in found.values():
            found[name] = at
    if "when" not in found and "date" in found:
        found["when"] = found.pop("date")
    return found if {"when", "text"} <= set(found) else {}


def _named(row: list[str], columns: Mapping[str, int]) -> Row:
    return {name: unguarded(row[at]) for name, at in columns.items() if at < len(row)}


def _message(number: int, row: Row, *, month_first: bool) -> Message:
    told = " ".join(part for part in (row.get("date", ""), row.get("when", "")) if part).strip()
    stamp = cell_stamp(told, month_first=month_first)
    text = row.get("text", "")
    until = cell_stamp(row.get("until", "").strip(), month_first=month_first)
    note = NO_TIME if stamp is None else REDACTED if row.get("redacted") else "" if text.strip() else NO_WORDS
    further = Further(
        until=_exact(until),
        is_about=_is_yes(row, "about"),
        milestones=tuple(name.strip() for name in row.get("milestones", "").split(",") if name.strip()),
        is_starred=_is_yes(row, "starred"),
        struck=row.get("struck", "").strip(),
    )
    is_own = row.get("kind", "note").strip() not in {"", "note", "report"}
    return Message(
        number,
        text,
        stamp,
        row.get("author", "").strip() or ("Debrief" if is_own else ""),
        is_understood=stamp is not None,
        is_offered=not note and (not is_own or bool(further.milestones)),
        note=note or (OWN if is_own else ""),
        further=further,
    )


def cell_stamp(told: str, *, month_first: bool = False) -> Stamp | None:
    """The stamp a cell says, in any form a person would type."""
    if not told:
        return None
    if stamp := time_of(told) or stamp_of(told, month_first=month_first):
        return stamp
    try:
        spoken = scan(told, loose=True)
    except WhenError:
        return None
    if spoken.clock is None or told[spoken.end :].strip():
        return None
    return Stamp(spoken.clock, spoken.day, _zone(spoken))


def _zone(spoken: Spoken) -> tzinfo | None:
    return fixed_offset(spoken.zone) if spoken.zone else None


def _exact(stamp: Stamp | None) -> datetime | None:
    """The instant of a stamp that leaves nothing open."""
    if stamp is None or stamp.instant is not None:
        return stamp.instant if stamp else None
    if stamp.clock is None or stamp.zone is None or stamp.day is None or stamp.day.year is None:
        return None
    told = datetime(stamp.day.year, stamp.day.month, stamp.day.number, tzinfo=stamp.zone)
    return datetime.combine(told.date(), stamp.clock, stamp.zone).astimezone(UTC)


def _is_yes(row: Row, name: str) -> bool:
    return row.get(name, "").strip().lower() in _YES
