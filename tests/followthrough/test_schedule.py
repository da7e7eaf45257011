"""The calendar of digests, as pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.due import OwnerDays
from catalogue.selectors.policies import Notice
from core.working_days import MONDAY_TO_FRIDAY, calendar_day_after
from followthrough.enums import ReminderStep
from followthrough.schedule import DigestTimes, dated_step, days_ahead, digest_day, digest_days, next_digest, reached

MONDAY = date(2023, 5, 15)
SOON, TODAY, OVERDUE = ReminderStep.DUE_SOON, ReminderStep.DUE_TODAY, ReminderStep.OVERDUE
USUAL = (
    Notice("done", -3, False, "owner"),
    Notice("done", 0, False, "owner"),
    Notice("done", 1, True, "owner"),
)


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2023-05-15T05:59:59", "Africa/Nairobi", None),  # 08:59:59
        ("2023-05-15T06:00:00", "Africa/Nairobi", date(2023, 5, 15)),  # 09:00
        ("2023-05-15T20:59:59", "Africa/Nairobi", date(2023, 5, 15)),  # a late catch-up, 23:59:59
        ("2023-05-15T21:00:00", "Africa/Nairobi", None),  # midnight
        ("2023-05-13T09:00:00", "UTC", None),  # Saturday
        ("2023-05-14T09:00:00", "UTC", None),  # Sunday
        ("2023-05-15T00:00:00", "Asia/Tokyo", date(2023, 5, 15)),
        ("2023-05-12T23:00:00", "Pacific/Kiritimati", None),  # Saturday there, Friday in UTC
        ("2023-05-15T15:59:00", "America/Los_Angeles", None),
        ("2023-05-15T16:00:00", "America/Los_Angeles", date(2023, 5, 15)),
        ("2023-05-15T03:15:00", "Asia/Kathmandu", date(2023, 5, 15)),  # UTC+5:45
        ("2023-03-27T06:59:00", "Europe/Berlin", None),  # the Monday after the clocks went forward: 08:59 CEST
        ("2023-03-27T07:00:00", "Europe/Berlin", date(2023, 3, 27)),
        ("2023-03-24T07:59:00", "Europe/Berlin", None),  # the Friday before: CET
        ("2023-03-24T08:00:00", "Europe/Berlin", date(2023, 3, 24)),
        ("2023-10-30T08:00:00", "Europe/Berlin", date(2023, 10, 30)),  # after they went back
        ("2024-02-29T09:00:00", "UTC", date(2024, 2, 29)),
        ("2023-05-15T09:00:00", "Atlantis/Capital", date(2023, 5, 15)),  # no such zone: UTC
    ],
)
def test_a_digest_goes_out_on_working_days_from_nine(at: str, zone: str, day: date | None) -> None:
    assert digest_day(datetime.fromisoformat(at).replace(tzinfo=UTC), DigestTimes(zone)) == day


def test_every_working_day_of_a_year_has_its_digest_in_every_zone() -> None:
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"):
        instant, days = datetime(2024, 1, 1, tzinfo=UTC), set()
        while instant < datetime(2025, 1, 1, tzinfo=UTC):
            if day := digest_day(instant, DigestTimes(zone)):
                days.add(day)
            instant += timedelta(minutes=30)
        assert len([day for day in days if day.year == 2024]) == 262, zone


def test_zones_are_gathered_by_their_date() -> None:
    at = datetime(2023, 5, 16, 0, 30, tzinfo=UTC)  # Monday evening in the west, Tuesday morning in the east
    west, east, island, utc = map(DigestTimes, ("America/Los_Angeles", "Asia/Tokyo", "Pacific/Honolulu", "UTC"))
    found = digest_days(at, [west, east, island, utc])
    assert found == {MONDAY: [west, island], date(2023, 5, 16): [east]}


@pytest.mark.parametrize(
    ("at", "times", "day", "then"),
    [
        ("2023-05-13T06:30", DigestTimes("UTC", 6, "67"), date(2023, 5, 13), "2023-05-14T06:00"),  # Saturday
        ("2023-05-15T06:30", DigestTimes("UTC", 6, "67"), None, "2023-05-20T06:00"),
        ("2023-05-15T22:59", DigestTimes("UTC", 23, "1"), None, "2023-05-15T23:00"),
        ("2023-05-15T23:59", DigestTimes("UTC", 23, "1"), date(2023, 5, 15), "2023-05-22T23:00"),
        ("2023-05-15T00:00", DigestTimes("UTC", 0), date(2023, 5, 15), "2023-05-16T00:00"),
        ("2023-03-26T01:00", DigestTimes("Europe/Berlin", 2, "7"), date(2023, 3, 26), "2023-04-02T00:00"),  # no 02:00
    ],
)
def test_everybody_chooses_hour_and_days(at: str, times: DigestTimes, day: date | None, then: str) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert digest_day(instant, times) == day
    assert next_digest(instant, times) == datetime.fromisoformat(then).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_left", "step", "at_day"),
    [
        (4, SOON, None),
        (3, SOON, -3),
        (1, SOON, -3),
        (0, TODAY, 0),
        (-1, OVERDUE, 1),
        (-7, OVERDUE, 1),
        (-8, OVERDUE, 8),
        (-15, OVERDUE, 15),
        (-365, OVERDUE, 365),
    ],
)
def test_steps_of_a_due_date(days_left: int, step: ReminderStep, at_day: int | None) -> None:
    due_on = MONDAY + timedelta(days=days_left)
    found = reached(USUAL, due_on, MONDAY, calendar_day_after)
    assert (found and found.at_day) == at_day
    assert dated_step(due_on, MONDAY) == step


def test_what_comes_once_does_not_come_again() -> None:
    once = (Notice("done", 10, False, "managers"),)
    for late in (10, 11, 400):
        found = reached(once, MONDAY - timedelta(days=late), MONDAY, calendar_day_after)
        assert (found.at_day, found.repeats) == (10, 0)


def test_working_days_pass_over_the_weekend() -> None:
    wednesday_before = MONDAY - timedelta(days=5)
    notices = (Notice("done", -3, False, "owner"),)
    assert reached(notices, MONDAY, wednesday_before, MONDAY_TO_FRIDAY.after).on == wednesday_before
    assert reached(notices, MONDAY, wednesday_before - timedelta(days=1), MONDAY_TO_FRIDAY.after) is None


def test_the_days_ahead_of_a_notice() -> None:
    weekly, until = Notice("done", 1, True, "owner"), MONDAY + timedelta(days=21)
    ahead = days_ahead(weekly, MONDAY - timedelta(days=10), MONDAY, until, calendar_day_after)
    assert [(day - MONDAY).days for day in ahead] == [5, 12, 19]
    once = Notice("done", 1, False, "owner")
    assert list(days_ahead(once, MONDAY, MONDAY, until, calendar_day_after)) == [MONDAY + timedelta(days=1)]
    assert list(days_ahead(once, MONDAY - timedelta(days=9), MONDAY, until, calendar_day_after)) == []


def test_a_mistyped_year_is_no_more_days_than_a_reminder_holds() -> None:
    assert reached(USUAL, date(202, 5, 6), date(2023, 5, 15), calendar_day_after).at_day == 32_767


def test_one_bad_zone_counts_as_utc_and_is_logged(caplog) -> None:
    at = datetime(2023, 5, 13, 22, 30, tzinfo=UTC)
    days = OwnerDays.at(at, reader="Nowhere/Atall", zones=["Africa/Nairobi", ""])
    assert days.by_zone == {
        "Nowhere/Atall": date(2023, 5, 13),
        "Africa/Nairobi": date(2023, 5, 14),
        "": date(2023, 5, 13),
    }
    assert "Nowhere/Atall” is not a time zone" in caplog.text


@pytest.mark.parametrize(
    ("at", "zone", "then"),
    [
        ("2023-05-15T05:59:00", "Africa/Nairobi", "2023-05-15T06:00:00"),  # Monday, a minute before nine
        ("2023-05-15T06:00:00", "Africa/Nairobi", "2023-05-16T06:00:00"),
        ("2023-05-19T06:00:00", "Africa/Nairobi", "2023-05-22T06:00:00"),  # Friday: over the weekend
        ("2023-05-13T01:00:00", "UTC", "2023-05-15T09:00:00"),  # Saturday
        ("2023-03-24T09:00:00", "Europe/Berlin", "2023-03-27T07:00:00"),  # the clocks go forward meanwhile
    ],
)
def test_the_next_digest_goes_at_nine_on_a_working_day(at: str, zone: str, then: str) -> None:
    found = next_digest(datetime.fromisoformat(at).replace(tzinfo=UTC), DigestTimes(zone))
    assert found == datetime.fromisoformat(then).replace(tzinfo=UTC)
    assert digest_day(found, DigestTimes(zone)) == found.date()
