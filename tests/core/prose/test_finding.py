"""What is found in running text, and where it stands."""

from datetime import date, time, timedelta

import pytest

from core.prose.durations import durations_in
from core.prose.finding import finds_in
from core.prose.finds import FoundDuration, FoundName, FoundRange, FoundShare, FoundTime
from core.prose.names import names_in
from core.prose.shares import shares_in
from core.prose.times import times_in
from core.time_words import Day


def said(found):
    day = date(found.day.year, found.day.month, found.day.number) if found.day and found.day.year else None
    return day, found.clock, found.zone


MAY = date(2023, 5, 13)
TIMES = [
    ("It broke on 13 May 2023 at 10:30pm EAT.", "13 May 2023 at 10:30pm EAT", (MAY, time(22, 30), "EAT")),
    ("May 13, 2023, at about 10:30 PM East Africa Time", None, (MAY, time(22, 30), "East Africa Time")),
    ("Monday, May 13th 2023 @ 22:30 (PDT)", None, (MAY, time(22, 30), "PDT")),
    ("at 9:04am PDT on May 13, 2023, we", "9:04am PDT on May 13, 2023", (MAY, time(9, 4), "PDT")),
    ("2023-05-13T22:30:00Z", None, (MAY, time(22, 30), "Z")),
    ("2023-05-13T22:30-04:00", None, (MAY, time(22, 30), "-04:00")),
    ("2023-05-13 22:30 +0300", None, (MAY, time(22, 30), "+0300")),
    ("on 13.05.2023, 22:30", "13.05.2023, 22:30", (MAY, time(22, 30), "")),
    ("by 14:05 UTC+2 all", "14:05 UTC+2", (None, time(14, 5), "UTC+2")),
    ("at 14:05 (Europe/Berlin)", "14:05 (Europe/Berlin)", (None, time(14, 5), "Europe/Berlin")),
    ("1405 UTC", None, (None, time(14, 5), "UTC")),
    ("On Saturday 10:30pm PDT (05/13/2023) it", "Saturday 10:30pm PDT (05/13/2023)", (MAY, time(22, 30), "PDT")),
    ("03:58 UTC | 19:58 PT (May 12, 2023)", "03:58 UTC | 19:58 PT (May 12, 2023", (MAY, time(3, 58), "UTC")),
    ("at 14:05 UTC (7:05 PDT) on May 13, 2023", "14:05 UTC (7:05 PDT) on May 13, 2023", (MAY, time(14, 5), "UTC")),
    ("14:05 on Saturday the 13th of May 2023", None, (MAY, time(14, 5), "")),
    ("1405Z", None, (None, time(14, 5), "Z")),
    ("at noon", "noon", (None, time(12), "")),
    ("at 2 p.m. we", "2 p.m.", (None, time(14), "")),
    ("We woke at 2 pm. Then", "2 pm", (None, time(14), "")),
    ("14h05", None, (None, time(14, 5), "")),
    ("9 AM Pacific", None, (None, time(9), "Pacific")),
    ("13/May/2023 10:30 PM (GMT)", None, (MAY, time(22, 30), "GMT")),
    ("2023-05-13/22:30 UTC", None, (MAY, time(22, 30), "UTC")),
    ("22:30 on 13 May 2023 (UTC)", None, (MAY, time(22, 30), "UTC")),
    ("5-13-23, 10:30p", None, (MAY, time(22, 30), "")),
    ("mined at May-13-2023 10:30:00 PM +UTC", "May-13-2023 10:30:00 PM", (MAY, time(22, 30), "")),
    ("13 May ’23", None, (MAY, None, "")),
    ("at 15:44 A fix is pushed", "15:44", (None, time(15, 44), "")),
    ("14:05 UTC (7:05 AM PDT) we", "14:05 UTC (7:05 AM PDT)", (None, time(14, 5), "UTC")),
    ("14:05 UTC / 16:05 CEST", None, (None, time(14, 5), "UTC")),
    ("it was 11:00 AM, UTC", "11:00 AM, UTC", (None, time(11), "UTC")),
    ("failed until about 1300, when", "1300", (None, time(13), "")),
    ("failed at about 9.25, when", "9.25", (None, time(9, 25), "")),
    ("May-13-2023 22:30", None, (MAY, time(22, 30), "")),
    ("yesterday, 13 May 2023 at 22:30 UTC", None, (MAY, time(22, 30), "UTC")),
    ("last Saturday (13 May 2023", None, (MAY, None, "")),
    ("on 15May94 it", "15May94", (date(1994, 5, 15), None, "")),
    ("09:~20Z", None, (None, time(9, 20), "Z")),
]


