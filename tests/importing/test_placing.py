"""Bare times in order: over midnight, over the changes of the clocks, and out of order by a little."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.time_words import Day
from importing.readers.messages import Message, Stamp
from importing.readers.placing import IN_GAP, TWICE, BatchClocks, place

DAYS = [
    ("Europe/Berlin", date(2023, 3, 26)),
    ("Europe/Berlin", date(2023, 10, 29)),
    ("America/New_York", date(2023, 3, 12)),
    ("America/New_York", date(2023, 11, 5)),
    ("Australia/Lord_Howe", date(2023, 4, 2)),
    ("Australia/Lord_Howe", date(2023, 10, 1)),
    ("Asia/Kathmandu", date(2023, 5, 13)),
]


def said(*stamps):
    return [
        Message(number, "x", stamp if isinstance(stamp, Stamp) else Stamp(stamp))
        for number, stamp in enumerate(stamps, start=1)
    ]


@pytest.mark.parametrize(("zone", "day"), DAYS, ids=[f"{zone} {day}" for zone, day in DAYS])
def test_a_line_every_ten_minutes_through_the_night_is_placed_where_it_was(zone, day):
    """Also through the hour that comes twice: in order, the second one is the later."""
    start = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=6)
    instants = [start + timedelta(minutes=10 * at) for at in range(6 * 36)]
    stamps = [instant.astimezone(ZoneInfo(zone)).time().replace(tzinfo=None) for instant in instants]
    placed = place(said(*stamps), BatchClocks(ZoneInfo(zone), day, start.astimezone(ZoneInfo(zone)).date()))
    assert [each.at for each in placed] == instants


def test_lines_a_little_out_of_order_stay_on_their_day():
    clocks = BatchClocks(UTC, date(2023, 5, 20), date(2023, 5, 13))
    at = [
        each.at
        for each in place(said(time(12, 5), time(12, 3), time(23, 59), time(0, 1), time(23, 58), time(0, 2)), clocks)
    ]
    assert [f"{instant:%d %H:%M}" for instant in at] == [
        "13 12:05",
        "13 12:03",
        "13 23:59",
        "14 00:01",
        "13 23:58",
        "14 00:02",
    ]


def test_doubtful_times_say_so():
    berlin = ZoneInfo("Europe/Berlin")
    assert place(said(time(2, 30)), BatchClocks(berlin, date(2023, 10, 29)))[0].note == TWICE
    assert place(said(time(2, 30)), BatchClocks(berlin, date(2023, 3, 26)))[0].note == IN_GAP


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (Day(from_today=0), date(2023, 5, 17)),
        (Day(from_today=-1), date(2023, 5, 16)),
        (Day(weekday=0), date(2023, 5, 15)),
        (Day(weekday=2), date(2023, 5, 10)),
        (Day(month=12, number=31), date(2022, 12, 31)),
        (Day(month=2, number=29), date(2020, 2, 29)),
        (Day(year=2021, month=2, number=3), date(2021, 2, 3)),
    ],
)
def test_days_are_counted_from_today(told, day):
    placed = place(said(Stamp(time(12), told)), BatchClocks(UTC, date(2023, 5, 17)))
    assert placed[0].at.date() == day


def test_a_chosen_day_moves_today_with_it_and_leaves_full_dates():
    clocks = BatchClocks(UTC, date(2023, 5, 17), date(2023, 5, 1))
    stamps = (
        Stamp(time(12), Day(from_today=-1)),
        Stamp(time(12), Day(from_today=0)),
        Stamp(time(12), Day(year=2020, month=1, number=2)),
    )
    assert [each.at.date() for each in place(said(*stamps), clocks)] == [
        date(2023, 5, 1),
        date(2023, 5, 2),
        date(2020, 1, 2),
    ]
