"""What the record of an incident says, as far as prose can contradict it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from core.prose.finding import finds_in
from incidents.readers.corrected import Amount, Corrected, Replaced, amount
from incidents.readers.minutes import Minutes


class FactKind(StrEnum):
    """Which fact about an incident a sentence states: an instant or a length of time."""

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


@dataclass(frozen=True)
class Record:
    """The fields of one incident.

    Of `instants` and `lengths` the first is the one to take, and each of the others is true, too: that an incident was
    over when it was mitigated, or when it was resolved. `known` are all instants of the timeline, and `told` what its
    entries say in numbers: a sentence may be about any of them. `had_lead` are all who led it. `is_of_one_customer`:
    the times are when that customer was affected; words about the incident itself are not held against them.
    """

    zone: ZoneInfo
    zone_word: str = ""
    instants: Mapping[FactKind, tuple[Instant, ...]] = field(default_factory=lambda: MappingProxyType({}))
    lengths: Mapping[FactKind, tuple[timedelta, ...]] = field(default_factory=lambda: MappingProxyType({}))
    share: Share | None = None
    known: tuple[datetime, ...] = ()
    told: tuple[str, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    people: tuple[str, ...] = ()
    had_lead: tuple[str, ...] = ()
    is_of_one_customer: bool = False

    @cached_property
    def numbers(self) -> frozenset[Amount]:
        """What `told` says, read once for all texts."""
        return frozenset(filter(None, (amount(each) for text in self.told for each in finds_in(text))))

    @cached_property
    def replaced(self) -> Replaced:
        """The numbers that `corrected` replaced, read once for all texts."""
        return Replaced(self.corrected)

    @cached_property
    def read(self) -> dict[object, Minutes]:
        """Instants by local clocks, as they were needed: each zone is read once for all texts."""
        return {}