@pytest.mark.parametrize(("text", "words", "meant"), TIMES, ids=[text for text, _, _ in TIMES])
def test_a_time_is_found_where_it_stands(text, words, meant):
    (found,) = times_in(text)
    assert isinstance(found, FoundTime)
    assert (text[found.start : found.end], said(found)) == (words or text, meant)


RANGES = [
    ("from 2:00 PM to 5:00 PM EAT", (None, time(14), "EAT"), (None, time(17), "EAT")),
    ("08:00 AM - 11:30 AM (UTC)", (None, time(8), "UTC"), (None, time(11, 30), "UTC")),
    ("from 2 to 5 PM", (None, time(14), ""), (None, time(17), "")),
    ("11:00 - 1:30 PM", (None, time(11), ""), (None, time(13, 30), "")),
    (
        "13 May 2023, 22:30 – 14th May 2023, 01:30 (UTC)",
        (MAY, time(22, 30), "UTC"),
        (date(2023, 5, 14), time(1, 30), "UTC"),
    ),
    ("between 10:00 and 11:30 UTC on 13 May 2023", (MAY, time(10), "UTC"), (MAY, time(11, 30), "UTC")),
    ("on May 13, 2023 from 10:00 until 11:30", (MAY, time(10), ""), (None, time(11, 30), "")),
    ("13–14 May 2023", (MAY, None, ""), (date(2023, 5, 14), None, "")),
    ("from ~12:00 (maybe earlier) to 17:55 CEST", (None, time(12), "CEST"), (None, time(17, 55), "CEST")),
    (
        "between 14:05 UTC (7:05 AM PDT) and 15:10 UTC (8:10 AM PDT)",
        (None, time(14, 5), "UTC"),
        (None, time(15, 10), "UTC"),
    ),
    ("from 14.05 to 15.10 UTC", (None, time(14, 5), "UTC"), (None, time(15, 10), "UTC")),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES, ids=[text for text, _, _ in RANGES])
def test_a_range_says_once_what_holds_for_both(text, first, last):
    (found,) = times_in(text)
    assert isinstance(found, FoundRange)
    assert (said(found.first), said(found.last)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.30",
        "10.0.0.1",
        "16:9",
        "a ratio of 1:100",
        "port 8080:80",
        "we may 5 times",
        "she sat down",
        "/a/12:30b",
        "supported until 2024, at least",
        "until 1300 requests had failed",
        "at 1.25 times the load",
        "at 99.95 percent",
        "from 1000 to 1400 users",
    ],
)
def test_other_numbers_and_words_are_no_times(text):
    assert times_in(text) == []


def test_two_times_side_by_side_are_no_range():
    assert [type(each) for each in times_in("at 10:00 and at 11:00")] == [FoundTime, FoundTime]


def test_a_date_that_can_be_two_days_says_so():
    (british,) = times_in("04-12-2022")
    (american,) = times_in("04-12-2022", month_first=True)
    assert british.can_be_two_days and american.can_be_two_days
    assert (british.day, american.day) == (Day(year=2022, month=12, number=4), Day(year=2022, month=4, number=12))
    assert not times_in("13-05-2023")[0].can_be_two_days


DURATIONS = [
    ("3 hours and 30 minutes", 210),
    ("90 min", 90),
    ("an hour", 60),
    ("an hour and a half", 90),
    ("two and a half hours", 150),
    ("1h30m", 90),
    ("45-minute", 45),
    ("1:30 hours", 90),
    ("half an hour", 30),
    ("3h 15m", 195),
    ("2 days", 2880),
    ("1.5 hours", 90),
]


@pytest.mark.parametrize(("text", "minutes"), DURATIONS)
def test_a_duration(text, minutes):
    (found,) = durations_in(f"It took {text}, and we")
    assert found.span == timedelta(minutes=minutes)
    assert not found.is_about


def test_a_duration_can_be_approximate_and_an_age_is_none():
    assert durations_in("for about an hour")[0].is_about
    assert durations_in("5 minutes ago") == []


