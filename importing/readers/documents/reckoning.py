"""Small sums over a whole document: how its dates are written, how many times a part tells, how long it took."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.prose.finds import FoundRange
from core.prose.times import times_in
from importing.readers.documents.facts import ToldMoment
from importing.readers.documents.lines import Kind, Line, is_of_log
from importing.readers.documents.moments import Context, date_of
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.spans import Span
from importing.readers.documents.stated_facts import Stated
from importing.readers.documents.timeline import drafts_of
from importing.readers.stamps import is_month_first as dates_are_month_first

MOST_LINES_OF_DATES = 2_000
_NUMBERS = re.compile(
    r"(?<![\w./-])\d{1,2}(?:/\d{1,2}(?:/(?:\d{4}|\d{2}))?|-\d{1,2}-(?:\d{4}|\d{2})|\.\d{1,2}\.\d{4})(?![\w/-])"
)
_AMERICAN = re.compile(
    r"\d\s?[(]?(?:[PMCE][SD]?T|Pacific|Eastern)\b|\b(?:in|are) [(]?(?:[PMCE][SD]?T|Pacific|Eastern)\b"
)
_IN_WORDS = re.compile(
    r"\b20\d{2}-\d{2}-\d{2}\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\W", re.IGNORECASE
)
_NEAR, _MOST_DATES = timedelta(days=3), 20
_HALF = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d|\bnoon\b|\bmidnight\b", re.IGNORECASE)


def is_month_first(lines: Sequence[Line]) -> bool:
    """Whether dates such as 5/6/2023 are American here: by those that can be read in one way alone, else by clocks."""
    heads = [line.words[:300] for line in lines[:MOST_LINES_OF_DATES]]
    dates = [" ".join(_NUMBERS.findall(words)) for words in heads]
    if (by_others := _by_other_dates(heads, dates)) is not None:
        return by_others
    american = any(_HALF.search(words) or _AMERICAN.search(words) for words in heads)
    halves = " 1 PM" if american else ""
    return dates_are_month_first([f"{words}{halves}" for words in dates if words])


def _by_other_dates(heads: Sequence[str], dates: Sequence[str]) -> bool | None:
    """Whether the month stands first, by full dates that can be read in one way alone; None where they do not say."""
    numbers = [found for words in dates if words for found in times_in(words) if not isinstance(found, FoundRange)]
    doubtful = [found.day for found in numbers if found.can_be_two_days and found.day and found.day.year]
    if not doubtful:
        return None
    written = (words for words in heads if _IN_WORDS.search(words))
    found = (each for words in written for each in times_in(words) if not isinstance(each, FoundRange))
    sure = [day for each in found if not each.can_be_two_days and (day := date_of(each.day, None))]
    day_first = date(doubtful[0].year or 0, doubtful[0].month, doubtful[0].number)
    month_first = date(day_first.year, day_first.day, day_first.month)
    near = [any(abs(day - reading) <= _NEAR for day in sure[:_MOST_DATES]) for reading in (day_first, month_first)]
    return near[1] if near[0] != near[1] else None


def by_section(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Passages of one part and section together, in order."""
    found: list[list[Passage]] = []
    for passage in passages:
        if found and (found[-1][0].part, found[-1][0].section) == (passage.part, passage.section):
            found[-1].append(passage)
        else:
            found.append([passage])
    return found


def times_told(passage: Passage, context: Context, *, with_days: bool = False) -> int:
    """How many lines of a part begin with a time."""
    lines = [line for line in passage.lines if not is_of_log(line)]
    if not any(_DIGIT.search(line.words) for line in lines):
        return 0
    drafts = drafts_of([replace(passage, named=Part.TIMELINE, lines=lines)], context)
    heads = [draft.head for draft in drafts if draft.head]
    return sum(
        1
        for head in heads
        if head.after_start is not None or (head.first and (with_days or head.first.clock is not None))
    )


def is_headed_by_days(passage: Passage) -> bool:
    """Whether its days are headings above prose."""
    return not any(line.kind in {Kind.ITEM, Kind.ROW} for line in passage.lines) and any(
        line.kind is Kind.HEADING for line in passage.lines
    )


def start_day(span: Span) -> date | None:
    """The day on which it began."""
    return span.started.moment.day if span.started else None


def minutes(span: Span, stated: Stated) -> int | None:
    """As stated, else from start to end."""
    if stated.minutes is not None:
        return stated.minutes
    return _between(span.started, span.ended)


def _between(started: ToldMoment | None, ended: ToldMoment | None) -> int | None:
    if started is None or ended is None:
        return None
    start, end = started.moment, ended.moment
    if start.instant and end.instant:
        return round((end.instant - start.instant).total_seconds() / 60)
    return round((end.local - start.local).total_seconds() / 60) if start.local and end.local else None
