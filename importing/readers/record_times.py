"""The instants of a record: what its times mean on its clocks, and what cannot be said yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from importing.readers.records import EntryPart, Record

CLOCK = re.compile(r"\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FAR = timedelta(days=2)  # as far as the reader lets the days of one incident be apart
OVER_MIDNIGHT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """An entry with its instants; `at` is None where its day or the zone is unknown."""

    part: EntryPart
    at: datetime | None
    until: datetime | None
    is_about: bool


def instant_of(text: str, record: Record, *, day: date | None = None) -> datetime | None:
    """The instant that a kept time means; a bare time lies on `day`. None where something of it is unknown.

    A date alone is its first moment: whoever asks says that it is about that.
    """
    if not text:
        return None
    zone = ZoneInfo(record.zone) if record.zone else None
    if is_clock(text):
        local = datetime.combine(day, time.fromisoformat(text)) if day else None
    else:
        local = datetime.fromisoformat(text)
    if local is None or local.tzinfo is not None:
        return local
    return local.replace(tzinfo=zone) if zone else None


def is_clock(text: str) -> bool:
    """A time without a date."""
    return CLOCK.match(text) is not None


def is_day(text: str) -> bool:
    """A date without a time."""
    return DAY.fullmatch(text) is not None


def day_of(record: Record) -> date | None:
    """The day on which bare times lie: the one that a person gave, else that of the start."""
    if record.day:
        return date.fromisoformat(record.day)
    if record.started and not is_clock(record.started):
        return datetime.fromisoformat(record.started).date()
    return None


def started_at(record: Record) -> datetime | None:
    """When the impact started; None while it is unknown. A date alone is no instant."""
    return None if is_day(record.started) else instant_of(record.started, record, day=day_of(record))


def ended_at(record: Record) -> datetime | None:
    """When it was over; a bare time before the start lies on the next day."""
    if is_day(record.ended):
        return None
    began, ended = started_at(record), instant_of(record.ended, record, day=day_of(record))
    if began and ended and is_clock(record.ended) and ended < began:
        return ended + timedelta(days=1)
    return ended


def place(record: Record) -> list[PlacedEntry]:
    """The entries that are taken, in their order, each with its instants.

    A bare time long before the one above it lies on the next day. What has no time at all stands with the entry above
    it, as an approximate time.
    """
    placed: list[PlacedEntry] = []
    day, before = day_of(record), None
    for part in record.entries:
        if not part.is_taken:
            continue
        at, is_about = instant_of(part.at, record, day=day), part.is_about or is_day(part.at) or not part.at
        if at and before and is_clock(part.at) and before - at > OVER_MIDNIGHT:
            day = day + timedelta(days=1) if day else None
            at += timedelta(days=1)
        if not part.at:
            at = before or _first_moment(record, day)
        placed.append(PlacedEntry(part, at, _until(part, record, at), is_about))
        before = at or before
        day = at.astimezone(ZoneInfo(record.zone)).date() if at and record.zone and part.at else day
    return placed


def _first_moment(record: Record, day: date | None) -> datetime | None:
    began = started_at(record)
    return began or (instant_of(day.isoformat(), record) if day else None)


def _until(part: EntryPart, record: Record, at: datetime | None) -> datetime | None:
    day = at.astimezone(ZoneInfo(record.zone)).date() if at and record.zone else None
    until = instant_of(part.until, record, day=day)
    if at and until and until < at and is_clock(part.until):
        until += timedelta(days=1)
    return until if at and until and until >= at else None


def earliest(record: Record, placed: Sequence[PlacedEntry]) -> datetime | None:
    """The first instant that the document tells; None without any."""
    told = [started_at(record), ended_at(record), *(each.at for each in placed if each.part.at)]
    known = [at for at in told if at]
    return min(known) if known else _first_moment(record, day_of(record))


def unanswered(record: Record) -> dict[str, str]:
    """What a person must say before it can be imported, in words, by the code of the warning that says the same."""
    found = {}
    if not record.title.strip():
        found["no_title"] = "It has no title: write one."
    lost = [each for each in place(record) if each.at is None]
    needs_zone = [each for each in lost if not record.zone]
    needs_day = [each for each in lost if (is_clock(each.part.at) or not each.part.at) and day_of(record) is None]
    if needs_day:
        found["no_date"] = (
            f"{_entries(len(needs_day))} on no known day: give the day of the first one, or leave out what cannot be "
            "placed."
        )
    if needs_zone or (not record.zone and any(map(_wants_zone, (record.started, record.ended)))):
        found["no_zone"] = "Nobody knows its time zone: choose the one whose clocks its times are on."
    return found


def is_settled(code: str, record: Record) -> bool:
    """Whether a person has said since what a warning of this code asks for."""
    edited = set(record.edited)
    said = {
        "no_title": bool(record.title),
        "no_zone": bool(record.zone),
        "no_date": day_of(record) is not None,
        "no_start": bool(record.started),
        "no_end": bool(record.ended),
        "no_timeline": bool(record.entries),
        "cause_guessed": any(
            f"factors-{place}" in edited or not factor.is_taken or not factor.line
            for place, factor in enumerate(record.factors)
            if factor.kind == "root_cause"
        ),
        "span_guessed": bool(edited & {"started", "ended"}),
        "end_before_start": bool(edited & {"started", "ended"}),
        "dates_disagree": bool(edited & {"started", "day"}) and not _has_entry_far_away(record),
        "ambiguous_date": bool(edited & {"started", "day"}) and not _has_entry_far_away(record),
        "duration_differs": bool(edited & {"started", "ended"}),
        "shared_zone": "zone" in edited,
        "unlikely_zone": "zone" in edited,
    }
    return said.get(code, False)


def _has_entry_far_away(record: Record) -> bool:
    """Whether an entry that is taken stands days away from the incident as it is told."""
    days = [
        datetime.fromisoformat(text).date() for text in (record.started, record.ended) if text and not is_clock(text)
    ]
    days = days or [day for day in (day_of(record),) if day]
    told = [entry.at for entry in record.entries if entry.is_taken and entry.at and not is_clock(entry.at)]
    entries = [datetime.fromisoformat(text).date() for text in told]
    return bool(days) and any(not min(days) - FAR < day < max(days) + FAR for day in entries)


def _wants_zone(text: str) -> bool:
    return bool(text) and not is_day(text) and (is_clock(text) or datetime.fromisoformat(text).tzinfo is None)


def _entries(count: int) -> str:
    return "1 entry of the timeline is" if count == 1 else f"{count} entries of the timeline are"


def with_zone(record: Record, zone: str) -> Record:
    """The record with its times on the clocks of another zone; what had an offset of its own keeps it."""
    old = ZoneInfo(record.zone) if record.zone else None
    entries = [
        replace(entry, at=_moved(entry.at, old, zone), until=_moved(entry.until, old, zone)) for entry in record.entries
    ]
    started, ended = _moved(record.started, old, zone), _moved(record.ended, old, zone)
    return replace(record, zone=zone, entries=entries, started=started, ended=ended)


def _moved(text: str, old: ZoneInfo | None, zone: str) -> str:
    if not text or is_clock(text) or is_day(text):
        return text
    read = datetime.fromisoformat(text)
    local = read.replace(tzinfo=None)
    if read.tzinfo is not None and (old is None or read.utcoffset() != local.replace(tzinfo=old).utcoffset()):
        return text
    return (local.replace(tzinfo=ZoneInfo(zone)) if zone else local).isoformat()