SHARES = [
    ("75% of our users were", 75, "users", False),
    ("approximately 40% of our users. During", 40, "users", True),
    ("for all users during", 100, "users", False),
    ("half of our customers", 50, "customers", False),
    ("10-15% of all API calls failed", 15, "API calls", True),
    ("0.5 percent of requests", 0.5, "requests", False),
    ("CPU at 90%.", 90, "", False),
]


@pytest.mark.parametrize(("text", "percent", "of", "is_about"), SHARES)
def test_a_share(text, percent, of, is_about):
    (found,) = shares_in(text)
    assert (found.percent, found.of, found.is_about) == (percent, of, is_about)


def test_not_all_users_and_more_than_a_whole_are_no_shares():
    assert shares_in("Not all users saw it, and load rose by 250%") == []


@pytest.mark.parametrize("who", ["customers in Europe", "users who paid by card", "merchants of Acme Ltd"])
def test_all_of_some_are_no_share_of_all(who):
    assert shares_in(f"For an hour all {who} saw an error.") == []
    assert [share.percent for share in shares_in("For an hour all customers in May 2031 saw an error.")] == [100]


def test_known_names_are_found_as_whole_words():
    text = "Ada's fix was reviewed by Ada Obi; Adam and ada did not."
    found = names_in(text, ["Ada", "Ada Obi"])
    assert [(text[each.start : each.end], each.name) for each in found] == [("Ada", "Ada"), ("Ada Obi", "Ada Obi")]


def test_all_finds_are_in_order_and_apart():
    text = "On 13 May 2023 from 10:00 to 11:30 UTC, 90 minutes, Ada Obi saw that 40% of users could not log in."
    found = finds_in(text, names=["Ada Obi"])
    assert [type(each) for each in found] == [FoundRange, FoundDuration, FoundName, FoundShare]


SHAPES = [
    "1",
    " ",
    "1 ",
    "of ",
    "all ",
    "all of ",
    "1% of ",
    "1:00 ",
    "1:00-",
    "may 1 ",
    "an hour and ",
    "1 h ",
    "half the ",
    "Ada ",
    "- ",
    "10:00 (",
    "monday ",
    "1/",
    "last  ",
    "1969-12-31 ",
]


@pytest.mark.parametrize("shape", SHAPES)
def test_any_text_of_256_kb_ends(shape):
    """No clock is looked at: what is quadratic takes minutes here."""
    finds_in((shape * (256_000 // len(shape) + 1))[:256_000], names=["Ada", "Ada Obi"])
    finds_in(f"1:00{' ' * 256_000}{shape}")


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("On July 1st 2031, from 2:02 to 5:20 PM", (time(14, 2), time(17, 20))),
        ("On July 1st 2031, starting from 12:02 to 12:20 AM EAT", (time(0, 2), time(0, 20))),
        ("from 10:02 to 1:20 PM on May 10", (time(10, 2), time(13, 20))),
        ("May 3, 2031 22:00 to 1:30 AM", (time(22, 0), time(1, 30))),
    ],
)
def test_the_half_of_the_day_behind_a_range_holds_for_both_also_behind_a_day(text, clocks):
    (found,) = times_in(text)
    assert isinstance(found, FoundRange)
    assert (found.first.clock, found.last.clock) == clocks


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("from 2:00 to 5:00 PM on May 10", (time(14, 0), time(17, 0))),
        ("May 10, 2031 00:30 to 2:00 PM UTC", (time(0, 30), time(14, 0))),
        ("2031-05-10 02:00 to 2031-05-11 05:00 PM UTC", (time(2, 0), time(17, 0))),
        ("2:00 UTC to 5:00 PM PDT", (time(2, 0), time(17, 0))),
        ("11:30 to 1:00 AM", (time(23, 30), time(1, 0))),
        ("8:00 to 12:00 AM", (time(20, 0), time(0, 0))),
        ("10:00 to 11:30 AM", (time(10, 0), time(11, 30))),
    ],
)
def test_the_half_of_the_day_of_a_range_over_midnight_days_and_zones(text, clocks):
    (found,) = times_in(text)
    assert isinstance(found, FoundRange)
    assert (found.first.clock, found.last.clock) == clocks
