"""What a document states of when, as it stands there: filled by the readers of labels and of sentences."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.prose.finds import FoundRange, FoundTime
from core.time_words import Day
from importing.readers.documents.facts import Sureness
from importing.readers.documents.moments import date_of
from importing.readers.documents.passage_times import Sentences

_EVE = re.compile(
    r"\b(?:(?:previous|prior|preceding) (?:day|evening|night)|(?:day|evening|night) before)[\s,(]*$", re.IGNORECASE
)
_LEADING = 24


@dataclass(frozen=True, slots=True)
class At:
    """A time with the line it stands in."""

    found: FoundTime
    line: int
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Length:
    """How long it took from start to end, told beside one of them."""

    span: timedelta
    is_about: bool = False


@dataclass(slots=True)
class Stated:
    """What labels and the summary say of when. `days` are all full dates with their lines."""

    start: At | None = None
    end: At | None = None
    end_alone: At | None = None  # where no start is told before it
    noticed: At | None = None  # the first failure that somebody is said to have seen
    ends_after_range: bool = False  # start and end are the two ends of one range
    length: Length | None = None
    minutes: int | None = None
    minutes_line: int = 0
    days: list[tuple[date, int]] = field(default_factory=list)
    published: list[tuple[date, int]] = field(default_factory=list)  # those on which a text was written
    summary_days: list[Day] = field(default_factory=list)  # those that the summary names
    period: tuple[Day, Day] | None = None  # the first and the last day, where no clock time is told
    lines_of_front: frozenset[int] = frozenset()  # the zones there are those of a machine
    zones: list[tuple[str, int]] = field(default_factory=list)
    has_several: bool = False  # several periods, on different days
    ambiguous: list[tuple[str, Day, int]] = field(default_factory=list)  # its words, the day it is read as, its line

    def start_surer_than(self, sure: Sureness) -> At | None:
        """The start, unless it is a guess and `sure` is not."""
        return _unless_guess(self.start, sure)

    def end_surer_than(self, sure: Sureness) -> At | None:
        """The end, unless it is a guess and `sure` is not."""
        return _unless_guess(self.end, sure)

    def note(self, said: Sentences, found: FoundTime | FoundRange, *, is_published: bool = False) -> None:
        """What a time says besides: its zone, its day, that it can be two days."""
        for each in (found.first, found.last) if isinstance(found, FoundRange) else (found,):
            line = said.line(found.start)
            if each.zone:
                self.zones.append((each.zone, line))
            if each.can_be_two_days and each.day:
                self.ambiguous.append((said.text[each.start : each.end], each.day, line))
            is_of_eve = _EVE.search(said.text[max(0, each.start - _LEADING) : each.start])
            if each.day and not is_of_eve and (day := date_of(each.day, None)):
                (self.published if is_published else self.days).append((day, line))


def _unless_guess(at: At | None, sure: Sureness) -> At | None:
    return None if at and at.sureness is Sureness.GUESSED and sure is not Sureness.GUESSED else at
