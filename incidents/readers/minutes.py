"""Instants, found again by what the calendars and clocks of some zones showed then."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ABOUT = 10  # minutes by which an approximate time may be off
A_DAY = 24 * 60
_HALF_A_MINUTE = timedelta(seconds=30)
Place = tuple[date, int]  # the local day, and which of the instants


class Minutes:
    """By the minute of the day, cut off and to the nearest one. Each zone is asked once for each instant."""

    def __init__(
        self, instants: Iterable[tuple[datetime, bool]], zones_at: Callable[[datetime], Iterable[ZoneInfo]]
    ) -> None:
        """Each instant with whether it is approximate; `zones_at`: where it may be told."""
        self.places: set[Place] = set()
        self._at: dict[int, set[Place]] = defaultdict(set)
        self._near: dict[int, set[Place]] = defaultdict(set)  # also around the approximate ones
        for number, (instant, is_about) in enumerate(instants):
            for at in (instant, instant + _HALF_A_MINUTE):
                for zone in zones_at(at):
                    self._add(at.astimezone(zone), number, ABOUT if is_about else 0)

    def _add(self, local: datetime, number: int, off: int) -> None:
        place, minute = (local.date(), number), local.hour * 60 + local.minute
        self.places.add(place)
        self._at[minute].add(place)
        for each in range(minute - off, minute + off + 1):
            self._near[each % A_DAY].add(place)

    def at(self, minute: int, *, is_about: bool) -> set[Place]:
        """Those at that minute of the day, or near it."""
        near = (self._at.get((minute + off) % A_DAY, set()) for off in range(-ABOUT, ABOUT + 1) if is_about)
        return self._near.get(minute, set()).union(*near)
