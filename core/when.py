"""The time input: what a person types becomes an instant, what was understood is said, and what is doubtful is asked.

A bare time is the latest such time that is not in the future, on the clocks of the zone shown. One that lies a little
ahead today is asked about: a slip of some minutes must not move an entry by a day.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from core.time_words import Day
from core.wall_clock import WallTime, ahead, days_back, latest, on_wall, read_wall_time
from core.when_grammar import Spoken, WhenError, scan
from core.when_questions import Choice, Question, ask_which_day, describe, questions, wall_text
from core.when_spans import FROM, LEADING_ABOUT, LONGEST, SPAN_END, after
from core.zone_doubts import unlikely_in
from core.zones import ZoneError, ZoneMeaning, fixed_offset, offset_text, resolve_zone, zone_label

__all__ = [
    "LONGEST_AGO",
    "Choice",
    "Clocks",
    "Question",
    "When",
    "WhenError",
    "describe",
    "parse_when",
    "read_leading_span",
    "read_leading_when",
]

EXAMPLES = "Enter a time such as 22:35, 10:35pm, 5m ago, yesterday 23:50 or 13 May 2023 22:35."
_PARTS = " \t\r\n,:;.-–—"  # what may stand between a time and the words
LONGEST_AGO = timedelta(days=3660)
YEARS_SEARCHED = 9  # 29 February may lie eight years back

_PARTED = re.compile(r"\s|$|[,:;.](?:\s|$)|[–—]")
_SPAN = re.compile(r"\s*(?:[-–—−]|to\b|until\b|till\b)\s*\d{1,2}(?:[:.]\d{2}|\s*[ap]m\b)", re.IGNORECASE)

_NAMED_ZONE = re.compile(r"\s*\(?(?:UTC|GMT|[A-Z]{2,4}T)\b")


@dataclass(frozen=True, slots=True)
class Clocks:
    """What typed times are read against: the zone shown, when Enter was pressed, and the day of bare times.

    Without a day a bare time is the latest such one that is not in the future.
    """

    zone: ZoneInfo
    now: datetime
    day: date | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A typed time: the instant (aware, UTC), the IANA zone it was told in, and the words to show.

    `zone_word` is the zone as typed, empty when none was. With `questions` the instant is only the likeliest answer.
    `is_about`: it was told as `about 14:10`.
    """

    instant: datetime
    zone: str
    typed: str
    understood: str
    zone_word: str = ""
    questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    """What a bare time is read against: the clocks (`now` in UTC), the limit of *latest*, and what to ask about."""

    zone: ZoneInfo
    now: datetime
    day: date | None
    limit: datetime
    ask_future: bool
    asks_day: bool

    @classmethod
    def of(cls, clocks: Clocks, latest_before: datetime | None, *, ask_future: bool = True) -> "_Page":
        """A little ahead today is asked about where neither a limit nor the person says otherwise."""
        return cls(
            zone=clocks.zone,
            now=clocks.now.astimezone(UTC),
            day=clocks.day,
            limit=latest_before or clocks.now,
            ask_future=ask_future,
            asks_day=ask_future and latest_before is None,
        )


def parse_when(text: str, clocks: Clocks, *, latest_before: datetime | None = None, ask_future: bool = True) -> When:
    """What a typed time means on these clocks.

    A bare time lies on their day if they have one, else it is the latest one not after `latest_before` (default: now;
    then one that lies a little ahead today is asked about). With `ask_future=False` the person has confirmed that it
    lies ahead. Raises WhenError with words for the person.
    """
    typed = text.strip()
    if not typed or len(typed) > LONGEST:
        raise WhenError(EXAMPLES)
    bare = typed[after(LEADING_ABOUT, typed) :]
    spoken = scan(bare, loose=True)
    rest = bare[spoken.end :].strip(" ,.")
    if rest and spoken.clock is not None and SPAN_END.fullmatch(bare, spoken.end):
        raise WhenError(f"“{typed[:40]}” is a span. Write one time here.")
    if rest:
        raise WhenError(f"“{rest[:40]}” was not understood. {EXAMPLES}")
    when = _understand(spoken, typed, _Page.of(clocks, latest_before, ask_future=ask_future))
    return replace(when, is_about=bare != typed)


def read_leading_when(text: str, clocks: Clocks) -> tuple[When | None, str]:
    """The time an entry begins with, and the rest: `22:35 restarted the db`, `5m ago all fine`.

    Careful: what may be meant as words (`5 servers restarted`, `10:00–10:15 slow`) is no time; then the whole text
    comes back.
    """
    at = after(LEADING_ABOUT, text)
    bare = text[at:]
    try:
        spoken = scan(bare[: LONGEST * 2], loose=False)
        if (spoken.clock is None and spoken.ago is None) or not _ends_cleanly(bare, spoken.end):
            return None, text
        when = _understand(spoken, text[: at + spoken.end].strip(), _Page.of(clocks, None))
        return replace(when, is_about=at > 0), bare[spoken.end :].lstrip(_PARTS)
    except WhenError:
        return None, text


def read_leading_span(text: str, clocks: Clocks) -> tuple[When, str, str] | None:
    """The span an entry begins with, `10:00-10:15 slow`: its start, its end as typed, and the words; None for none.

    A zone after the end is left to the fields that hold nothing but times.
    """
    begin = after(FROM, text)
    at = after(LEADING_ABOUT, text, begin)
    bare = text[at:]
    try:
        spoken = scan(bare[: LONGEST * 2], loose=False)
        match = SPAN_END.match(bare, spoken.end)
        if spoken.clock is None or match is None or _NAMED_ZONE.match(bare, match.end()):
            return None
        start = _understand(spoken, text[begin : at + spoken.end].strip(), _Page.of(clocks, None))
    except WhenError:
        return None
    is_about = at > begin or match["about"] is not None
    return replace(start, is_about=is_about), match["end"], bare[match.end() :].lstrip(_PARTS)


