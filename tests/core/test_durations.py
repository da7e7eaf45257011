"""Spans in words, and the three states of a duration."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.durations import Duration, DurationState, humanize

START = datetime(2023, 5, 13, 19, 30, tzinfo=UTC)
NAMES = {"start_name": "impact started", "end_name": "resolved"}


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 s"),
        (timedelta(milliseconds=900), "0 s"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(seconds=90), "1 min 30 s"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(minutes=59, seconds=59), "59 min 59 s"),
        (timedelta(minutes=60), "1 h"),
        (timedelta(minutes=75), "1 h 15 min"),
        (timedelta(hours=1, seconds=30), "1 h"),
        (timedelta(hours=23, minutes=59, seconds=59), "23 h 59 min"),
        (timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
        (timedelta(days=400), "400 d"),
        (-timedelta(minutes=5), "−5 min"),
    ],
)
def test_humanize(span: timedelta, words: str) -> None:
    assert humanize(span) == words


def test_a_known_duration_tells_its_formula() -> None:
    duration = Duration.between(START, START + timedelta(minutes=75), **NAMES)
    assert duration.is_known
    assert (duration.text, duration.formula) == ("1 h 15 min", "resolved − impact started")
    assert duration.explanation == ""


@pytest.mark.parametrize(
    ("start", "end", "is_about", "words"),
    [
        ((14, 0, 30), (14, 11, 17), False, "11 min"),  # exactly 10 min 47 s; the stamps say 14:00 and 14:11
        ((14, 0, 50), (14, 10, 10), False, "10 min"),
        ((14, 0, 0), (14, 4, 47), False, "4 min 47 s"),
        ((14, 0, 0), (14, 4, 47), True, "about 5 min"),
        ((14, 0, 0), (14, 8, 47), True, "about 8 min"),
        ((14, 0, 0), (14, 0, 40), True, "about 40 s"),
        ((14, 0, 50), (15, 0, 10), False, "1 h"),
    ],
)
def test_a_duration_agrees_with_the_stamps_it_lies_between(start, end, is_about, words) -> None:
    first, last = (START.replace(hour=hour, minute=minute, second=second) for hour, minute, second in (start, end))
    duration = replace(Duration.between(first, last, **NAMES), is_about=is_about)
    assert duration.text == words
    assert duration.value == last - first


def test_a_duration_of_nothing_is_known() -> None:
    assert Duration.between(START, START, **NAMES).text == "0 s"


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (None, START, "Nobody has set impact started."),
        (START, None, "Nobody has set resolved."),
        (None, None, "Nobody has set impact started and resolved."),
    ],
)
def test_a_missing_milestone_is_unknown(start: datetime | None, end: datetime | None, sentence: str) -> None:
    duration = Duration.between(start, end, **NAMES)
    assert (duration.state, duration.value, duration.text) == (DurationState.UNKNOWN, None, "unknown")
    assert duration.explanation == sentence


def test_a_negative_duration_is_invalid_and_explained() -> None:
    duration = Duration.between(START, START - timedelta(minutes=5), **NAMES)
    assert (duration.state, duration.text, duration.value) == (DurationState.INVALID, "invalid", -timedelta(minutes=5))
    assert duration.explanation == "Resolved is 5 min before impact started, so this is left out."
