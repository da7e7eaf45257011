"""Start and end from the entries of the timeline, where the document states none: guesses by their words."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from core.prose.finds import FoundRange
from core.prose.times import times_in
from importing.readers.documents.facts import Moment, ReadEntry, Sureness, ToldMoment
from importing.readers.documents.guess_words import (
    BEGAN_AT,
    DONE,
    ENDED,
    EXPLAINS,
    FAILS,
    FAILS_AGAIN,
    GOES_ON,
    LABELLED_END,
    LABELLED_START,
    LOOKS_BACK,
    MENDED,
    MITIGATED_AT_LAST,
    NOT_OVER,
    NOTICED,
    OVER,
    PREPARES,
    REPAIRED,
    SAYS_RESOLVED,
    WHOLE,
)
from importing.readers.documents.moments import Context, moment_of

_FIRST_ENTRIES = 12
_SEVERAL, _MOST = 4, 2_000
_LOOKED_AT = 500  # characters of an entry
Pair = tuple[ToldMoment, ToldMoment]
_SLACK, _SHARE = timedelta(minutes=2), 0.03  # of a length that is told, to take two entries for its ends


def start_among(entries: Sequence[ReadEntry], days: tuple[date, date] | None) -> ToldMoment | None:
    """The entry that says that it began, else the first that tells of a failure. `days`: the period that is stated."""
    timed = _timed(entries)
    if days and (there := [entry for entry in timed if entry.at and entry.at.day == days[0]]):
        return _marked(there, "impact_started") or _guess(_first_failure(there) or there[0])
    return (
        _told_inside(timed)
        or _first_that(timed, LABELLED_START)
        or _marked(entries, "impact_started")
        or _guess(_first_failure(timed))
    )


def end_among(entries: Sequence[ReadEntry], started: ToldMoment | None) -> ToldMoment | None:
    """The entry that says that it was over, else the last one if it tells of something that works again."""
    timed = _timed(entries)
    return (
        _first_that(timed, LABELLED_END)
        or _first_that(timed, ENDED)
        or _recovery(timed, started)
        or _marked(entries, "resolved")
        or _first_that(timed, MITIGATED_AT_LAST)
        or _last(timed)
        or _last_repair(timed, started)
        or _last_before_the_review(timed)
    )


def by_length(started: ToldMoment, ended: ToldMoment, entries: Sequence[ReadEntry], length: timedelta) -> Pair:
    """Start and end; a guessed one moves to the only entry that is as far from the other as it took."""
    if _fits(started.moment, ended.moment, length):
        return started, ended
    timed = _timed(entries)
    starts = [entry for entry in timed if entry.at and _fits(entry.at, ended.moment, length)]
    ends = [entry for entry in timed if entry.at and _fits(started.moment, entry.at, length)]
    first = _guess(starts[0]) if len(starts) == 1 and started.sureness is Sureness.GUESSED else None
    last = _guess(ends[0]) if len(ends) == 1 and ended.sureness is Sureness.GUESSED else None
    if first and last:  # either would do
        return started, ended
    return first or started, last or ended


def is_before(one: Moment, other: Moment) -> bool:
    """Whether a moment is not after another one, as far as both are known."""
    if one.instant and other.instant:
        return one.instant <= other.instant
    return bool(one.local and other.local and one.local <= other.local)


def with_clock(told: ToldMoment | None) -> ToldMoment | None:
    """A moment whose time of day is known."""
    return told if told and told.moment.clock is not None else None


def _timed(entries: Sequence[ReadEntry]) -> list[ReadEntry]:
    """Those with a time of day; none of a log of thousands of lines, whose words say nothing of the whole."""
    return [entry for entry in entries if entry.at and entry.at.clock is not None] if len(entries) <= _MOST else []


def _words(entry: ReadEntry) -> str:
    return entry.text[:_LOOKED_AT].replace("\n", " ")


def _guess(entry: ReadEntry | None) -> ToldMoment | None:
    return ToldMoment(entry.at, entry.line, Sureness.GUESSED) if entry and entry.at else None


def _first_that(entries: Iterable[ReadEntry], pattern: re.Pattern[str]) -> ToldMoment | None:
    return _guess(next((entry for entry in entries if pattern.search(_words(entry))), None))


def _told_inside(entries: Sequence[ReadEntry]) -> ToldMoment | None:
    """The time of the start that a later entry tells: `10:02: the errors began at 9:40`."""
    for entry in entries:
        words = _words(entry)
        match = BEGAN_AT.search(words)
        found = times_in(words[match.end() :])[:1] if match else []
        if not match or not found or found[0].start > 0 or entry.at is None or isinstance(found[0], FoundRange):
            continue
        if found[0].clock is not None:
            context = Context(entry.at.zone, entry.at.day, entry.at.day)
            return ToldMoment(moment_of(found[0], context), entry.line, Sureness.GUESSED)
    return None


def _first_failure(entries: Sequence[ReadEntry]) -> ReadEntry | None:
    """The first entry that tells of a failure or of how one was noticed, behind those that only prepare a change."""
    for entry in entries[:_FIRST_ENTRIES]:
        words = _words(entry)
        if SAYS_RESOLVED.match(words):
            continue
        is_notice = NOTICED.search(words) and not PREPARES.search(words) and not _says(OVER, entry)
        if FAILS.search(words) or is_notice:
            failing = [each for each in words.split(". ") if FAILS.search(each)] or [words]
            return None if all(GOES_ON.search(each) for each in failing) else entry
    return None


def _marked(entries: Sequence[ReadEntry], milestone: str) -> ToldMoment | None:
    entry = next((entry for entry in entries if milestone in entry.milestones), None)
    if entry is None or entry.at is None or entry.at.clock is None:
        return None
    return ToldMoment(entry.at, entry.line, Sureness.STATED if entry.has_stated_milestones else Sureness.GUESSED)


def _recovery(entries: Sequence[ReadEntry], started: ToldMoment | None) -> ToldMoment | None:
    """The first entry that says that all works again, behind the last one that tells of a failure."""
    later = [entry for entry in entries if not (started and entry.at and is_before(entry.at, started.moment))]
    over = [at for at, entry in enumerate(later) if _says(OVER, entry)]
    over = over or [at for at, entry in enumerate(later) if _says(MENDED, entry)]
    if not over:
        return None
    failing = max(
        (at for at, entry in enumerate(later[: over[-1]]) if at not in over and _says_failing(entry)), default=-1
    )
    behind = [later[at] for at in over if at > failing]
    return _guess(next((entry for entry in behind if WHOLE.search(_words(entry))), behind[0]))


def _says(pattern: re.Pattern[str], entry: ReadEntry) -> bool:
    words = _words(entry)
    return pattern.search(words) is not None and NOT_OVER.search(words) is None


def _says_failing(entry: ReadEntry) -> bool:
    words = _words(entry)
    return FAILS_AGAIN.search(words) is not None and DONE.search(words) is None and not EXPLAINS.search(words)


def _last(entries: Sequence[ReadEntry]) -> ToldMoment | None:
    """The last entry, if it says that something works again."""
    return _guess(entries[-1]) if entries and _says(DONE, entries[-1]) else None


def _last_repair(entries: Sequence[ReadEntry], started: ToldMoment | None) -> ToldMoment | None:
    """The last entry that tells of a repair, where none tells that it helped."""
    later = [entry for entry in entries if not (started and entry.at and is_before(entry.at, started.moment))]
    return _guess(next((entry for entry in reversed(later) if _says(REPAIRED, entry)), None))


def _last_before_the_review(entries: Sequence[ReadEntry]) -> ToldMoment | None:
    """The last entry above those about looking back at it, where several tell what happened."""
    if len(entries) < _SEVERAL:
        return None
    last = next((entry for entry in reversed(entries) if not LOOKS_BACK.search(_words(entry))), None)
    return _guess(last) if last and not EXPLAINS.search(_words(last)) and not _says_failing(last) else None


def _fits(first: Moment, last: Moment, length: timedelta) -> bool:
    """Whether two moments are as far apart as a document says that it took."""
    if first.instant and last.instant:
        between = last.instant - first.instant
    elif first.local and last.local:
        between = last.local - first.local
    else:
        return False
    return abs(between - length) <= max(_SLACK, length * _SHARE)
