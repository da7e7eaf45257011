"""Times at the start of an entry: taken when they are clearly meant, left alone when not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.when import Clocks, read_leading_span, read_leading_when
from core.when_hints import time_problem, unread_time
from core.when_spans import split_span

CLOCKS = Clocks(ZoneInfo("Africa/Nairobi"), datetime(2023, 5, 13, 19, 40, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "understood", "rest"),
    [
        ("22:35 restarted the db", "Sat 13 May 2023, 22:35 EAT", "restarted the db"),
        ("22:35: restarted", "Sat 13 May 2023, 22:35 EAT", "restarted"),
        ("22:35. Restarted", "Sat 13 May 2023, 22:35 EAT", "Restarted"),
        ("22:35 – restarted", "Sat 13 May 2023, 22:35 EAT", "restarted"),
        ("22:35 - 5 servers down", "Sat 13 May 2023, 22:35 EAT", "5 servers down"),
        ("22:35\nrestarted", "Sat 13 May 2023, 22:35 EAT", "restarted"),
        ("22:35", "Sat 13 May 2023, 22:35 EAT", ""),
        ("at 10pm deployed", "Sat 13 May 2023, 22:00 EAT", "deployed"),
        ("5m ago all fine", "Sat 13 May 2023, 22:35:20 EAT", "all fine"),
        ("1h 10m ago: the first alert", "Sat 13 May 2023, 21:30:20 EAT", "the first alert"),
        ("ten minutes ago it began", "Sat 13 May 2023, 22:30:20 EAT", "it began"),
        ("half an hour ago it began", "Sat 13 May 2023, 22:10:20 EAT", "it began"),
        ("an hour ago it began", "Sat 13 May 2023, 21:40:20 EAT", "it began"),
        ("an hour and a half ago it began", "Sat 13 May 2023, 21:10:20 EAT", "it began"),
        ("twenty-five minutes ago it began", "Sat 13 May 2023, 22:15:20 EAT", "it began"),
        ("a quarter of an hour ago it began", "Sat 13 May 2023, 22:25:20 EAT", "it began"),
        ("two hours and five minutes ago it began", "Sat 13 May 2023, 20:35:20 EAT", "it began"),
        ("1.5 hours ago it began", "Sat 13 May 2023, 21:10:20 EAT", "it began"),
        ("yesterday 23:50 the deployment", "Fri 12 May 2023, 23:50 EAT", "the deployment"),
        ("Monday 14:00 deployment", "Mon 8 May 2023, 14:00 EAT", "deployment"),
        ("14:00 UTC the alert", "Sat 13 May 2023, 14:00 UTC", "the alert"),
        ("13 May 2023 22:30 sales called", "Sat 13 May 2023, 22:30 EAT", "sales called"),
        ("about 22:35 the first alert", "Sat 13 May 2023, 22:35 EAT", "the first alert"),
        ("~22:35 the first alert", "Sat 13 May 2023, 22:35 EAT", "the first alert"),
        ("Around yesterday 23:50: deployed", "Fri 12 May 2023, 23:50 EAT", "deployed"),
        ("ca. 10pm deployed", "Sat 13 May 2023, 22:00 EAT", "deployed"),
        ("about ten minutes ago it began", "Sat 13 May 2023, 22:30:20 EAT", "it began"),
        ("14:00+02:00 the alert", "Sat 13 May 2023, 14:00 UTC+2", "the alert"),
        ("14:00 UTC-3 the alert", "Sat 13 May 2023, 14:00 UTC−3", "the alert"),
        ("2023-05-13T14:00-03:00 the alert", "Sat 13 May 2023, 14:00 UTC−3", "the alert"),
        ("2023-05-13 14:00:00-03:00 the alert", "Sat 13 May 2023, 14:00 UTC−3", "the alert"),
        ("2023-05-13T19:30:45.123Z ERROR timeout", "Sat 13 May 2023, 19:30:45 UTC", "ERROR timeout"),
        ("22:35 Monday's build broke", "Sat 13 May 2023, 22:35 EAT", "Monday's build broke"),
        ("22:35 Monday deploy broke", "Sat 13 May 2023, 22:35 EAT", "Monday deploy broke"),
        ("22:35 +5 servers", "Sat 13 May 2023, 22:35 EAT", "+5 servers"),
        ("14:00 eat lunch", "Sat 13 May 2023, 14:00 EAT", "eat lunch"),
        ("14:00 EST-api restarted", "Sat 13 May 2023, 14:00 EAT", "EST-api restarted"),
        ("22:35, UTC clocks were off", "Sat 13 May 2023, 22:35 EAT", "UTC clocks were off"),
    ],
)
def test_a_time_is_taken(text: str, understood: str, rest: str) -> None:
    when, words = read_leading_when(text, CLOCKS)
    assert when is not None
    assert (when.understood, words) == (understood, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 servers restarted",
        "1200 users affected",
        "2235 orders lost",
        "now restarting the db",
        "yesterday the deployment failed",
        "Monday deploy broke",
        "May 13 servers",
        "10:00–10:15 slow",
        "10:00-10:15 slow",
        "10:00 - 10:15 slow",
        "about 10 servers restarted",
        "around the clock",
        "10:00 to 10:15 slow",
        "12:00/13:00 both slow",
        "22:35x",
        "3:2 ratio",
        "25:99 is no time",
        "13pm is no time",
        "22:35.5 seconds",
        "10.30 percent",
        "05/06/2023 10:00 unclear which day",
        "31 Feb 2023 10:00 no such day",
        "v2.10:30",
        "restarted at 22:35",
        "5m agony",
        "ten servers ago",
        "half the hour is gone",
        "a few minutes ago it began",
    ],
)
def test_words_stay_words(text: str) -> None:
    assert read_leading_when(text, CLOCKS) == (None, text)


@pytest.mark.parametrize(
    ("text", "start", "end", "rest"),
    [
        ("10:00–10:15 slow", "Sat 13 May 2023, 10:00 EAT", "10:15", "slow"),
        ("10:00 to 10:15: slow", "Sat 13 May 2023, 10:00 EAT", "10:15", "slow"),
        ("yesterday 23:50 until 00:10 slow", "Fri 12 May 2023, 23:50 EAT", "00:10", "slow"),
        ("9am - 10am slow", "Sat 13 May 2023, 09:00 EAT", "10am", "slow"),
        ("13:00-14:00 slow", "Sat 13 May 2023, 13:00 EAT", "14:00", "slow"),
        ("9:00-11:30 slow", "Sat 13 May 2023, 09:00 EAT", "11:30", "slow"),
        ("22:00-22:15 slow", "Sat 13 May 2023, 22:00 EAT", "22:15", "slow"),
        ("22:00-01:00 slow", "Sat 13 May 2023, 22:00 EAT", "01:00", "slow"),
        ("14:10-14:05 slow", "Sat 13 May 2023, 14:10 EAT", "14:05", "slow"),
        ("yesterday 23:50-00:10 slow", "Fri 12 May 2023, 23:50 EAT", "00:10", "slow"),
        ("13 May 2023 13:00-14:00 slow", "Sat 13 May 2023, 13:00 EAT", "14:00", "slow"),
        ("2023-05-13 09:00-10:00 slow", "Sat 13 May 2023, 09:00 EAT", "10:00", "slow"),
        ("from 14:00 to 14:10 slow", "Sat 13 May 2023, 14:00 EAT", "14:10", "slow"),
        ("from about 14:00 until about 14:10 slow", "Sat 13 May 2023, 14:00 EAT", "14:10", "slow"),
        ("~14:00-14:10 slow", "Sat 13 May 2023, 14:00 EAT", "14:10", "slow"),
    ],
)
def test_a_span_is_taken(text: str, start: str, end: str, rest: str) -> None:
    found = read_leading_span(text, CLOCKS)
    assert found is not None
    assert (found[0].understood, *found[1:]) == (start, end, rest)


@pytest.mark.parametrize(
    ("text", "is_about"),
    [("~14:00-14:10 slow", True), ("14:00 to about 14:10 slow", True), ("from 14:00 to 14:10 slow", False)],
)
def test_a_span_is_approximate_where_one_of_its_ends_is(text: str, is_about: bool) -> None:
    found = read_leading_span(text, CLOCKS)
    assert found is not None
    assert found[0].is_about is is_about


@pytest.mark.parametrize(("text", "is_about"), [("about 14:10 x", True), ("~14:10 x", True), ("14:10 about x", False)])
def test_about_before_a_time_is_kept(text: str, is_about: bool) -> None:
    when, _ = read_leading_when(text, CLOCKS)
    assert when is not None
    assert when.is_about is is_about


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("13:00-14:00", ("13:00", "14:00")),
        ("13:00 – 14:00", ("13:00", "14:00")),
        ("from 13:00 to 14:00", ("13:00", "14:00")),
        ("yesterday 23:50-00:10", ("yesterday 23:50", "00:10")),
        ("about 13:00 to 14:00", ("about 13:00", "14:00")),
        ("2023-05-13T14:00-03:00", ("2023-05-13T14:00-03:00", "")),
        ("14:00", ("14:00", "")),
        ("slow", ("slow", "")),
        ("", ("", "")),
    ],
)
def test_a_span_in_one_field_fills_two(typed: str, fields: tuple[str, str]) -> None:
    assert split_span(typed, "") == fields
    assert split_span(typed, "15:00") == (typed, "15:00")


@pytest.mark.parametrize(
    "text", ["10:00 slow", "10:00-10 slow", "10:00–10:15 UTC slow", "12:00/13:00 slow", "slow", "10:00–10:150 slow"]
)
def test_what_is_no_span_stays(text: str) -> None:
    assert read_leading_span(text, CLOCKS) is None


@pytest.mark.parametrize("text", ["tomorrow 25:99 it began", "25:99 it began"])
def test_an_impossible_time_is_said_with_its_day(text: str) -> None:
    said = time_problem(text)
    assert said.startswith("“tomorrow”: “25:99” is not a time" if "tomorrow" in text else "“25:99” is not a time")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a few minutes ago it began", "a few minutes ago"),
        ("about ten minutes ago it began", "about ten minutes ago"),
        ("25:00 restarted", "25:00"),
        ("22h35 restarted", "22h35"),
        ("22.35 restarted", "22.35"),
        ("yesterday the deployment failed", "yesterday"),
        ("last night it began", "last night"),
        ("around noon it began", "around noon"),
        ("10.30 percent", ""),
        ("2235 orders lost", ""),
        ("2235 restarted the db", "2235"),
        ("2235: the db", "2235"),
        ("from 22:35 the db was slow", "from 22:35"),
        ("5 servers restarted", ""),
        ("restarted the db an hour ago", "an hour ago"),
        ("the db was slow some weeks ago", "some weeks ago"),
        ("it was long ago", ""),
        ("10.5 seconds", ""),
        ("3:2 ratio", ""),
    ],
)
def test_what_looks_like_a_time_and_is_not_understood_is_pointed_out(text: str, said: str) -> None:
    assert unread_time(text) == said


@given(st.text(st.sampled_from("0123456789:.-+/ amp goyestrdMUTCZ,–\n"), max_size=60))
def test_any_text_ends_in_a_time_and_its_rest_or_as_it_was(text: str) -> None:
    when, rest = read_leading_when(text, CLOCKS)
    assert text.endswith(rest)
    assert when is not None or rest == text
