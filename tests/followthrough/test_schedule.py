"""The calendar of digests, as pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.due import OwnerDays
from followthrough.enums import ReminderStep
from followthrough.schedule import DigestTimes, dated_step, digest_day, digest_days, escalated_step, next_digest

MONDAY = date(2023, 5, 15)
SOON, TODAY, OVERDUE, NO_OWNER = (
    ReminderStep.DUE_SOON,
    ReminderStep.DUE_TODAY,
    ReminderStep.OVERDUE,
    ReminderStep.NO_OWNER,
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
    ("days_left", "step"),
    [
        (4, None),
        (3, (SOON, 0)),
        (1, (SOON, 0)),
        (0, (TODAY, 0)),
        (-1, (OVERDUE, 0)),
        (-7, (OVERDUE, 0)),
        (-8, (OVERDUE, 1)),
        (-15, (OVERDUE, 2)),
        (-365, (OVERDUE, 52)),
    ],
)
def test_steps_of_a_due_date(days_left: int, step: tuple | None) -> None:
    assert dated_step(MONDAY + timedelta(days=days_left), MONDAY) == step


def test_others_hear_of_an_owned_item_only_when_it_is_overdue_where_the_owner_is() -> None:
    yesterday = MONDAY - timedelta(days=1)
    assert escalated_step(yesterday, yesterday, MONDAY, yesterday) is None
    assert escalated_step(yesterday, yesterday, MONDAY, MONDAY) == (OVERDUE, 0)
    assert escalated_step(MONDAY, yesterday, MONDAY, MONDAY) is None
    assert escalated_step(None, yesterday, MONDAY, MONDAY) is None


def test_others_hear_of_an_ownerless_item_at_its_steps_and_every_week_before() -> None:
    written = MONDAY - timedelta(days=15)
    assert escalated_step(MONDAY, written, MONDAY, None) == (TODAY, 0)
    assert escalated_step(MONDAY - timedelta(days=1), written, MONDAY, None) == (OVERDUE, 0)
    assert escalated_step(MONDAY + timedelta(days=30), written, MONDAY, None) == (NO_OWNER, 2)
    assert escalated_step(None, MONDAY, MONDAY, None) == (NO_OWNER, 0)
    assert escalated_step(None, MONDAY + timedelta(days=1), MONDAY, None) == (NO_OWNER, 0)


def test_a_mistyped_year_is_no_more_weeks_than_a_reminder_holds() -> None:
    assert dated_step(date(202, 5, 6), date(2023, 5, 15)) == (ReminderStep.OVERDUE, 32_767)


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
