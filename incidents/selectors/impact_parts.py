"""The periods of impact as they are drawn below the bar, so that a relapse is seen; unknown ends as unknown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.models import Incident
from incidents.selectors.impact import Period, goes_on


@dataclass(frozen=True, slots=True)
class ImpactPart:
    """A period of impact below the bar; one whose begin or end nobody knows reaches as far as it may have."""

    x: float
    width: float
    is_known: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """What the bar shows: from when to when, and where an instant lies, in per cent."""

    start: datetime
    end: datetime
    x: Callable[[datetime], float]


def impact_parts(incident: Incident, periods: Sequence[Period], stage: Stage) -> list[ImpactPart]:
    """The periods in their order."""
    parts = []
    for at, (start, end, _) in enumerate(periods):
        is_running = start is not None and end is None and goes_on(incident)
        before = [until for _, until, _ in periods[:at] if until and (end is None or until <= end)]
        after = [begin for begin, _, _ in periods[at + 1 :] if begin and (start is None or begin >= start)]
        x = stage.x(start or max(before, default=stage.start))
        until = end or (stage.end if is_running else min(after, default=stage.end))
        width = round(max(stage.x(until) - x, 0.4), 3)
        parts.append(ImpactPart(x, width, is_known=is_running or (start is not None and end is not None)))
    return parts
