"""Times of a record as people read and type them."""

from datetime import datetime

from core.zones import zone_or_utc
from importing.readers.record_times import is_clock, is_day
from importing.readers.records import Record


def typed_time(text: str, record: Record) -> str:
    """A kept time as text that can be typed again, on the clocks of the record."""
    if not text or is_day(text):
        return text
    if is_clock(text):
        return text.removesuffix(":00") if len(text) > len("00:00") else text
    read = datetime.fromisoformat(text)
    local = read.astimezone(zone_or_utc(record.zone)) if read.tzinfo and record.zone else read
    seconds = f":{local.second:02}" if local.second else ""
    return f"{local.day} {local:%b %Y %H:%M}{seconds}"
