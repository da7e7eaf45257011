"""What the record of an incident says, as far as prose can contradict it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo


class Said(StrEnum):
    """What a sentence says when it says a time or a length of time."""

    STARTED = "Impact started"
    DETECTED = "Detected"
    REPORTED = "Reported"
    ACKNOWLEDGED = "Acknowledged"
    IDENTIFIED = "Identified"
    MITIGATED = "Mitigated"
    RESOLVED = "Resolved"
    ENDED = "Impact ended"
    LASTED = "Impact"
    TO_DETECT = "Time to detect"
    TO_ACKNOWLEDGE = "Time to acknowledge"
    TO_MITIGATE = "Time to mitigate"
    TO_RESOLVE = "Time to resolve"


@dataclass(frozen=True, slots=True)
class Instant:
    """When something was; `is_about`: it is approximate."""

    at: datetime
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was affected. Of all users, `percent` is 100."""

    percent: float
    of: str
    is_about: bool = False

    @property
    def words(self) -> str:
        """`about 40 % of users`."""
        of = f" of {self.of}" if self.of else ""
        return f"{'about ' if self.is_about else ''}{self.percent:g} %{of}"


@dataclass(frozen=True, slots=True)
class Corrected:
    """An entry's time and text before a correction, and what they are now."""

    before_at: datetime
    after_at: datetime
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one incident.

    Of `instants` and `lengths` the first is the one to take, and each of the others is true, too: that an incident was
    over when it was mitigated, or when it was resolved. `known` are all instants of the timeline, and `told` what its
    entries say in numbers: a sentence may be about any of them. `had_lead` are all who led it.
    """

    zone: ZoneInfo
    zone_word: str = ""
    instants: Mapping[Said, tuple[Instant, ...]] = field(default_factory=lambda: MappingProxyType({}))
    lengths: Mapping[Said, tuple[timedelta, ...]] = field(default_factory=lambda: MappingProxyType({}))
    share: Share | None = None
    known: tuple[datetime, ...] = ()
    told: tuple[str, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    people: tuple[str, ...] = ()
    had_lead: tuple[str, ...] = ()
