"""Zones: what words mean, and how a zone is shown."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.zone_doubts import unlikely_in
from core.zones import (
    ZONE_WORDS,
    ZoneError,
    as_zone,
    fixed_offset,
    is_zone,
    meaning_of,
    resolve_zone,
    zone_label,
    zone_name,
    zone_names,
)

SUMMER = datetime(2023, 7, 1, 12, tzinfo=UTC)
WINTER = datetime(2023, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "iana", "label"),
    [
        ("EAT", "Africa/Nairobi", "EAT (UTC+3)"),
        ("eat", "Africa/Nairobi", "EAT (UTC+3)"),
        ("EST", "Etc/GMT+5", "EST (UTC−5)"),
        ("PST", "Etc/GMT+8", "PST (UTC−8)"),
        ("CEST", "Etc/GMT-2", "CEST (UTC+2)"),
        ("IST", "Asia/Kolkata", "IST (UTC+5:30)"),
        ("UTC", "UTC", "UTC"),
        ("GMT", "Etc/GMT", "GMT"),
        ("Z", "UTC", "UTC"),
        ("ET", "America/New_York", "ET (America/New_York)"),
        ("+03:00", "Etc/GMT-3", "UTC+3"),
        ("UTC+3", "Etc/GMT-3", "UTC+3"),
        ("GMT-5", "Etc/GMT+5", "UTC−5"),
        ("UTC−5", "Etc/GMT+5", "UTC−5"),
        ("+0545", "Asia/Kathmandu", "UTC+5:45"),
        ("+00:00", "UTC", "UTC"),
        ("europe/berlin", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_what_a_word_means(word: str, iana: str, label: str) -> None:
    meaning = resolve_zone(word)
    assert (meaning.iana, meaning.label) == (iana, label)


@pytest.mark.parametrize(
    "word", ["", "XYZ", "Mars/Base", "+25:00", "+15", "+04:17", "../etc/passwd", "posixrules", "E" * 500]
)
def test_other_words_are_refused_in_words(word: str) -> None:
    with pytest.raises(ZoneError) as refusal:
        resolve_zone(word)
    assert refusal.value.message.endswith(".")
    assert len(refusal.value.message) < 160


def test_words_that_several_zones_share_say_so() -> None:
    shared = {word for word in ZONE_WORDS if resolve_zone(word).ambiguous}
    assert shared >= {"IST", "CST", "BST"}
    assert "Israel" in resolve_zone("IST").note
    assert not resolve_zone("EST").ambiguous


@pytest.mark.parametrize("word", sorted(set(ZONE_WORDS) - {"ET", "CT", "MT", "PT"}))
def test_a_literal_word_means_the_same_offset_all_year(word: str) -> None:
    zone = resolve_zone(word).info
    assert SUMMER.astimezone(zone).utcoffset() == WINTER.astimezone(zone).utcoffset()
    assert fixed_offset(word).utcoffset(SUMMER) == SUMMER.astimezone(zone).utcoffset()


@pytest.mark.parametrize(
    ("instant", "zone", "label"),
    [
        (SUMMER, "Africa/Nairobi", "EAT"),
        (SUMMER, "Europe/Berlin", "CEST"),
        (WINTER, "Europe/Berlin", "CET"),
        (WINTER, "Asia/Kathmandu", "UTC+5:45"),
        (WINTER, "Etc/GMT+5", "UTC−5"),
        (WINTER, "UTC", "UTC"),
        (SUMMER, "Europe/London", "BST"),
        (SUMMER, "Europe/Dublin", "UTC+1"),
        (SUMMER, "Asia/Shanghai", "UTC+8"),
        (SUMMER, "Australia/Lord_Howe", "UTC+10:30"),
        (datetime(1880, 1, 1, tzinfo=UTC), "Asia/Kathmandu", "UTC+5:41:16"),
    ],
)
def test_labels(instant: datetime, zone: str, label: str) -> None:
    assert zone_label(instant, zone) == label
    assert zone_label(instant, ZoneInfo(zone)) == label


@given(
    st.sampled_from(sorted(name for name in available_timezones() if is_zone(name))),
    st.integers(157_766_400, 2_114_380_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_a_label_typed_back_means_the_offset_it_was_shown_for(name: str, instant: datetime) -> None:
    offset = instant.astimezone(ZoneInfo(name)).utcoffset()
    if offset.seconds % 60:
        return
    assert fixed_offset(zone_label(instant, name)).utcoffset(instant) == offset


def test_a_literal_word_out_of_season_gets_a_warning() -> None:
    warning = unlikely_in("EST", datetime(2023, 4, 15, 17, tzinfo=UTC))
    assert warning == (
        "EST was read literally, as UTC−5, but on 15 April 2023 clocks in New York showed EDT (UTC−4). "
        "Enter EDT if you meant that."
    )
    assert unlikely_in("cest", WINTER)
    assert unlikely_in("AEST", WINTER)


@pytest.mark.parametrize(("word", "instant"), [("EST", WINTER), ("EDT", SUMMER), ("EAT", SUMMER), ("UTC", SUMMER)])
def test_a_likely_word_gets_none(word: str, instant: datetime) -> None:
    assert unlikely_in(word, instant) == ""


def test_names_to_choose_from() -> None:
    names = zone_names()
    assert names[0] == "UTC"
    assert {"Africa/Nairobi", "Asia/Kathmandu"} <= set(names)
    assert all(is_zone(name) for name in names)


@pytest.mark.parametrize("name", ["EAT", "europe/berlin", "", "../../etc/passwd", "Europe"])
def test_only_exact_names_are_zones(name: str) -> None:
    assert not is_zone(name)
    with pytest.raises(ZoneError):
        as_zone(name)


def test_as_zone_takes_both_forms() -> None:
    assert as_zone("Europe/Berlin") is as_zone(ZoneInfo("Europe/Berlin"))
    assert fixed_offset("Europe/Berlin") is None
    assert fixed_offset("UTC-5").utcoffset(None) == timedelta(hours=-5)


@pytest.mark.parametrize(("iana", "name"), [("Etc/GMT-1", "UTC+1"), ("Etc/GMT+5", "UTC−5"), ("Africa/Nairobi",) * 2])
def test_a_zone_whose_sign_runs_the_other_way_is_named_by_its_offset(iana, name):
    assert zone_name(iana) == name


@pytest.mark.parametrize(
    ("words", "zone"),
    [("Kigali Time", "Africa/Kigali"), ("New York time", "America/New_York"), ("Denver time", "America/Denver")],
)
def test_the_time_of_a_place(words, zone):
    meaning = meaning_of(words)
    assert meaning is not None
    assert meaning.iana == zone


@pytest.mark.parametrize(
    "words", ["Response Time", "Down Time", "Wake Time", "Resolute Time", "First time", "kigali time"]
)
def test_words_before_time_that_are_no_place(words):
    assert meaning_of(words) is None
