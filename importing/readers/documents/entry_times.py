"""The times of entries as they stand there to moments: which day they are on, which half of it, past midnight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from core.prose.finds import FoundRange, FoundTime
from core.prose.time_tokens import NOON
from core.prose.times import times_in
from core.time_words import Day
from importing.readers.documents.facts import Moment, ReadEntry, Sureness
from importing.readers.documents.moments import Context, after, date_of, is_past_midnight, moment_of
from importing.readers.documents.timeline import Draft
from importing.readers.documents.times import LONGEST_HEAD, Head

_HALF = re.compile(r"\d(?:\s?[ap]\.?m|[ap])\b", re.IGNORECASE)
_LOOKED_AT = 400  # characters of an entry
_FEWEST = 2  # entries, the order of which could be a mistake
_SHORT_STEP = 6  # hours between two entries, to take 2:00 behind 1:34 pm for the afternoon


def entries_of(drafts: Sequence[Draft], context: Context) -> list[ReadEntry]:
    """The entries with their moments: a day goes on until another one is named, or until midnight is past."""
    entries: list[ReadEntry] = []
    place = _Place(context.day, has_24_hours=_is_of_24_hours(drafts), names_days=_names_days(drafts))
    for draft in drafts:
        at, until = _moments(draft, context, place)
        if not draft.text:  # a time alone, which tells when those below it were
            continue
        sure = Sureness.STATED if at else Sureness.LIKELY
        lines = tuple(dict.fromkeys(draft.lines))
        entries.append(ReadEntry(draft.text, draft.line.number, lines, at, until, author=draft.author, sureness=sure))
    return entries[::-1] if _is_newest_first(drafts, entries) else entries


def _is_of_24_hours(drafts: Sequence[Draft]) -> bool:
    """Whether an hour beyond 12 stands among times that all are without am and pm."""
    clocks = [draft.head.first.clock for draft in drafts if draft.head and draft.head.first and draft.head.first.clock]
    is_late = any(clock.hour > NOON for clock in clocks)
    return is_late and not any(_HALF.search(draft.line.words[:LONGEST_HEAD]) for draft in drafts)


def _names_days(drafts: Sequence[Draft]) -> bool:
    """Whether several days stand on lines of their own above their entries."""
    return len({draft.day for draft in drafts if draft.day}) > 1


def _is_newest_first(drafts: Sequence[Draft], entries: Sequence[ReadEntry]) -> bool:
    """Whether each entry says its day and stands above an earlier one, as on a page of statuses."""
    times = [entry.at.local for entry in entries if entry.at and entry.at.local]
    has_days = all(draft.head and draft.head.first and draft.head.first.day for draft in drafts)
    return has_days and len(entries) == len(times) > _FEWEST and all(one > two for one, two in pairwise(times))


@dataclass(slots=True)
class _Place:
    """Where the reading of the times is: on which day, after which time."""

    day: date | None
    named: Day | None = None  # the last day on a line of its own
    before: Moment | None = None
    base: Moment | None = None  # the first time
    has_24_hours: bool = False  # the clock of all times goes on to 23:59
    names_days: bool = False  # on lines of their own, several of them

    def turn_to(self, day: Day | None, near: date | None) -> None:
        """A day on a line of its own: the times below it are on it."""
        if day is not self.named:
            self.named, self.day, self.before = day, date_of(day, self.day or near) or self.day, None

    def begin_again(self) -> None:
        """Another part tells it from the beginning."""
        self.before = None
        if self.base and self.base.day and self.named is None:
            self.day = self.base.day

    def pass_by(self, at: Moment | None, context: Context) -> None:
        """An entry's time. Its day goes on, unless the timeline says which day all others are on."""
        if at is None:
            return
        if at.clock is None:
            self.day, self.before = at.day or self.day, None
            return
        self.base = self.base or at
        if context.is_day_stated and self.named is None:
            return
        self.day, self.before = at.day or self.day, at


def _moments(draft: Draft, context: Context, place: _Place) -> tuple[Moment | None, Moment | None]:
    place.turn_to(draft.day, context.near)
    if draft.begins:
        place.begin_again()
    head = draft.head or _head_inside(draft)
    if head is None:
        return None, None
    if head.after_start is not None:
        return _relative(head.after_start, context, place.base), None
    if head.first is None:
        return None, None
    at = _in_order(head.first, moment_of(head.first, context, day=place.day), place)
    place.pass_by(at, context)
    if head.last is None:
        return at, None
    until = moment_of(head.last, context, day=at.day)
    return at, until if head.last.day else after(until, at)


def _head_inside(draft: Draft) -> Head | None:
    """The one time that stands in the first sentence of an entry that begins with none."""
    words = draft.words[0][:_LOOKED_AT] if draft.words else ""
    timed = [found for found in times_in(words) if isinstance(found, FoundRange) or found.clock is not None]
    if len(timed) != 1:
        return None
    found = timed[0]
    return Head(words, found.first, found.last) if isinstance(found, FoundRange) else Head(words, found)


def _in_order(found: FoundTime, at: Moment, place: _Place) -> Moment:
    """A time without its day that would be before the last one: in the afternoon, or past midnight."""
    before = place.before
    if before is None or before.clock is None or at.clock is None or at.clock >= before.clock or before.day != at.day:
        return at
    if at.zone != before.zone:  # on another clock, what looks earlier need not be
        return at
    if not found.has_half and at.clock.hour < NOON and not place.has_24_hours:
        later = at.clock.replace(hour=at.clock.hour + NOON)
        if later >= before.clock and later.hour - before.clock.hour <= _SHORT_STEP:
            return replace(at, clock=later)
    if found.day is None and at.day and not (place.names_days and place.named) and is_past_midnight(at, before):
        return replace(at, day=at.day + timedelta(days=1))
    return at


def _relative(step: timedelta, context: Context, base: Moment | None) -> Moment | None:
    """`T+5`: after the first time that is known, else nothing."""
    start = context.start or base
    if start is None or start.local is None:
        return None
    at = start.local + step
    return Moment(at.date(), at.time(), start.zone, start.is_about)
