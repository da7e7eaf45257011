"""From when to when it was: what is stated, with the day and the zone that stand elsewhere in the document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta

from importing.readers.documents.facts import Moment, ReadEntry, Sureness, ToldMoment
from importing.readers.documents.guesses import by_length, end_among, is_before, start_among, with_clock
from importing.readers.documents.moments import Context, after, date_of, moment_of
from importing.readers.documents.passage_times import is_next_day
from importing.readers.documents.stated_facts import At, Stated
from importing.readers.documents.timeline import Draft

_LONGEST = timedelta(days=14)  # that it is said to have taken, to reckon with it


@dataclass(frozen=True, slots=True)
class Span:
    """Start and end as far as they are stated, and the zone word that holds for them."""

    started: ToldMoment | None = None
    ended: ToldMoment | None = None
    zone_word: str = ""
    is_guessed: bool = False
    is_day_of_front: bool = False  # the day is the one of the front matter
    noticed: ToldMoment | None = None  # it began no later


def near_day(
    stated: Stated, drafts: Sequence[Draft], title_days: Sequence[date], *, is_title_a_day: bool
) -> date | None:
    """A day that is near to all others: of the start, of any full date in the text, of the title, of the timeline."""
    if stated.start and (day := date_of(stated.start.found.day, None)):
        return day
    if is_title_a_day and title_days:
        return title_days[0]
    if stated.days:
        return stated.days[0][0]
    if title_days:
        return title_days[0]
    days = (date_of(draft.head.first.day, None) for draft in drafts if draft.head and draft.head.first)
    return next((day for day in days if day), None) or next((day for day, _ in stated.published), None)


def zone_word_of(stated: Stated, of_timeline: str, of_text: str, drafts: Sequence[Draft]) -> str:
    """The zone that holds where none stands beside a time."""
    for at in (stated.start, stated.end):
        if at and at.found.zone and at.line not in stated.lines_of_front:
            return at.found.zone
    if of_timeline or of_text:
        return of_timeline or of_text
    if zones := [zone for zone, line in stated.zones if line not in stated.lines_of_front]:
        return zones[0]
    words = [draft.head.first.zone for draft in drafts if draft.head and draft.head.first and draft.head.first.zone]
    return words[0] if words else ""


def span_of(stated: Stated, context: Context, zone_word: str) -> Span:
    """Start and end with their days: an end without a day is on the day of the start, or past midnight."""
    if stated.start is None and stated.end is None:
        return Span(zone_word=zone_word, noticed=_told(stated.noticed, context))
    start = _told(stated.start, context)
    end = _told(stated.end, context)
    if start and end and stated.end and stated.end.found.day is None and start.moment.clock is not None:
        end = replace(end, moment=after(end.moment, start.moment))
    if start and end and stated.end and is_next_day(stated.end.found.day) and start.moment.day:
        end = replace(end, moment=replace(end.moment, day=start.moment.day + timedelta(days=1)))
    return Span(start, end, zone_word, noticed=_told(stated.noticed, context))


def _told(at: At | None, context: Context) -> ToldMoment | None:
    if at is None:
        return None
    return ToldMoment(moment_of(at.found, context), at.line, at.sureness)


def with_timeline(span: Span, entries: Sequence[ReadEntry], stated: Stated, near: date | None) -> Span:
    """What is not stated, from the entries whose words say that it began or was over, or from how long it took."""
    if stated.has_several:
        return span
    known = _stated(span.started), _stated(span.ended)
    started = known[0] or start_among(entries, _period(stated, near))
    started = started or with_clock(span.started) or span.started
    ended = known[1] or end_among(entries, started) or with_clock(span.ended) or span.ended
    started = _no_later(started, span.noticed) if known[0] is None else started
    if started and ended and stated.length:
        started, ended = by_length(started, ended, entries, stated.length.span)
    if started and ended and is_before(ended.moment, started.moment) and (started, ended) != (span.started, span.ended):
        started, ended = (span.started, span.ended) if span.started else (started, None)
    started, ended = _reckoned(started, ended, stated)
    is_guessed = (started, ended) != (span.started, span.ended) or any(
        told and told.sureness is Sureness.GUESSED for told in (started, ended)
    )
    return replace(span, started=started, ended=ended, is_guessed=is_guessed)


def _no_later(started: ToldMoment | None, noticed: ToldMoment | None) -> ToldMoment | None:
    """A guessed start, or when somebody noticed it where that was before or nothing else is known."""
    if noticed is None or noticed.moment.local is None:
        return started
    return noticed if started is None or is_before(noticed.moment, started.moment) else started


def _stated(told: ToldMoment | None) -> ToldMoment | None:
    return with_clock(told) if told and told.sureness is not Sureness.GUESSED else None


def _period(stated: Stated, near: date | None) -> tuple[date, date] | None:
    """The first and the last day that the document states."""
    days = [date_of(day, near) for day in stated.period or ()]
    return (days[0], days[1]) if len(days) == 2 and days[0] and days[1] else None  # noqa: PLR2004 - both


def _reckoned(
    started: ToldMoment | None, ended: ToldMoment | None, stated: Stated
) -> tuple[ToldMoment | None, ToldMoment | None]:
    """The end from the start and how long it took, or the start from the end. Guesses."""
    if stated.length is None or not timedelta() < stated.length.span <= _LONGEST:
        return started, ended
    first, last = with_clock(started), with_clock(ended)
    if first and not last and first.sureness is not Sureness.GUESSED:
        return started, _moved(first, stated.length.span, is_about=stated.length.is_about)
    if last and not first and last.sureness is not Sureness.GUESSED:
        return _moved(last, -stated.length.span, is_about=stated.length.is_about), ended
    return started, ended


def _moved(told: ToldMoment, span: timedelta, *, is_about: bool) -> ToldMoment | None:
    """A moment so much later on the same clock; None without its day."""
    moment = told.moment
    if moment.local is None:
        return None
    at = (moment.instant.astimezone(UTC) + span).astimezone(moment.zone) if moment.instant else moment.local + span
    moved = Moment(at.date(), at.time(), moment.zone, moment.is_about or is_about)
    return ToldMoment(moved, told.line, Sureness.GUESSED)
