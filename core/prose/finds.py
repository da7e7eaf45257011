"""What is found in running text. Each says where it stands: `text[found.start:found.end]`."""

from dataclasses import dataclass
from datetime import time, timedelta

from core.time_words import Day


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A day, a clock time or both, as far as they stand there. `zone` is as written, empty where none is."""

    start: int
    end: int
    day: Day | None = None
    clock: time | None = None
    zone: str = ""
    is_about: bool = False
    has_half: bool = False  # it is clear which half of the day it is in
    can_be_two_days: bool = False  # 4/12/2022: April or December; `day` is one reading


@dataclass(frozen=True, slots=True)
class FoundRange:
    """From one time to another. What stands once for both, such as the zone, is in both."""

    start: int
    end: int
    first: FoundTime
    last: FoundTime


@dataclass(frozen=True, slots=True)
class FoundDuration:
    """A length of time."""

    start: int
    end: int
    span: timedelta
    is_about: bool = False  # `about an hour`, and `over an hour`


@dataclass(frozen=True, slots=True)
class FoundShare:
    """A part of something: `percent` from 0 to 100 `of` what, in a few words, empty where nothing is named."""

    start: int
    end: int
    percent: float
    of: str = ""
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class FoundName:
    """Somebody's name, as it was given to the finder."""

    start: int
    end: int
    name: str


Find = FoundTime | FoundRange | FoundDuration | FoundShare | FoundName
