"""Working days: weekends, public holidays, days off."""

from datetime import date, timedelta

import pytest

from core.working_days import MONDAY_TO_FRIDAY, WorkingDays, calendar_day_after, country_names

FRIDAY = date(2026, 12, 11)


@pytest.mark.parametrize(
    ("calendar", "day", "days", "found"),
    [
        (MONDAY_TO_FRIDAY, FRIDAY, 0, FRIDAY),
        (MONDAY_TO_FRIDAY, FRIDAY, 1, date(2026, 12, 14)),
        (MONDAY_TO_FRIDAY, FRIDAY, -5, date(2026, 12, 4)),
        (WorkingDays(country="KE"), date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas, weekend
        (WorkingDays(country="DE"), date(2026, 12, 24), 1, date(2026, 12, 28)),  # two holidays, one on a Saturday
        (WorkingDays(frozenset({4, 5}), "AE"), date(2026, 1, 8), 1, date(2026, 1, 11)),  # Friday and Saturday
        (WorkingDays(days_off=frozenset({date(2026, 12, 14)})), FRIDAY, 1, date(2026, 12, 15)),
        (WorkingDays(country="XX"), FRIDAY, 1, date(2026, 12, 14)),  # no such country
        (WorkingDays(country="KE"), date(202, 5, 6), 1, date(202, 5, 7)),
        (MONDAY_TO_FRIDAY, date(9999, 12, 31), 3, date(9999, 12, 31)),
        (MONDAY_TO_FRIDAY, date(1, 1, 1), -3, date(1, 1, 1)),
        (WorkingDays(frozenset(range(7))), FRIDAY, 2, date(2026, 12, 13)),  # never: calendar days
    ],
)
def test_so_many_working_days_after(calendar, day, days, found):
    assert calendar.after(day, days) == found


def test_a_calendar_without_working_days_is_found_out():
    assert MONDAY_TO_FRIDAY.has_working_days(FRIDAY)
    assert not WorkingDays(frozenset(range(7))).has_working_days(FRIDAY)


def test_calendar_days_stay_within_what_a_date_holds():
    assert calendar_day_after(FRIDAY, 3) == date(2026, 12, 14)
    assert calendar_day_after(date(1, 1, 1), -3) == date.min


def test_countries_have_names():
    names = country_names()
    assert (names["KE"], names["AE"], names["AG"]) == ("Kenya", "United Arab Emirates", "Antigua and Barbuda")


def test_many_days_of_a_calendar_with_one_working_day_a_week_are_weeks():
    mondays = WorkingDays(frozenset(range(1, 7)))
    assert mondays.after(FRIDAY, 300) == FRIDAY + timedelta(days=3, weeks=299)
    assert mondays.after(FRIDAY + timedelta(days=3), -300) == FRIDAY + timedelta(days=3, weeks=-300)
