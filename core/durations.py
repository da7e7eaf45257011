"""Spans of time in words, and the result of a metric: known, unknown or invalid, always with its formula."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
SO_FAR = " so far"


def humanize(span: timedelta) -> str:
    """A span in at most two neighbouring units, cut off and not rounded: `1 h 15 min`, `3 d 4 h`, `45 s`, `−5 min`."""
    seconds = int(abs(span).total_seconds())
    for index, (size, unit) in enumerate(_UNITS):
        if seconds < size:
            continue
        words = f"{seconds // size} {unit}"
        if index + 1 < len(_UNITS):
            smaller, smaller_unit = _UNITS[index + 1]
            rest = seconds % size // smaller
            words += f" {rest} {smaller_unit}" if rest else ""
        return f"−{words}" if span < timedelta(0) else words
    return "0 s"


SECONDS_BELOW = timedelta(minutes=5)  # seconds show in a shorter span alone


def between_stamps(start: datetime, end: datetime) -> timedelta:
    """A span as its stamps show it, to the minute: from 14:00 to 14:11 are 11 min; under five minutes it is exact."""
    span, minute = end - start, timedelta(minutes=1)
    if abs(span) < SECONDS_BELOW:
        return span
    first, last = (at.replace(second=0, microsecond=0) for at in (start, end))
    return (last - first) // minute * minute


def to_the_minute(span: timedelta) -> timedelta:
    """A span that is still growing, without the seconds; one under a minute keeps them."""
    minute = timedelta(minutes=1)
    return span - span % minute if span >= minute else span


class DurationState(StrEnum):
    """Whether a duration can be used."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration between two milestones, with the formula it follows.

    `value` is None when unknown, and negative when invalid. `missing` names the milestones that nobody set. `is_about`:
    one of its ends is approximate. `is_growing`: it ends now. `left_out`: how many parts of it have an unknown end.
    `shown`: the same between stamps to the minute, where it has two ends.
    """

    formula: str
    state: DurationState
    value: timedelta | None = None
    missing: tuple[str, ...] = ()
    is_about: bool = False
    is_growing: bool = False
    left_out: int = 0
    shown: timedelta | None = None

    @classmethod
    def between(cls, start: datetime | None, end: datetime | None, *, start_name: str, end_name: str) -> "Duration":
        """End minus start. Unknown when either is None, invalid when the end is before the start."""
        formula = f"{end_name} − {start_name}"
        if start is None or end is None:
            return cls.unknown(formula, *(name for name, at in ((start_name, start), (end_name, end)) if at is None))
        value = end - start
        if value < timedelta(0):
            return cls.invalid(formula, value)
        return cls(formula, DurationState.KNOWN, value, shown=between_stamps(start, end))

    @classmethod
    def known(cls, formula: str, value: timedelta) -> "Duration":
        """A duration that counts."""
        return cls(formula, DurationState.KNOWN, value)

    @classmethod
    def unknown(cls, formula: str, *missing: str) -> "Duration":
        """A duration one or both ends of which nobody set."""
        return cls(formula, DurationState.UNKNOWN, None, missing)

    @classmethod
    def invalid(cls, formula: str, value: timedelta) -> "Duration":
        """A negative duration: shown, explained, left out."""
        return cls(formula, DurationState.INVALID, value)

    @property
    def is_known(self) -> bool:
        """Whether it may be counted."""
        return self.state is DurationState.KNOWN

    @property
    def text(self) -> str:
        """`1 h 15 min`, `about 20 min`, `at least 5 min so far`, or the words *unknown* or *invalid*."""
        if not self.is_known or self.value is None:
            return self.state.value
        words = humanize(self._in_words())
        hedged = f"{'at least ' if self.left_out else ''}{'about ' if self.is_about else ''}{words}"
        return f"{hedged}{SO_FAR}" if self.is_growing else hedged

    def _in_words(self) -> timedelta:
        """The value as it is said: as its stamps show it; without seconds while it grows, and where it is not exact."""
        assert self.value is not None  # noqa: S101 - asked of a known one alone
        if self.is_growing:
            return to_the_minute(self.value)
        said = self.value if self.shown is None else self.shown
        if self.is_about and said >= timedelta(minutes=1):
            return timedelta(minutes=round(said / timedelta(minutes=1)))
        return said

    @property
    def explanation(self) -> str:
        """Why it is unknown or invalid, or what it leaves out, in a sentence; empty when there is nothing to say."""
        if self.left_out:
            periods = "1 period" if self.left_out == 1 else f"{self.left_out} periods"
            return f"{periods} with an unknown end left out."
        if self.state is DurationState.UNKNOWN:
            return f"Nobody has set {' and '.join(self.missing)}."
        if self.state is DurationState.INVALID and self.value is not None:
            end, _, start = self.formula.partition(" − ")
            return f"{end.capitalize()} is {humanize(abs(self.value))} before {start}, so this is left out."
        return ""

    def __str__(self) -> str:
        return self.text
