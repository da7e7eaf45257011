"""The one clock. All code that needs the time asks here, so that a test can freeze it.

What processes on several machines must agree about (leases, retries, pauses, heartbeats) goes by the database's clock:
`database_now()`. Everything else goes by `now()`.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models.functions import Now

from core.zones import zone_or_utc

Source = Callable[[], datetime]


def offset_from(environ: Mapping[str, str]) -> timedelta:
    """How far the clock is set off: DEBRIEF_CLOCK_OFFSET_SECONDS, used only with DEBRIEF_TESTING=1.

    It lets a test move a real worker or beat process through time; an installation never sets either.
    """
    if environ.get("DEBRIEF_TESTING") != "1":
        return timedelta(0)
    return timedelta(seconds=float(environ.get("DEBRIEF_CLOCK_OFFSET_SECONDS") or 0))


_OFFSET = offset_from(os.environ)


def _system() -> datetime:
    return datetime.now(UTC) + _OFFSET


_source: Source = _system  # of the module, not of a context: every thread of a live server sees the same clock


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _source()


def stopped_at() -> datetime | None:
    """The instant at which a test holds the clock; None while it runs. For SQL: `COALESCE(%s, clock_timestamp())`."""
    return None if _source is _system else _source()


def database_now() -> datetime | Now:
    """The present instant by the database's clock, for a query: compare with it, add a span, store it.

    The query that uses it reads the clock, so that it costs nothing more. It is not moved by the offset of a process.
    """
    return stopped_at() or Now()


def today(zone: str | ZoneInfo) -> date:
    """The present date on the calendar of a zone (an IANA name or a ZoneInfo)."""
    return now().astimezone(zone_or_utc(zone) if isinstance(zone, str) else zone).date()


def set_source(source: Source | None) -> Source:
    """Put another source in place (None: the system's clock) and return the earlier one. For tests."""
    global _source
    earlier, _source = _source, source or _system
    return earlier


class StoppedClock:
    """A clock for tests: it shows one instant until it is moved."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("Give an aware datetime.")
        self.at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, step: timedelta) -> datetime:
        """Move on by `step` and return the new instant."""
        self.at += step
        return self.at


@contextmanager
def frozen(at: datetime) -> Iterator[StoppedClock]:
    """Hold the clock at an instant (for every thread) while the block runs. For tests."""
    stopped = StoppedClock(at)
    earlier = set_source(stopped)
    try:
        yield stopped
    finally:
        set_source(earlier)
