"""What *due soon* means in days, and which day it is for each owner.

A due day ends at midnight in the owner's zone, not in the server's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.zones import zone_or_utc

DUE_SOON = timedelta(days=3)  # what is tagged *due soon*, and when its owner is reminded first
DUE_WITHIN = timedelta(days=7)  # what lists, the board and the home page look ahead
DUE_SINCE = timedelta(days=90)  # how far back the rate of what was done on time looks


@dataclass(frozen=True, slots=True)
class OwnerDays:
    """The date in every zone that people use, at one instant; `reader` is the date for items without an owner."""

    reader: date
    by_zone: Mapping[str, date]

    @classmethod
    def at(cls, instant: datetime, *, reader: str, zones: Iterable[str]) -> "OwnerDays":
        """The dates at an instant. `zones` are those of all owners, `reader` that of the person who looks."""
        by_zone = {zone: instant.astimezone(zone_or_utc(zone)).date() for zone in {*zones, reader}}
        return cls(by_zone[reader], by_zone)

    @property
    def earliest(self) -> date:
        """The date where it is earliest: what was due before it is overdue everywhere."""
        return min(self.by_zone.values())

    @property
    def boundary(self) -> tuple[date, ...]:
        """The days that have ended in some zones and not in others: none, or one, or two."""
        spread = (max(self.by_zone.values()) - self.earliest).days
        return tuple(self.earliest + timedelta(days=n) for n in range(spread))

    def zones_past(self, day: date) -> tuple[str, ...]:
        """The zones in which that day has ended."""
        return tuple(sorted(zone for zone, today in self.by_zone.items() if today > day))

    def of(self, zone: str | None) -> date:
        """The date of an owner in that zone; the reader's when there is no owner."""
        return self.by_zone.get(zone, self.reader) if zone else self.reader
