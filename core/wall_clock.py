"""What a wall clock says and which instants that can be: none in a gap of daylight time, two when it is repeated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SLACK = timedelta(minutes=1)  # clocks differ: what lies less than this ahead is not yet the future
SOON = timedelta(hours=3)  # a time without a day that lies so little ahead may be a slip, or a clock that is late


@dataclass(frozen=True, slots=True)
class WallTime:
    """The instants (UTC, in order) at which a zone's clocks showed `wall`.

    In a gap no clock showed it; then `instants` are those that the offsets before and after the gap would give.
    """

    wall: datetime
    instants: tuple[datetime, ...]
    in_gap: bool = False


def read_wall_time(day: date, clock: time, zone: tzinfo) -> WallTime:
    """Read a date and a time of day on the clocks of a zone."""
    wall = datetime.combine(day, clock)
    both = sorted({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)})
    shown = tuple(instant for instant in both if on_wall(instant, zone) == wall)
    return WallTime(wall, shown) if shown else WallTime(wall, tuple(both), in_gap=True)


def on_wall(instant: datetime, zone: tzinfo) -> datetime:
    """What the clocks of a zone show at an instant: a datetime without a zone."""
    return instant.astimezone(zone).replace(tzinfo=None)


def not_after(wall_time: WallTime, limit: datetime, zone: tzinfo) -> WallTime | None:
    """The wall time without the instants after `limit` (and its slack); None if nothing is left."""
    if wall_time.in_gap and on_wall(limit, zone) < wall_time.wall:
        return None  # the gap itself has not come yet
    kept = tuple(instant for instant in wall_time.instants if instant <= limit + SLACK)
    return WallTime(wall_time.wall, kept, wall_time.in_gap) if kept else None


def latest(days: Iterable[date], clock: time, zone: tzinfo, limit: datetime) -> WallTime | None:
    """The first of `days` on which the clock showed this time at or before `limit`; None if there is none."""
    for day in days:
        if found := not_after(read_wall_time(day, clock, zone), limit, zone):
            return found
    return None


def days_back(limit: datetime, zone: tzinfo, count: int) -> list[date]:
    """The zone's dates from the one of `limit` (and its slack) backwards."""
    first = on_wall(limit + SLACK, zone).date()
    return [first - timedelta(days=back) for back in range(count)]


def ahead(clock: time, zone: tzinfo, now: datetime) -> WallTime | None:
    """Today at a time of day if it lies ahead by more than the slack, and by no more than SOON; else None."""
    wall_time = read_wall_time(on_wall(now, zone).date(), clock, zone)
    is_soon = now + SLACK < wall_time.instants[0] <= now + SOON
    return wall_time if is_soon and not wall_time.in_gap else None
