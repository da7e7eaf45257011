"""Stamps as chats and logs write them: a clock time with or without its day, an epoch."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

from core import time_words
from core.time_words import COLON_CLOCK, DAYS, MONTHS_A_YEAR, Day
from importing.readers.messages import Stamp

# Wherever it stands. Its am or pm belongs to it whatever follows, as in `2:00 PM: the shop is slow`.
ANY_CLOCK = rf"{COLON_CLOCK}(?:(?<!\d)|(?![\d:]|\s?[AaPp]\.?[Mm]\b))"
CLOCK = rf"(?<![\d.:/-]){ANY_CLOCK}"
DATE = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
_WITHOUT_YEAR = re.compile(r"(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})(?P<year>)?")
_CLOCK = re.compile(CLOCK)
_FILLER = re.compile(r"\bat\b|[\s,·•|@()\[\]–—-]+", re.IGNORECASE)
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-]\d{2,4})?(?![\d:])")
_LONGEST = 80
_YEARS = range(1970, 2200)
_EPOCH_DIGITS = {10: 1, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}


def day_of(text: str, *, month_first: bool = False) -> Day | None:
    """The day a text names, if it names nothing else."""
    if len(text) > _LONGEST:
        return None
    words = text.strip().strip(",-–—.:[]() ")
    for pattern in (*DAYS, _WITHOUT_YEAR):
        if match := pattern.fullmatch(words):
            with suppress(ValueError):
                return time_words.day_of(match, month_first=month_first)
            return None
    return None


def stamp_of(text: str, *, month_first: bool = False) -> Stamp | None:
    """The stamp a text is: a clock time with or without a day before or after it; None for anything else."""
    match = _CLOCK.search(text) if len(text) <= _LONGEST else None
    clock = clock_in(match) if match else None
    if match is None or clock is None:
        return None
    rest = _FILLER.sub(" ", text[: match.start()]).strip() or _FILLER.sub(" ", text[match.end() :]).strip()
    both = text[: match.start()].strip(" [(") and text[match.end() :].strip(" ])")
    if both:
        return None
    if not rest:
        return Stamp(clock)
    day = day_of(_around(text, match), month_first=month_first)
    return Stamp(clock, day) if day else None


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether dates such as 5/13/2023 are American here: a second part beyond 12 says so, or clocks with am and pm."""
    halves = False
    for text in texts:
        halves = halves or re.search(r"\d\s?[AP]M\b", text, re.IGNORECASE) is not None
        for one, two in _SLASHED.findall(text):
            if int(one) > MONTHS_A_YEAR >= int(two):
                return False
            if int(two) > MONTHS_A_YEAR >= int(one):
                return True
    return halves


def epoch_of(digits: str) -> datetime | None:
    """The instant that seconds, or milli-, micro- or nanoseconds, since 1970 say; None for what is no such number."""
    whole, _, part = digits.partition(".")
    scale = _EPOCH_DIGITS.get(len(whole)) if whole.isdigit() else None
    if scale is None:
        return None
    micro = int(whole) * 1_000_000 // scale + (int(part[:6].ljust(6, "0")) if part and scale == 1 else 0)
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
    return instant if instant.year in _YEARS else None


def _around(text: str, match: re.Match[str]) -> str:
    """What stands before or after the clock, without the words between."""
    before = re.sub(r"(?:\bat\b|[\s,·•|\[(–—-])+$", "", text[: match.start()], flags=re.IGNORECASE)
    after = re.sub(r"^(?:[\s,·•|\])–—-])+", "", text[match.end() :])
    return before or after


def clock_in(match: re.Match[str]) -> time | None:
    """The time of day that a match of CLOCK says; None for what no clock shows."""
    with suppress(ValueError):
        return time_words.clock_of(match)
    return None
