"""Round times on the clocks of a zone, for the axis of a drawing: every quarter of an hour, every six hours."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from core.durations import SECONDS_BELOW

MOST = 5  # steps that an axis has room for
DAY = timedelta(days=1)
STEPS = (
    *(timedelta(seconds=seconds) for seconds in (5, 15, 30)),
    *(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12)),
    *(timedelta(days=days) for days in (1, 2, 7, 14, 28, 91, 182)),
)


def round_times(start: datetime, end: datetime, zone: tzinfo) -> list[tuple[datetime, str]]:
    """The round times from `start` to `end`, at most six, each with its words."""
    span = end - start
    fitting = (step for step in STEPS if step >= timedelta(minutes=1) or span < SECONDS_BELOW)
    step = next((step for step in fitting if span <= MOST * step), timedelta(days=364))
    pattern = pattern_of(span, step)
    return [(at, f"{at.astimezone(zone):{pattern}}") for at in _times(start, end, step, zone)]


def pattern_of(span: timedelta, step: timedelta = timedelta(0)) -> str:
    """How times on an axis so long are written: with seconds on a short one, with the day on a long one."""
    if step >= DAY:
        return "%-d %b"
    if span >= DAY:
        return "%-d %b %H:%M"
    return "%H:%M:%S" if span < SECONDS_BELOW else "%H:%M"


def _times(start: datetime, end: datetime, step: timedelta, zone: tzinfo) -> Iterator[datetime]:
    """Counted from midnight on the clocks of the zone, so that they are round there; whole days from a fixed day."""
    local = start.astimezone(zone).replace(tzinfo=None)
    first = local.date()
    if step >= DAY:
        first = date.fromordinal(first.toordinal() // step.days * step.days)
    wall = datetime.combine(first, time())
    wall += (local - wall) // step * step
    before = start - timedelta.resolution
    while (at := wall.replace(tzinfo=zone).astimezone(UTC)) <= end:
        if at > before:  # an hour that clocks have twice, or not at all, is no second tick
            yield at
            before = at
        wall += step
