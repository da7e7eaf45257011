"""Every minute of the days on which clocks change, against a table built without the parser."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.when import Clocks, describe, parse_when

DAYS = [
    ("Europe/Berlin", date(2023, 3, 26)),
    ("Europe/Berlin", date(2023, 10, 29)),
    ("America/New_York", date(2023, 3, 12)),
    ("America/New_York", date(2023, 11, 5)),
    ("Australia/Lord_Howe", date(2023, 4, 2)),
    ("Australia/Lord_Howe", date(2023, 10, 1)),
    ("Asia/Kathmandu", date(2023, 5, 13)),
]
MINUTE = timedelta(minutes=1)
each_day = pytest.mark.parametrize(("zone", "day"), DAYS, ids=[f"{zone} {day}" for zone, day in DAYS])


def clocks(zone: str, now: datetime, day: date | None = None) -> Clocks:
    return Clocks(ZoneInfo(zone), now, day)


@cache
def shown(zone: str, day: date) -> dict[str, list[datetime]]:
    """For each minute the clocks of that day could show, the instants at which they did, by walking through UTC."""
    table: dict[str, list[datetime]] = defaultdict(list)
    instant = datetime.combine(day, time(0), UTC) - timedelta(hours=15)
    for _ in range(60 * 54):
        wall = instant.astimezone(ZoneInfo(zone))
        if wall.date() == day:
            table[f"{wall:%H:%M}"].append(instant)
        instant += MINUTE
    return table


def minutes() -> list[time]:
    return [time(hour, minute) for hour in range(24) for minute in range(60)]


def twelve_hours(clock: time) -> str:
    return f"{clock.hour % 12 or 12}:{clock:%M} {'am' if clock.hour < 12 else 'pm'}"


@each_day
@pytest.mark.parametrize("form", ["24", "12", "iso"])
def test_every_minute_is_read_or_asked_about(zone: str, day: date, form: str) -> None:
    now = datetime.combine(day, time(0), UTC) + timedelta(days=3)
    for clock in minutes():
        text = {"24": f"{clock:%H:%M}", "12": twelve_hours(clock), "iso": f"{day}T{clock:%H:%M}"}[form]
        when = parse_when(text, clocks(zone, now, day))
        instants = shown(zone, day)[f"{clock:%H:%M}"]
        kinds = [question.kind for question in when.questions]
        if len(instants) == 1:
            assert (kinds, when.instant) == ([], instants[0]), text
        elif instants:
            assert kinds == ["dst_ambiguous"], text
            assert [choice.instant for choice in when.questions[0].choices] == instants
        else:
            assert kinds == ["dst_gap"], text
            before, after = (choice.instant for choice in when.questions[0].choices)
            assert before < after


@each_day
def test_every_instant_of_the_day_round_trips(zone: str, day: date) -> None:
    now = datetime.combine(day, time(0), UTC) + timedelta(days=3)
    for instants in shown(zone, day).values():
        for instant in instants:
            again = parse_when(describe(instant, zone), clocks(zone, now))
            assert (again.instant, again.zone, again.questions) == (instant, zone, ())


@each_day
def test_a_bare_time_is_the_latest_at_every_minute_of_the_day(zone: str, day: date) -> None:
    """At any moment of the day, what the clock showed ten minutes ago is read as that moment, or asked about."""
    for instants in shown(zone, day).values():
        for now in instants:
            ago = now - 10 * MINUTE
            when = parse_when(f"{ago.astimezone(ZoneInfo(zone)):%H:%M}", clocks(zone, now))
            offered = [choice.instant for question in when.questions for choice in question.choices]
            assert ago in (offered or [when.instant])


@given(
    zone=st.sampled_from([zone for zone, _ in DAYS] + ["UTC", "Pacific/Apia", "America/St_Johns"]),
    now=st.integers(1_500_000_000, 1_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    clock=st.times().map(lambda clock: clock.replace(microsecond=0)),
    form=st.sampled_from(["24", "12"]),
)
def test_a_bare_time_is_never_future_and_never_skips_a_later_one(
    zone: str, now: datetime, clock: time, form: str
) -> None:
    clock = clock.replace(second=0)
    when = parse_when(f"{clock:%H:%M}" if form == "24" else twelve_hours(clock), clocks(zone, now))
    assert when.instant <= now + MINUTE
    if not when.questions:
        assert when.instant.astimezone(ZoneInfo(zone)).time() == clock
        assert when.instant > now - timedelta(hours=26)


@each_day
def test_every_answer_to_a_question_means_exactly_its_instant(zone: str, day: date) -> None:
    """Whichever is pressed, both instants of a repeated time and both offers around a gap can be said, and stay."""
    now = datetime.combine(day, time(0), UTC) + timedelta(days=3)
    for clock in minutes():
        for question in parse_when(f"{clock:%H:%M}", clocks(zone, now, day)).questions:
            for choice in question.choices:
                again = parse_when(choice.value, clocks(zone, now), ask_future=False)
                assert (again.instant, again.questions) == (choice.instant, ())


@each_day
@pytest.mark.parametrize(
    "form", ["%d %b %Y %H:%M", "%A, %d %B %Y at %H:%M", "%Y-%m-%dT%H:%M:%S", "%b %d, %Y, %I:%M %p"]
)
def test_every_minute_with_its_date_is_read_in_all_forms(zone: str, day: date, form: str) -> None:
    now = datetime.combine(day, time(0), UTC) + timedelta(days=300)
    for clock in minutes():
        when = parse_when(datetime.combine(day, clock).strftime(form), clocks(zone, now))
        instants = shown(zone, day)[f"{clock:%H:%M}"]
        offered = [choice.instant for question in when.questions for choice in question.choices]
        assert (offered or [when.instant]) == instants or not instants
        assert [question.kind for question in when.questions] == (
            ["dst_gap"] if not instants else ["dst_ambiguous"] if len(instants) > 1 else []
        )


@each_day
def test_whole_hours_of_a_twelve_hour_clock(zone: str, day: date) -> None:
    now = datetime.combine(day, time(0), UTC) + timedelta(days=3)
    for hour in range(24):
        said = f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"
        long, short = (parse_when(text, clocks(zone, now, day)) for text in (f"{hour:02d}:00", said))
        assert (long.instant, len(long.questions)) == (short.instant, len(short.questions))
