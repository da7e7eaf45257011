"""How long periods last within a span of time."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def minutes_within(periods: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime) -> int:
    """How many minutes of a span these periods cover, overlaps counted once; a part of a minute counts as one."""
    covered, reached = timedelta(0), start
    for begin, until in sorted(periods):
        part = min(until, end) - max(begin, reached)
        if part > timedelta(0):
            covered += part
            reached = min(until, end)
    return -(-covered // timedelta(minutes=1))
