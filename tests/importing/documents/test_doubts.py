"""What a person should look at: times that an entry leaves open."""

import pytest

from importing.readers.documents.reading import read_text

TEXT = """# Postmortem: the shop was down

## Summary
The shop was down{day} from 02:10 to 02:50{zone}.

## Timeline
{timeline}

## Root cause
A full disk stopped the database.
"""


def read(timeline: str, *, day: str = "", zone: str = " UTC"):
    return read_text("shop.md", TEXT.format(timeline=timeline, day=day, zone=zone))


def codes(document) -> set[str]:
    return {warned.code for warned in document.warnings}


def test_the_day_of_an_entry_that_can_be_two_days():
    assert "ambiguous_date" in codes(read("- 04/12/2022 02:10 UTC Alert\n- 04/12/2022 02:50 UTC Resolved"))


def test_a_zone_beside_an_entry_that_several_places_share():
    assert "shared_zone" in codes(read("- 2022-12-04 02:10 UTC Alert\n- 2022-12-04 05:20 CST Looked at it"))


def test_a_time_of_another_zone_is_not_moved_behind_the_one_before():
    document = read("- 2022-12-04 10:00 UTC Alert\n- 11:00 UTC Deployed\n- 05:20 PDT Resolved")
    assert [entry.at.iso for entry in document.timeline if entry.at][-1] == "2022-12-04T05:20:00-07:00"


@pytest.mark.parametrize(
    ("day", "code"),
    [("29 October 2023", "ambiguous_hour"), ("26 March 2023", "no_such_hour"), ("27 March 2023", "")],
)
def test_an_hour_in_which_clocks_were_changed(day, code):
    document = read("- 02:10 Alert\n- 02:50 Resolved", day=f" on {day}", zone=" Europe/Berlin")
    assert codes(document) & {"ambiguous_hour", "no_such_hour"} == ({code} if code else set())


@pytest.mark.parametrize(("day", "is_doubted"), [("8 March 2026", False), ("20 April 2026", True)])
def test_both_words_of_a_zone_are_likely_on_the_day_on_which_its_clocks_change(day, is_doubted):
    document = read("- 01:10 EST Alert", day=f" on {day}", zone=" EST")
    assert ("unlikely_zone" in codes(document)) is is_doubted


def test_a_date_that_can_be_two_days_is_told_as_it_was_read():
    (doubt,) = [warned for warned in read("- 04/12/2022 02:10 UTC Alert").warnings if warned.code == "ambiguous_date"]
    assert doubt.message == "“4/12/2022” is read as 4 December, but can be 12 April. Check which is meant."
