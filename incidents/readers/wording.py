"""The record's value in the form in which a text has another one."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.durations import humanize
from core.prose.finds import FoundTime
from core.zones import zone_label
from incidents.readers.record import Instant, Record, Share

_CLOCK = re.compile(
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?P<half>\s?[ap]\.?m\.?)?|\d{1,2}(?P<hour>\s?[ap]\.?m\.?)", re.IGNORECASE
)
_HALF = re.compile(r"[ap]", re.IGNORECASE)
_WHOLE_SHARE = re.compile(r"^(?:all|half|(?:a|one|two|three)[\s-](?:third|quarter)s?)\b(?:\s+of)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,4})?(?:\s?%?\s?(?:-|–|to)\s?\d{1,3}(?:\.\d{1,4})?)?(?=\s?(?:%|per))")
_SPELLED = re.compile(r"hour|minute|day", re.IGNORECASE)
_ONLY_MINUTES = re.compile(r"(?P<count>\d+)(?P<gap>[\s-]?)(?P<unit>minutes?|mins?|m)", re.IGNORECASE)
_MINUTE = timedelta(minutes=1)
_MIDDAY = 12


def dated(at: datetime, record: Record, zone: ZoneInfo | None = None) -> str:
    """`15 April 2023 at 12:00 EST`, by the incident's clocks or those of another zone."""
    local = at.astimezone(zone or record.zone)
    return f"{local.day} {local:%B %Y} at {local:%H:%M} {_label(at, record, zone)}"


def _label(at: datetime, record: Record, zone: ZoneInfo | None) -> str:
    if zone is None or zone == record.zone:
        return record.zone_word or zone_label(at, record.zone)
    return zone_label(at, zone)


def time_in_place(found: FoundTime, words: str, instant: Instant, record: Record, zone: ZoneInfo | None) -> str:
    """What takes the place of a time; the day and the zone that stand there stay where they are right."""
    local = instant.at.astimezone(zone or record.zone)
    about = "about " if instant.is_about and not found.is_about else ""
    if found.clock is None:
        return f"{about}{local.day} {local:%B}{f' {local.year}' if found.day and found.day.year else ''}"
    day = found.day
    is_same_day = day is None or not day.number or (day.month, day.number) == (local.month, local.day)
    match = _CLOCK.search(words)
    if not is_same_day or match is None:
        return f"{about}{dated(instant.at, record, zone)}" if day else f"{about}{local:%H:%M}{_zone_behind(found)}"
    half = match["half"] or match["hour"]
    return f"{about}{words[: match.start()]}{_clock(local, half)}{words[match.end() :]}"


def _zone_behind(found: FoundTime) -> str:
    return f" {found.zone}" if found.zone else ""


def _clock(local: datetime, half: str | None) -> str:
    if not half:
        return f"{local:%H:%M}"
    letter = "p" if local.hour >= _MIDDAY else "a"
    half = _HALF.sub(lambda found: letter.upper() if found[0].isupper() else letter, half, count=1)
    return f"{local.hour % _MIDDAY or _MIDDAY}:{local:%M}{half}"


def length_in_place(words: str, length: timedelta) -> str:
    """`90 minutes` for another number of minutes, else hours and minutes, in words where the text has words."""
    minutes = _ONLY_MINUTES.fullmatch(words)
    if minutes and length % _MINUTE == timedelta(0):
        count = length // _MINUTE
        unit = minutes["unit"]
        if minutes["gap"] != "-" and len(unit) > 1:
            unit = unit.rstrip("s") + ("" if count == 1 else "s") if unit.lower() != "min" else unit
        return f"{count}{minutes['gap']}{unit}"
    said = humanize(length)
    if not _SPELLED.search(words):
        return said
    names = {"d": "day", "h": "hour", "min": "minute", "s": "second"}
    parts = re.findall(r"(\d+) (d|h|min|s)\b", said)
    return " ".join(f"{count} {names[unit]}{'' if count == '1' else 's'}" for count, unit in parts)


def share_in_place(words: str, share: Share) -> str:
    """The same words with the recorded number; `half of our users` becomes `40 % of our users`."""
    number = f"{share.percent:g}"
    if _NUMBER.search(words):
        return _NUMBER.sub(number, words, count=1)
    return _WHOLE_SHARE.sub(f"{number} % of", words, count=1)
