"""The bar of an incident, its durations, and how long customers suffered in all."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.durations import DurationState
from incidents.enums import Milestone, Status
from incidents.models import Incident
from incidents.selectors.axis import round_times
from incidents.selectors.durations import incident_durations
from incidents.selectors.impact import impact_union
from incidents.selectors.phases import phase_bar

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOW = NINE + timedelta(hours=2)
ALL = {"impact_started": 0, "detected": 10, "acknowledged": 15, "mitigated": 60, "resolved": 100}


def clock(minutes):
    return NINE + timedelta(minutes=minutes)


def made(status=Status.RESOLVED, *, declared=20, past=False, **minutes):
    """An incident that was never stored: columns are all that the bar looks at."""
    columns = {f"{name}_at": clock(at) for name, at in minutes.items()}
    began = min([clock(declared), *columns.values()])
    began = columns.get("impact_started_at", began)
    return Incident(
        pk=1, zone="UTC", status=status, declared_at=clock(declared), began_at=began, is_past=past, **columns
    )


def tones(incident):
    return [segment.tone for segment in phase_bar(incident, "UTC", NOW).segments]


def test_all_five_milestones_are_four_phases_to_scale():
    bar = phase_bar(made(**ALL), "UTC", NOW)
    assert [(part.tone, round(part.x), round(part.width)) for part in bar.segments] == [
        ("undetected", 0, 10),
        ("unacknowledged", 10, 5),
        ("working", 15, 45),
        ("watching", 60, 40),
    ]
    assert bar.now_x is None
    assert [tick.text for tick in bar.ticks] == ["09:00", "09:30", "10:00", "10:30"]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"detected"}, ["unknown", "working", "watching"]),
        ({"acknowledged"}, ["undetected", "unknown", "working", "watching"]),
        ({"detected", "acknowledged"}, ["unknown", "working", "watching"]),
        ({"mitigated"}, ["undetected", "unacknowledged", "unknown"]),
        ({"impact_started"}, ["unknown", "unacknowledged", "working", "watching"]),
    ],
)
def test_a_span_without_its_milestone_is_unknown_and_no_longer(missing, expected):
    assert tones(made(**{name: at for name, at in ALL.items() if name not in missing})) == expected


def test_of_a_past_incident_nobody_knows_when_work_began_unless_it_was_said():
    incident = made(past=True, declared=5000, impact_started=0, mitigated=60, resolved=100)
    assert tones(incident) == ["unknown", "watching"]


def test_an_open_incident_is_worked_on_since_its_declaration():
    bar = phase_bar(made(Status.INVESTIGATING, impact_started=0), "UTC", NOW)
    assert [part.tone for part in bar.segments] == ["unknown", "working"]
    assert bar.segments[-1].label == "Working on it, 1 h 40 min so far"
    assert bar.now_x == 100


def test_after_mitigation_it_is_watched_until_it_is_resolved():
    bar = phase_bar(made(Status.MITIGATED, **{k: v for k, v in ALL.items() if k != "resolved"}), "UTC", NOW)
    assert bar.segments[-1].label == "Monitoring, 1 h so far"


def test_nothing_known_says_so_in_words_too():
    bar = phase_bar(made(Status.INVESTIGATING), "UTC", NOW)
    assert bar.note == "Start of impact unknown"
    assert bar.words.startswith("Phases to scale: impact started unknown, detected unknown")
    assert bar.words.endswith("still open.")
    assert all(mark.x is None for mark in bar.marks)


def test_stamps_are_in_the_zone_shown():
    bar = phase_bar(made(**ALL), "Africa/Nairobi", NOW)
    assert bar.ticks[0].text == "12:00"
    assert "impact started 2 Mar 12:00" in bar.words


MINUTES = st.dictionaries(st.sampled_from([milestone.value for milestone in Milestone]), st.integers(-300, 110))


@given(MINUTES, st.sampled_from(Status), st.integers(-100, 110), st.booleans())
def test_whatever_is_known_the_bar_stays_on_the_drawing_in_order_without_overlap(minutes, status, declared, past):
    bar = phase_bar(made(status, declared=declared, past=past, **minutes), "UTC", NOW)
    for part in bar.segments:
        assert 0 <= part.x <= 100
        assert 0 < part.width <= 100.3
    for left, right in pairwise(bar.segments):
        assert right.x >= left.x
        assert left.x + left.width <= right.x + 0.3  # the thinnest span that can still be seen
    assert all(mark.x is None or 0 <= mark.x <= 100 for mark in bar.marks)


def test_the_durations_with_their_formulas():
    found = {named.name: named.duration for named in incident_durations(made(**ALL), [])}
    assert {name: (duration.text, duration.formula) for name, duration in found.items()} == {
        "Impact": ("1 h", "mitigated − impact started"),
        "Time to detect": ("10 min", "detected − impact started"),
        "Time to acknowledge": ("5 min", "acknowledged − detected"),
        "Time to mitigate": ("1 h", "mitigated − impact started"),
        "Time to resolve": ("1 h 40 min", "resolved − impact started"),
    }


def test_what_nobody_set_is_unknown_and_what_runs_backwards_is_invalid():
    found = {named.name: named.duration for named in incident_durations(made(impact_started=30, detected=10), [])}
    assert found["Time to detect"].state == DurationState.INVALID
    assert found["Time to acknowledge"].state == DurationState.UNKNOWN
    assert found["Time to mitigate"].explanation == "Nobody has set mitigated."


@pytest.mark.parametrize(
    ("intervals", "minutes"),
    [
        ([], 0),
        ([(0, 35)], 35),
        ([(0, 35), (30, 45)], 45),
        ([(0, 60), (10, 20)], 60),
        ([(30, 45), (0, 10)], 25),
        ([(5, 5)], 0),
    ],
)
def test_overlapping_impact_counts_once(intervals, minutes):
    spans = [(clock(start), clock(end)) for start, end in intervals]
    assert impact_union(spans) == timedelta(minutes=minutes)


def test_the_step_before_a_milestone_has_a_phase_only_where_that_is_known():
    marks = {mark.milestone: mark for mark in phase_bar(made(impact_started=0, acknowledged=15), "UTC", NOW).marks}
    assert (marks[Milestone.ACKNOWLEDGED].gap, marks[Milestone.ACKNOWLEDGED].gap_tone) == ("+15 min", "")
    marks = {mark.milestone: mark for mark in phase_bar(made(**ALL), "UTC", NOW).marks}
    assert [mark.gap_tone for mark in marks.values() if mark.gap] == [
        "undetected",
        "unacknowledged",
        "working",
        "watching",
    ]


def test_a_milestone_that_lies_before_an_earlier_one_says_so():
    bar = phase_bar(made(impact_started=0, detected=30, acknowledged=40, mitigated=20, resolved=35), "UTC", NOW)
    said = {mark.milestone.value: (mark.gap, mark.gap_tone) for mark in bar.marks if mark.at}
    assert said["mitigated"] == ("is before acknowledged", "")
    assert said["resolved"] == ("is before acknowledged", "")
    assert said["acknowledged"] == ("+10 min", "unacknowledged")


@pytest.mark.parametrize(
    ("start", "length", "zone", "expected"),
    [
        ("2026-03-02T09:04:10+00:00", timedelta(minutes=4), "UTC", ["09:05:00", "09:06:00", "09:07:00", "09:08:00"]),
        ("2026-03-02T09:04:10+00:00", timedelta(minutes=20), "UTC", ["09:05", "09:10", "09:15", "09:20"]),
        ("2026-03-02T09:04:10+00:00", timedelta(minutes=75), "UTC", ["09:15", "09:30", "09:45", "10:00", "10:15"]),
        ("2026-03-02T09:04:10+00:00", timedelta(hours=9), "Asia/Kolkata", ["16:00", "18:00", "20:00", "22:00"]),
        ("2026-03-28T22:30:00+00:00", timedelta(hours=4), "Europe/Berlin", ["00:00", "01:00", "03:00", "04:00"]),
        ("2026-03-02T09:00:00+00:00", timedelta(hours=50), "UTC", ["2 Mar 12:00", "3 Mar 00:00", "3 Mar 12:00"]),
        ("2026-03-02T09:00:00+00:00", timedelta(days=9), "UTC", ["3 Mar", "5 Mar", "7 Mar", "9 Mar"]),
    ],
)
def test_the_axis_has_round_times_on_the_clocks_of_the_zone(start, length, zone, expected):
    begin = datetime.fromisoformat(start)
    words = [words for _, words in round_times(begin, begin + length, ZoneInfo(zone))]
    assert words[: len(expected)] == expected
    assert len(words) <= 6


@given(st.timedeltas(timedelta(0), timedelta(days=9000)), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_whatever_the_span_the_axis_has_few_ticks_in_order(later, length):
    begin = NINE + later
    times = [at for at, _ in round_times(begin, begin + length, ZoneInfo("Europe/Berlin"))]
    assert times == sorted(set(times))
    assert len(times) <= 6
    assert all(begin <= at <= begin + length for at in times)


@pytest.mark.parametrize("seconds", [0, 1, 10, 59])
def test_in_its_first_minute_the_axis_ends_now_and_nothing_lies_ahead(seconds):
    moment = clock(20) + timedelta(seconds=seconds)
    bar = phase_bar(made(Status.INVESTIGATING, detected=20), "UTC", moment)
    assert (bar.now_x, bar.ticks[-1].text, bar.ticks[-1].x) == (100.0, f"now {moment:%H:%M:%S}", 100.0)
    texts = [tick.text for tick in bar.ticks[:-1]]
    assert texts == sorted(set(texts))
    assert all(part.x + part.width <= 100 for part in bar.segments)
