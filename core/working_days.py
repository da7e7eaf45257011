"""Which days people work: a weekend, the public holidays of a country, and days off of their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import cache, lru_cache
from itertools import pairwise

import holidays
from holidays.registry import COUNTRIES

DAY = timedelta(days=1)
WEEK = 7
SATURDAY_AND_SUNDAY = frozenset({5, 6})
KNOWN_YEARS = range(1970, 2101)  # outside of them only the weekend counts
LONGEST_SEARCH = 3 * 366  # without a working day in three years, calendar days are counted


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar: the weekend as numbers from Monday (0), a country (ISO 3166, two letters), days off."""

    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    country: str = ""
    days_off: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Neither weekend nor holiday nor a day off."""
        return day.weekday() not in self.weekend and day not in self.days_off and not self._is_holiday(day)

    def after(self, day: date, days: int) -> date:
        """So many working days after a day (before it, when negative); the day itself for 0."""
        return _after(self, day, days)

    def has_working_days(self, since: date) -> bool:
        """Whether any day of the coming year is one."""
        return any(self.is_working(since + n * DAY) for n in range(366))

    def _is_holiday(self, day: date) -> bool:
        return bool(self.country) and day.year in KNOWN_YEARS and day in _holidays(self.country, day.year)


MONDAY_TO_FRIDAY = WorkingDays()


@lru_cache(maxsize=50_000)
def _after(calendar: WorkingDays, day: date, days: int) -> date:
    """Remembered: many action items share their calendar, their day and the days of their policy."""
    step, left, found, searched = (DAY if days > 0 else -DAY), abs(days), day, 0
    while left and searched < LONGEST_SEARCH:
        found, searched = _moved(found, step), searched + 1
        if calendar.is_working(found):
            left, searched = left - 1, 0
    return calendar_day_after(day, days) if left else found


def calendar_day_after(day: date, days: int) -> date:
    """So many days after a day, within what a date can hold."""
    return _moved(day, timedelta(days=days))


def country_names() -> Mapping[str, str]:
    """The countries whose public holidays are known, by code, in the order of their names."""
    named = {codes[1]: _in_words(codes[0]) for codes in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.min if by < timedelta() else date(MAXYEAR, 12, 31)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country that the package no longer knows
        return frozenset()


def _in_words(name: str) -> str:
    """`UnitedArabEmirates`: United Arab Emirates."""
    starts = [match.start() for match in re.finditer(r"(?<!^)[A-Z](?=[a-z])", name)]
    words = [name[start:end] for start, end in pairwise([0, *starts, len(name)])]
    return " ".join(word.lower() if word in {"And", "Of", "The"} else word for word in words)