def _ends_cleanly(text: str, end: int) -> bool:
    """Whether something parts the time from the words, and no second time follows as in a span."""
    rest = text[end:]
    return _PARTED.match(rest) is not None and _SPAN.match(rest) is None


def _understand(spoken: Spoken, typed: str, page: _Page) -> When:
    if spoken.is_now or spoken.ago is not None:
        if spoken.ago is not None and spoken.ago > LONGEST_AGO:
            raise WhenError(f"“{typed}” is too long ago: enter the date.")
        instant = page.now - (spoken.ago or timedelta(0))
        return When(instant, page.zone.key, typed, describe(instant, page.zone))
    if spoken.clock is None:
        raise WhenError(f"Add the time of day, such as {typed} 22:35." if spoken.day else EXAMPLES)
    clocks, meaning = _clocks(spoken.zone, page.zone)
    wall_time = _wall_time(spoken.clock, spoken.day, clocks, page)
    instant = wall_time.instants[-1]
    zone = _zone_to_keep(instant, meaning, clocks, page.zone)
    return When(
        instant,
        zone.key,
        typed,
        _understood(instant, clocks, zone, meaning),
        spoken.zone,
        _questions(wall_time, spoken, clocks, zone, page),
        _warnings(instant, spoken.zone, meaning),
    )


def _clocks(word: str, shown: ZoneInfo) -> tuple[tzinfo, ZoneMeaning | None]:
    """The clocks a time is read on, and what the typed zone means if it is one that can be kept."""
    if not word:
        return shown, None
    try:
        literal = fixed_offset(word)
        if literal is None:
            meaning = resolve_zone(word)
            return meaning.info, meaning
    except ZoneError as error:
        raise WhenError(error.message) from None
    with suppress(ZoneError):
        return literal, resolve_zone(word)
    return literal, None  # an offset such as +10:17 that no zone has


def _wall_time(clock: time, day: Day | None, clocks: tzinfo, page: _Page) -> WallTime:
    """The wall time of a clock time on the named day, the page's day, or the latest day that fits."""
    if day is None and page.day is None:
        found = latest(days_back(page.limit, clocks, 3), clock, clocks, page.limit)
    elif day is not None and day.weekday is not None:
        today = on_wall(page.now, clocks).date()
        days = [on for on in days_back(page.now, clocks, 15) if on.weekday() == day.weekday]
        found = latest([on for on in days if not (day.is_last and on == today)], clock, clocks, page.now)
    else:
        days = _dates(day, clocks, page) if day else [page.day or page.now.date()]
        found = latest(days, clock, clocks, page.now) or read_wall_time(days[0], clock, clocks)
    if found is None:
        raise WhenError("There was no such time in the last few days.")
    return found


def _dates(day: Day, clocks: tzinfo, page: _Page) -> list[date]:
    """The dates a day can mean, the likeliest first: one, unless the year is left out."""
    today = on_wall(page.now, clocks).date()
    if day.from_today is not None:
        return [today + timedelta(days=day.from_today)]
    if day.year is not None:
        return [date(day.year, day.month, day.number)]
    return list(_years_back(today.year, day))


def _years_back(year: int, day: Day) -> Iterable[date]:
    for candidate in range(year, year - YEARS_SEARCHED, -1):
        try:
            yield date(candidate, day.month, day.number)
        except ValueError:
            continue  # 29 February


def _zone_to_keep(instant: datetime, meaning: ZoneMeaning | None, clocks: tzinfo, shown: ZoneInfo) -> ZoneInfo:
    """The typed zone, unless the zone shown has the same offset then, or no zone could hold the literal offset."""
    if meaning is None:
        return shown
    offset = instant.astimezone(clocks).utcoffset()
    same_clocks = offset == instant.astimezone(shown).utcoffset()
    literal = offset == instant.astimezone(meaning.info).utcoffset()
    return shown if same_clocks or not literal else meaning.info


def _understood(instant: datetime, clocks: tzinfo, zone: ZoneInfo, meaning: ZoneMeaning | None) -> str:
    label = zone_label(instant, zone)
    offset = instant.astimezone(clocks).utcoffset()
    if meaning is not None and meaning.word != label and fixed_offset(meaning.word) is not None:
        label = meaning.label
    elif offset is not None and offset != instant.astimezone(zone).utcoffset():
        label = offset_text(offset)
    return f"{wall_text(instant, clocks)} {label}"


def _warnings(instant: datetime, word: str, meaning: ZoneMeaning | None) -> tuple[str, ...]:
    said = (meaning.note if meaning else "", unlikely_in(word, instant))
    return tuple(sentence for sentence in said if sentence)


def _questions(
    wall_time: WallTime, spoken: Spoken, clocks: tzinfo, zone: ZoneInfo, page: _Page
) -> tuple[Question, ...]:
    """What must be asked; of a time without a day, whether it is meant today, where that lies a little ahead."""
    is_bare = spoken.day is None and page.day is None
    soon = ahead(wall_time.wall.time(), clocks, page.now) if is_bare and page.asks_day else None
    if soon is not None:
        return (ask_which_day(soon, wall_time, clocks, zone, page.now),)
    return questions(wall_time, clocks, zone, page.now, ask_future=page.ask_future)
