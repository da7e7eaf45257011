"""Instants, days, clock times and ranges in running text."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

from core.prose.finds import FoundRange, FoundTime
from core.prose.time_tokens import NOON, Token, tokens
from core.prose.zone_tokens import zone_behind
from core.time_words import Day, levelled

_LONGEST_GAP, _NO_LEAP_YEAR = 40, 2023
ABOUT = (
    r"(?:about|around|approximately|approx\b\.?|roughly|circa|ca\b\.?|~|≈|shortly (?:before"
    r"|after)|just (?:before|after))"
)
_ABOUT_MINUTES = re.compile(r"\d{1,2}:~")  # 07:~30
_IS_ABOUT = re.compile(rf"{ABOUT}\s*(?:at\s+)?$", re.IGNORECASE)
_LEADING = 24
# Between a day and its clock time, and between a clock time and its day.
_DAY_CLOCK = re.compile(
    (
        r"[\s,:(|@/]*(?:\(?(?:mon|tue|wed|thu|fri|sat"
        r"|sun)[a-z]{0,6}\)?,?\s+)?(?:[-–—]\s)?(?:(?:at|from|between|starting(?:\s+(?:at|from))?"
        rf"|since|by|until)\s+)?(?:{ABOUT}\s*)?[(\[]?"
    ),
    re.IGNORECASE,
)
_CLOCK_DAY = re.compile(
    r"\s*[,(]?\s*(?:on|of)?(?:\s+the)?(?:\s+(?:morning|night|evening|afternoon)\s+of)?[\s(]*", re.IGNORECASE
)
_YEAR_BEHIND = re.compile(r"\s(20\d{2})(?![\w:])")
_SAYS_ON = re.compile(r"\bo[nf]\b", re.IGNORECASE)
# Between the two ends of a range, perhaps behind words in brackets: `~12:00 (maybe earlier) to 17:55`.
_ASIDE = r"(?:\s?\([^()\n]{1,40}\))?"
_TO = re.compile(
    rf"{_ASIDE}[\s,)]*(?:-{{1,2}}>?|=>|>|\.{{2,3}}|…|–|—|→|~|\uff5e|to|until|till|through|and)\s*(?:{ABOUT}\s*)?",
    re.IGNORECASE,
)
_DATE_OF_DAY = re.compile(r"(?:\s(?:morning|afternoon|evening|night))?[\s,(]+(?:the\s+)?", re.IGNORECASE)
_BRACKET_BEGINS = re.compile(r",?\s?\(")
_SAME_AGAIN, _BRACKET_ENDS = re.compile(r"\s?[(/\[|=]\s?"), re.compile(r"\s?[)\]]?")
_AND = re.compile(r"[\s,)]*and\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\s*(?:the\s+)?(?:(?:hours|times)\s+of\s+)?(?:{ABOUT}\s*)?$", re.IGNORECASE)


def times_in(text: str, *, month_first: bool = False) -> list[FoundTime | FoundRange]:
    """What a text says about when, in order. `month_first`: 5/6/2023 is 6 May."""
    source = levelled(text)
    found = _once(source, tokens(source, month_first=month_first))
    times: list[FoundTime | FoundRange] = []
    at = 0
    while at < len(found):
        first, after = _moment(source, found, at)
        last, end = _end_of_range(source, first, found, after)
        if last is None:
            if found[at].last_day and after == at + 1:
                last, end = FoundTime(first.start, first.end, found[at].last_day), after
            else:
                times.append(first)
                at = after
                continue
        times.append(_range(first, last))
        at = end
        if at < len(found) and (day := _day_behind(source, times[-1], found[at])):
            times[-1] = day
            at += 1
    return times


def _once(source: str, found: Iterable[Token]) -> list[Token]:
    """The tokens without clock times that say the one before them again in another zone: `14:02 UTC (7:02 AM PDT)`."""
    kept: list[Token] = []
    again: Token | None = None
    for token in found:
        before = kept[-1] if kept else None
        is_again = before and before.zone and token.zone and before.zone != token.zone and token.clock is not None
        if before and is_again and _joins(_SAME_AGAIN, source, before, token):
            kept[-1] = replace(before, end=_BRACKET_ENDS.match(source, token.end).end())  # type: ignore[union-attr]
            again = token
        elif before and _is_date_of(source, before, token):
            kept[-1] = replace(token, start=before.start)
        elif again and before and token.day and _joins(_BRACKET_BEGINS, source, again, token):
            kept.append(replace(token, day=_on_other_clock(token.day, again, before)))
        else:
            kept.append(token)
            again = None
    return kept


def _is_date_of(source: str, day: Token, date_of_it: Token) -> bool:
    """Whether the date of a day stands right behind its name: `yesterday, 5 June` or `last night (5 June)`."""
    if day.day is None or date_of_it.day is None or day.day.month or not date_of_it.day.month or date_of_it.last_day:
        return False
    return day.clock is None and _joins(_DATE_OF_DAY, source, day, date_of_it)


def _on_other_clock(day: Day, again: Token, first: Token) -> Day:
    """The day of `03:58 UTC | 19:58 PT (Feb 15)`, which is that of the second clock, on the first one."""
    if again.clock is None or first.clock is None or not day.month:
        return day
    ahead = again.clock.hour - first.clock.hour
    if abs(ahead) <= NOON:
        return day
    on = date(day.year or _NO_LEAP_YEAR, day.month, day.number) + timedelta(days=1 if ahead > 0 else -1)
    return replace(day, year=on.year if day.year else None, month=on.month, number=on.day)


def _moment(source: str, found: list[Token], at: int) -> tuple[FoundTime, int]:
    """The time that begins with a token, and which token comes after it."""
    token = found[at]
    after = found[at + 1] if at + 1 < len(found) else None
    is_about = _is_about(source, token.start)
    if after and _is_clock_of(source, token, after):
        both = _both(token, after, token, is_about=is_about or _is_about(source, after.start))
        if (
            token.day
            and token.day.weekday is not None
            and (full := _day_in_brackets(source, both, found[at + 2 : at + 3]))
        ):
            return full, at + 3
        return _with_year_behind(source, both), at + 2
    if after and token.clock is not None and after.day and _is_day_of(source, token, after, found[at + 2 : at + 3]):
        return _with_zone_behind(source, _both(token, token, after, is_about=is_about)), at + 2
    return replace(_both(token, token, token, is_about=is_about), end=token.end), at + 1


def _both(first: Token, clock: Token, day: Token, *, is_about: bool) -> FoundTime:
    """A time that begins with one token, of a clock time and a day."""
    end = max(clock.end, day.end)
    return FoundTime(first.start, end, day.day, clock.clock, clock.zone, is_about, clock.has_half, day.can_be_two_days)


def _day_in_brackets(source: str, found: FoundTime, further: list[Token]) -> FoundTime | None:
    """`Saturday 3:56 pm (11/11/2017)`: the date of the weekday behind the clock time."""
    full = further[0] if further else None
    if full is None or full.day is None or not full.day.month or not _joins(_BRACKET_BEGINS, source, found, full):
        return None
    end = _BRACKET_ENDS.match(source, full.end).end()  # type: ignore[union-attr]
    return replace(found, day=full.day, end=end, can_be_two_days=full.can_be_two_days)


def _with_year_behind(source: str, found: FoundTime) -> FoundTime:
    """`Jun 2 14:00 PDT 2021`, as computers write it."""
    year = _YEAR_BEHIND.match(source, found.end)
    if year is None or found.day is None or found.day.year is not None or not found.day.month:
        return found
    return replace(found, day=replace(found.day, year=int(year[1])), end=year.end())


def _with_zone_behind(source: str, found: FoundTime) -> FoundTime:
    """`14:05 on 4 March 2021 (UTC)`: the zone behind the day."""
    zone, end = ("", found.end) if found.zone else zone_behind(source, found.end)
    return replace(found, zone=zone, end=end) if zone else found


def _is_clock_of(source: str, day: Token, clock: Token) -> bool:
    """Whether a clock time belongs to the day before it."""
    if not day.day or day.last_day or clock.clock is None:
        return False
    return _joins(_DAY_CLOCK, source, day, clock)


def _is_day_of(source: str, clock: Token, day: Token, further: list[Token]) -> bool:
    """Whether a day belongs to the clock time before it, and not to the one behind it."""
    if not _joins(_CLOCK_DAY, source, clock, day):
        return False
    if _SAYS_ON.search(source, clock.end, day.start):
        return True
    if "\n" in source[clock.end : day.start]:
        return False
    return not (further and further[0].clock is not None and _joins(_DAY_CLOCK, source, day, further[0]))


def _joins(pattern: re.Pattern[str], source: str, first: Token | FoundTime | FoundRange, second: Token) -> bool:
    """Whether nothing but such words stands between two times."""
    return second.start - first.end <= _LONGEST_GAP and pattern.fullmatch(source, first.end, second.start) is not None


def _end_of_range(source: str, first: FoundTime, found: list[Token], at: int) -> tuple[FoundTime | None, int]:
    if at >= len(found) or not _joins(_TO, source, first, found[at]):
        return None, at
    if _AND.match(source, first.end) and not _BETWEEN.search(source[max(0, first.start - _LEADING) : first.start]):
        between = source[first.start : first.end].lower()
        if "between" not in between:
            return None, at
    last, after = _moment(source, found, at)
    if (first.clock is None) != (last.clock is None):
        return None, at
    return last, after


def _range(first: FoundTime, last: FoundTime) -> FoundRange:
    """Both ends, with the zone and the half of the day that stand once for both."""
    zone = first.zone or last.zone
    clock = first.clock
    is_told_once = last.has_half and not first.has_half and (first.day is None or last.day in {None, first.day})
    is_of_one_clock = not first.zone or last.zone in {"", first.zone}
    if clock is not None and last.clock is not None and is_told_once and is_of_one_clock:
        clock = _same_half(clock, last.clock)
    begun = replace(first, day=first.day or last.day, clock=clock, zone=zone)
    return FoundRange(first.start, last.end, begun, replace(last, zone=last.zone or zone))


def _same_half(first: time, last: time) -> time:
    """`2:00 to 5:00 PM`: both are in the afternoon, unless the first would then be after the second.

    `11:30 to 1:00 AM` begins in the evening.
    """
    if first.hour > NOON or first.hour == 0:
        return first
    halves = (first.replace(hour=first.hour % NOON + NOON), first.replace(hour=first.hour % NOON))
    in_order = [half for half in halves if half <= last]
    return in_order[0] if in_order else halves[0] if last.hour < NOON else first


def _day_behind(source: str, times: FoundTime | FoundRange, token: Token) -> FoundRange | None:
    """A range of clock times whose day stands behind it: `from 2:00 to 5:00 PM on May 10`."""
    if not isinstance(times, FoundRange) or times.first.day or times.last.day or not token.day:
        return None
    if not _joins(_CLOCK_DAY, source, times, token) or "\n" in source[times.end : token.start]:
        return None
    begun = replace(times.first, day=token.day, can_be_two_days=token.can_be_two_days)
    return FoundRange(times.start, token.end, begun, replace(times.last, end=token.end))


def _is_about(source: str, at: int) -> bool:
    before = source[max(0, at - _LEADING) : at]
    return _IS_ABOUT.search(before) is not None or _ABOUT_MINUTES.match(source, at) is not None
