"""A time means the same to the time input and to the readers of chats and logs."""

from datetime import time

import pytest

from core.time_words import Day
from core.when_grammar import WhenError, scan
from importing.readers.stamps import stamp_of
from importing.readers.table import cell_stamp

MAY = Day(year=2023, month=5, number=13)
ALIKE = [
    ("2:00 PM", time(14), None),
    ("2:00pm", time(14), None),
    ("2:00 p.m.", time(14), None),
    ("2:00\u202fPM", time(14), None),
    ("12:05 am", time(0, 5), None),
    ("22:35", time(22, 35), None),
    ("22:35:10,250", time(22, 35, 10, 250_000), None),
    ("22:35:10.123456789", time(22, 35, 10, 123_456), None),
    ("23:59:60", time(23, 59, 59), None),
    ("2023-05-13 22:35", time(22, 35), MAY),
    ("13/05/2023 22:35", time(22, 35), MAY),
    ("13 May 2023 22:35", time(22, 35), MAY),
    ("May 13th, 2023 at 10:35 PM", time(22, 35), MAY),
    ("Sat, 13 May 2023 22:35", time(22, 35), MAY),
    ("13 May 22:35", time(22, 35), Day(month=5, number=13)),
    ("yesterday at 22:35", time(22, 35), Day(from_today=-1)),
    ("Today 2:00 PM", time(14), Day(from_today=0)),
    ("Wednesday 22:35", time(22, 35), Day(weekday=2)),
    ("last Thurs 22:35", time(22, 35), Day(weekday=3, is_last=True)),
]
NEITHER = ["13:00 PM", "0:10 am", "24:00", "22:60", "31 Feb 2023 10:00", "2023-13-13 10:00"]


@pytest.mark.parametrize(("text", "clock", "day"), ALIKE)
def test_typed_and_brought_in_alike(text, clock, day):
    typed = scan(text, loose=True)
    assert (typed.clock, typed.day, typed.end) == (clock, day, len(text))
    for told in (stamp_of(text), cell_stamp(text)):
        assert (told.clock, told.day) == (clock, day)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_no_time_to_the_one_is_none_to_the_other(text):
    with pytest.raises(WhenError):
        scan(text, loose=True)
    assert stamp_of(text) is None
